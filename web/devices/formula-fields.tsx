import { FormulaField } from '../part/formula-field.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import type { FormTools } from './form-tools.ts';

/** What an expression meter can give; the unit is that of its formula's result. */
const fields = [
  ['current_l1', 'mA'],
  ['current_l2', 'mA'],
  ['current_l3', 'mA'],
  ['power_w', 'W'],
  ['voltage_l1', 'V'],
  ['voltage_l2', 'V'],
  ['voltage_l3', 'V'],
  ['import_wh', 'Wh'],
  ['export_wh', 'Wh'],
  ['soc', '%'],
] as const;

/** The formulas of a meter that is no product. */
export function FormulaFields({ tools: { draft, set, field } }: { readonly tools: FormTools }) {
  const w = useDeviceWords().form;
  const all = field('fields');
  return (
    <>
      <p class="note">{w.formulasNote}</p>
      {fields.map(([name, unit], at) => (
        <FormulaField
          key={name}
          id={`device-fields-${name}`}
          label={w.formulas[name]}
          unit={unit}
          value={draft.fields[name] ?? ''}
          wrong={at === 0 ? all.wrong : undefined}
          onValue={(text) => set({ fields: { ...draft.fields, [name]: text } })}
        />
      ))}
    </>
  );
}
