import { Choice, TextField } from '../part/field.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import { type Role, roleOf } from './device-draft.ts';
import type { FormTools } from './form-tools.ts';
import { nextId } from './site-devices.ts';

/** What everybody needs: name, what it does, where it hangs, its phases, and how much it may take. */
export function BasicFields({ tools, isNew }: { readonly tools: FormTools; readonly isNew: boolean }) {
  const w = useDeviceWords();
  const f = w.form;
  const { draft, product, site, field, set } = tools;
  const charges = draft.role === 'chargePoint';
  const circuits = site?.circuits ?? [];
  const chargePoints = (site?.devices ?? []).filter((device) => roleOf(device) === 'chargePoint');
  return (
    <>
      <TextField {...field('name', f.nameNote(draft.id))} label={f.name} />
      {!charges && (
        <Choice
          {...field('role', f.roleNotes[draft.role])}
          label={f.role}
          choices={meterRoles(w.roles)}
          onValue={(role) => set({ role, ...(isNew ? { id: nextId(site, false) } : {}) })}
        />
      )}
      {!charges && draft.role === 'display' && chargePoints.length > 0 && (
        <Choice
          {...field('chargePoint', f.measuresNote)}
          label={f.measures}
          choices={{ '': f.measuresNone, ...Object.fromEntries(chargePoints.map(({ id, name }) => [id, name ?? id])) }}
        />
      )}
      {circuits.length > 1 && (
        <Choice
          {...field('circuit')}
          label={charges ? f.circuit : f.circuitOfMeter}
          choices={{
            ...(draft.circuit === '' ? { '': f.choose } : {}),
            ...Object.fromEntries(circuits.map(({ id, name, fuseA }) => [id, `${name ?? id} (${fuseA} A)`])),
          }}
        />
      )}
      <PhaseChoice tools={tools} />
      {charges && (
        <TextField
          {...field('maxCurrentA', product?.maxCurrentA == null ? undefined : f.upTo(String(product.maxCurrentA)))}
          label={f.maxCurrentA}
          placeholder={product?.defaultMaxCurrentA == null ? undefined : String(product.defaultMaxCurrentA)}
          numeric
        />
      )}
      {(draft.role === 'storageHome' || draft.role === 'storageAll') && (
        <TextField {...field('capacityKwh')} label={f.capacity} numeric />
      )}
    </>
  );
}

const meterRoles = <W extends Record<Role, string>>({ chargePoint: _, ...roles }: W) => roles as Record<Role, string>;

/** As a device may be wired. */
export const wirings = [
  ...['L1L2L3', 'L2L3L1', 'L3L1L2', 'L1L3L2', 'L2L1L3', 'L3L2L1'],
  ...['L1', 'L2', 'L3', 'L1L2', 'L2L3', 'L3L1', 'L2L1', 'L3L2', 'L1L3'],
];

/** Which phases of the building stand behind the device's own. */
function PhaseChoice({ tools: { draft, field } }: { readonly tools: FormTools }) {
  const w = useDeviceWords().form;
  const all = wirings.includes(draft.phases) ? wirings : [draft.phases, ...wirings];
  return (
    <Choice
      {...field('phases', w.phasesNote)}
      label={w.phases}
      choices={Object.fromEntries(all.map((phases) => [phases, phaseText(phases, w.wiring)]))}
    />
  );
}

/** `L2L3L1` as a person reads it. */
export function phaseText(
  phases: string,
  w: { readonly turned: string; readonly swapped: string; readonly usual: string },
) {
  const names = phases.match(/L\d/g) ?? [];
  const told = names.join(' · ');
  if (names.length < 3) return told;
  if (phases === 'L1L2L3') return w.usual === '' ? told : `${told} (${w.usual})`;
  return `${told} (${phases === 'L2L3L1' || phases === 'L3L1L2' ? w.turned : w.swapped})`;
}
