import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import { Choice, TextField } from '../../part/field.tsx';
import { Icon } from '../../part/icon.tsx';
import { usePeopleWords } from '../../words/people/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { type FunctionDraft, type FunctionKind, functionFault, functionKinds, newFunction } from './card-function.ts';

interface FunctionsFieldProps {
  readonly site: SiteDocument;
  readonly drafts: readonly FunctionDraft[];
  /** What is wrong is shown. */
  readonly tried: boolean;
  readonly onDrafts: (drafts: readonly FunctionDraft[]) => void;
}

/** What a card does when it is shown: a list, each with what it needs. */
export function FunctionsField({ site, drafts, tried, onDrafts }: FunctionsFieldProps) {
  const w = usePeopleWords().card;
  const left = functionKinds.filter(
    (kind) => !drafts.some((draft) => draft.kind === kind) || kind === 'variable' || kind === 'output',
  );
  return (
    <fieldset class="functions">
      <legend>{w.functions}</legend>
      <ul>
        {drafts.map((draft, k) => (
          // Two of one kind have no name of their own but their place.
          <li key={`${draft.kind}${k}`}>
            <FunctionValue
              id={`function-${k}`}
              site={site}
              draft={draft}
              tried={tried}
              onDraft={(next) => onDrafts(drafts.map((one, at) => (at === k ? next : one)))}
            />
            <button
              class="plain-button"
              type="button"
              aria-label={w.removeFunction(w.kinds[draft.kind])}
              onClick={() => onDrafts(drafts.filter((_, at) => at !== k))}
            >
              <Icon name="remove" />
            </button>
          </li>
        ))}
      </ul>
      <Choice
        id="function-add"
        label={w.addFunction}
        value=""
        choices={{ '': '…', ...Object.fromEntries(left.map((kind) => [kind, w.kinds[kind]])) }}
        onValue={(kind: string) => kind !== '' && onDrafts([...drafts, newFunction(kind as FunctionKind)])}
      />
    </fieldset>
  );
}

interface FunctionValueProps {
  readonly id: string;
  readonly site: SiteDocument;
  readonly draft: FunctionDraft;
  readonly tried: boolean;
  readonly onDraft: (draft: FunctionDraft) => void;
}

/** One thing that a card does, with the field that it needs. */
function FunctionValue({ id, site, draft, tried, onDraft }: FunctionValueProps) {
  const { words } = useSpeech();
  const { card: w, budget } = usePeopleWords();
  const { kind, value, unit, period } = draft;
  const fault = tried ? functionFault(draft) : undefined;
  const said = {
    amount: budget.wrong,
    current: w.wrongA,
    priority: w.wrongPriority,
    variable: w.wrongVariable,
    name: w.wrongName,
  };
  const field = {
    ...{ id, value, wrong: fault && said[fault] },
    onValue: (next: string) => onDraft({ ...draft, value: next }),
  };
  const names = (ids: readonly string[]) => ({
    '': words.common.none,
    ...Object.fromEntries(ids.map((one) => [one, one])),
  });
  const label = <span class="function-kind">{w.kinds[kind]}</span>;
  switch (kind) {
    case 'current':
      return (
        <div>
          {label}
          <TextField {...field} label={w.amountA} numeric />
        </div>
      );
    case 'phases':
      return (
        <div>
          {label}
          <Choice {...field} label={w.phasesField} choices={w.phases as Record<string, string>} />
        </div>
      );
    case 'priority':
      return (
        <div>
          {label}
          <TextField {...field} label={w.priority} numeric />
        </div>
      );
    case 'variable':
      return (
        <div>
          {label}
          <TextField {...field} label={w.variable} placeholder="GUEST=1" />
        </div>
      );
    case 'output':
      return (
        <div>
          {label}
          <Choice {...field} label={w.output} choices={names((site.outputs ?? []).map((one) => one.id))} />
        </div>
      );
    case 'ruleSet':
      return (
        <div>
          {label}
          <Choice {...field} label={w.ruleSet} choices={names(Object.keys(site.ruleSets ?? {}))} />
        </div>
      );
    case 'button':
      return (
        <div>
          {label}
          <Choice {...field} label={w.colour} choices={w.colours as Record<string, string>} />
        </div>
      );
    case 'budgetSet':
    case 'budgetTopUp':
      return (
        <div>
          {label}
          <div class="budget-fields">
            <TextField {...field} label={w.value} numeric />
            <Choice
              id={`${id}-unit`}
              label={budget.kind}
              value={unit}
              choices={{ kWh: budget.kinds.kWh, min: budget.kinds.min }}
              onValue={(next) => onDraft({ ...draft, unit: next })}
            />
            {kind === 'budgetSet' && (
              <Choice
                id={`${id}-period`}
                label={budget.period}
                value={period}
                choices={budget.periods}
                onValue={(next) => onDraft({ ...draft, period: next })}
              />
            )}
          </div>
        </div>
      );
    default:
      return label;
  }
}
