import { Choice, TextField } from '../part/field.tsx';
import { FormulaField } from '../part/formula-field.tsx';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { CurrentOfPower, PowerOfCurrent } from './amount-notes.tsx';
import { Check } from './check.tsx';
import type { FieldsProps } from './form-fields.ts';

interface ActionFieldsProps extends FieldsProps {
  readonly onRetrigger: (retrigger: boolean) => void;
  /** Id of the list of variables that a rule may set. */
  readonly variableList: string;
}

/** What the action of a rule needs, in fields of its own kind. */
export function ActionFields(props: ActionFieldsProps) {
  const { draft, id, wrongOf, put, rules, sets, isBattery, device, voltageV, onRetrigger, variableList } = props;
  const w = useRulesWords();
  const f = w.form;
  const text = (key: Parameters<typeof put>[0], numeric = false) => ({
    id: id(key),
    label: f.fields[key],
    value: draft.text[key],
    onValue: put(key),
    wrong: wrongOf(key),
    numeric,
  });
  switch (draft.action) {
    case 'fixed':
      return isBattery ? (
        <div>
          <TextField {...text('amount')} label={f.amountW} note={f.amountWNote} />
          <CurrentOfPower powerW={draft.text.amount} voltageV={voltageV} />
        </div>
      ) : (
        <div>
          <TextField {...text('amount', true)} note={f.amountNote} />
          <PowerOfCurrent currentA={draft.text.amount} voltageV={voltageV} />
        </div>
      );
    case 'computed':
      return isBattery ? (
        <FormulaField {...text('amountFormula')} label={f.amountFormulaW} inRules device={device} unit="W" />
      ) : (
        <FormulaField {...text('amountFormula')} note={f.amountNote} inRules device={device} unit="mA" />
      );
    case 'share':
      return (
        <div class="field-pair">
          <Choice {...text('of')} choices={f.of} value={draft.text.of as keyof typeof f.of} />
          <TextField {...text('percent', true)} />
        </div>
      );
    case 'variable':
      return (
        <>
          <TextField {...text('variable')} list={variableList} />
          <FormulaField {...text('variableFormula')} inRules device={device} />
        </>
      );
    case 'trigger':
      return (
        <>
          <div class="field-pair">
            <TextField {...text('triggerName')} list={variableList} />
            <TextField {...text('triggerS', true)} />
          </div>
          <Check label={f.retrigger} checked={draft.retrigger} onChecked={onRetrigger} />
        </>
      );
    case 'and':
    case 'or':
      return <p class="note">{f.linkNote}</p>;
    case 'goto':
      return <Choice {...text('jump')} choices={{ '': f.choose, ...rules }} />;
    case 'parameter':
      return (
        <>
          <TextField {...text('parameter')} note={f.parameterNote} />
          <FormulaField {...text('parameterFormula')} inRules device={device} />
        </>
      );
    case 'ruleSet':
      return Object.keys(sets).length === 0 ? (
        <p class="note">{f.noSets}</p>
      ) : (
        <Choice {...text('set')} choices={{ '': f.choose, ...sets }} />
      );
  }
}
