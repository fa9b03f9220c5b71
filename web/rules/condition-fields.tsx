import { Choice, TextField } from '../part/field.tsx';
import { FormulaField } from '../part/formula-field.tsx';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { CurrentOfPower } from './amount-notes.tsx';
import type { FieldsProps } from './form-fields.ts';
import { TimeField } from './time-field.tsx';

/** What the condition of a rule is about, in fields of its own kind. */
export function ConditionFields({
  draft,
  id,
  wrongOf,
  put,
  devices,
  meters,
  isBattery,
  device,
  voltageV,
}: FieldsProps) {
  const w = useRulesWords();
  const { fields, ownCar, ownBattery } = w.form;
  const text = (key: Parameters<typeof put>[0], numeric = true) => ({
    id: id(key),
    label: fields[key],
    value: draft.text[key],
    onValue: put(key),
    wrong: wrongOf(key),
    numeric,
  });
  switch (draft.condition) {
    case 'always':
      return null;
    case 'formula':
      return <FormulaField {...text('ifFormula')} inRules device={device} unit="1/0" />;
    case 'time':
      return (
        <div class="field-pair">
          <TimeField {...text('from')} />
          <TimeField {...text('to')} />
        </div>
      );
    case 'minutes':
      return (
        <>
          <FormulaField {...text('minutesFrom')} inRules device={device} />
          <FormulaField {...text('minutesTo')} inRules device={device} />
        </>
      );
    case 'surplus':
    case 'solar':
    case 'import':
    case 'export':
      return (
        <div>
          <TextField {...text('atLeastW')} />
          <CurrentOfPower powerW={draft.text.atLeastW} voltageV={voltageV} />
        </div>
      );
    case 'price':
      return <TextField {...text('atMostCt', false)} />;
    case 'priceLevel':
      return (
        <Choice
          {...text('level')}
          choices={{
            '-6': w.rule.level.veryCheap,
            '-5': w.rule.level.cheap,
            '-4': w.rule.level.normal,
            '-3': w.rule.level.expensive,
            '-2': w.rule.level.veryExpensive,
          }}
        />
      );
    case 'soc':
      return (
        <div class="field-pair">
          <Choice {...text('socDevice')} choices={{ '': isBattery ? ownBattery : ownCar, ...devices }} />
          <TextField {...text('soc')} />
        </div>
      );
    case 'charging':
      return <TextField {...text('cars')} />;
    case 'input':
      return (
        <div class="field-pair">
          <Choice {...text('inputDevice')} choices={{ '': w.form.choose, ...meters }} />
          <TextField {...text('inputNumber')} />
        </div>
      );
    case 'eco':
      return (
        <div class="field-pair">
          <TextField {...text('ecoHours')} />
          <TextField {...text('ecoDelayHours')} />
        </div>
      );
  }
}
