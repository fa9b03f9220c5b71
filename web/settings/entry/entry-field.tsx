import { Choice, control, Field, TextField } from '../../part/field.tsx';
import { FormulaField } from '../../part/formula-field.tsx';
import { Mark } from '../../part/mark.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import type { EntryFieldProps } from './field-props.ts';
import { week } from './field-spec.ts';
import { RowsField } from './rows-field.tsx';

/** A field of a form, as its kind is, and what must be known before it is chosen. */
export function EntryField(props: EntryFieldProps) {
  const warning = props.spec.warning?.(props.draft);
  return warning === undefined ? (
    <Kind {...props} />
  ) : (
    <div class="warned">
      <Kind {...props} />
      <p class="warn" role="status">
        <Mark tone="limited" /> {warning}
      </p>
    </div>
  );
}

function Kind({ id, spec, draft, wrongs, path, onValue }: EntryFieldProps) {
  const w = useSiteWords();
  const label = spec.unit === undefined || spec.kind === 'formula' ? spec.label : `${spec.label} (${spec.unit})`;
  const note = typeof spec.note === 'function' ? spec.note(draft) : spec.note;
  const value = draft[spec.key] ?? '';
  const common = { id, label, note, wrong: wrongs[path], value, onValue };
  switch (spec.kind) {
    case 'rows':
      return <RowsField {...{ id, spec, draft, wrongs, path, onValue }} Cell={EntryField} />;
    case 'choice':
      return <Choice {...common} choices={spec.choices ?? {}} />;
    case 'yes':
      return (
        <div class="field">
          <label class="tick" for={id}>
            <input
              {...control(id, common.wrong)}
              type="checkbox"
              checked={value === 'true'}
              onChange={(event) => onValue(String(event.currentTarget.checked))}
            />
            <span>{label}</span>
          </label>
          <div class="note" id={`${id}-note`}>
            {common.wrong !== undefined && <p class="problem">{common.wrong}</p>}
            {note !== undefined && <p>{note}</p>}
          </div>
        </div>
      );
    case 'formula':
    case 'either':
      return <FormulaField {...common} unit={spec.unit ?? spec.unitOf?.(draft)} variable={spec.variableOf?.(draft)} />;
    case 'days':
      return (
        <fieldset class="days" id={id}>
          <legend>{label}</legend>
          {week.map((day) => (
            <label class="tick" key={day}>
              <input
                type="checkbox"
                checked={value.split(',').includes(day)}
                onChange={(event) => onValue(withDay(value, day, event.currentTarget.checked))}
              />
              <span>{w.entry.days[day]}</span>
            </label>
          ))}
        </fieldset>
      );
    case 'ticks': {
      const [ticked, all] = [value.split(','), Object.entries(spec.choices ?? {})];
      return (
        <fieldset class="days" id={id} {...(common.wrong === undefined ? {} : { 'aria-describedby': `${id}-note` })}>
          <legend>{label}</legend>
          {all.map(([one, name]) => (
            <label class="tick" key={one}>
              <input
                type="checkbox"
                checked={ticked.includes(one)}
                onChange={(event) => {
                  const on = event.currentTarget.checked;
                  onValue(all.flatMap(([each]) => ((each === one ? on : ticked.includes(each)) ? each : [])).join(','));
                }}
              />
              <span>{name}</span>
            </label>
          ))}
          {(common.wrong !== undefined || note !== undefined) && (
            <div class="note" id={`${id}-note`}>
              {common.wrong !== undefined && <p class="problem">{common.wrong}</p>}
              {note !== undefined && <p>{note}</p>}
            </div>
          )}
        </fieldset>
      );
    }
    case 'pairs':
    case 'area':
      return (
        <Field {...common}>
          <textarea
            {...control(id, common.wrong)}
            rows={3}
            spellcheck={false}
            value={value}
            onInput={(event) => onValue(event.currentTarget.value)}
          />
        </Field>
      );
    default:
      return (
        <>
          <TextField
            {...common}
            placeholder={spec.absent === undefined ? undefined : String(spec.absent)}
            {...(spec.proposals === undefined ? {} : { list: `${id}-list` })}
          />
          {spec.proposals !== undefined && (
            <datalist id={`${id}-list`}>
              {spec.proposals.map((one) => (
                <option key={one} value={one} />
              ))}
            </datalist>
          )}
        </>
      );
  }
}

const withDay = (days: string, day: (typeof week)[number], on: boolean): string =>
  week.filter((one) => (one === day ? on : days.split(',').includes(one))).join(',');
