import { Choice, TextField } from '../part/field.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import type { FormTools } from './form-tools.ts';

/** How a charge point charges, beyond its maximum. */
export function ChargeFields({ tools }: { readonly tools: FormTools }) {
  const w = useDeviceWords().form;
  const { draft, product, field } = tools;
  const battery = draft.saveBatteryA.trim() !== '' && draft.saveBatteryA.trim() !== '0';
  return (
    <>
      <TextField {...field('minCurrentA', w.usual('6'))} label={w.minCurrentA} numeric />
      <TextField {...field('failsafeCurrentA', w.failsafeNote)} label={w.failsafeCurrentA} numeric />
      <TextField {...field('priority', w.priorityNote)} label={w.priority} numeric />
      {(product?.switchesPhases === true || draft.phaseSwitch === 'auto') && (
        <Choice {...field('phaseSwitch', w.phaseSwitchNote)} label={w.phaseSwitch} choices={w.phaseSwitches} />
      )}
      <Choice {...field('firstComeFirstServed', w.firstComeNote)} label={w.firstCome} choices={w.likeSite} />
      <Choice {...field('wakeCar', w.wakeCarNote)} label={w.wakeCar} choices={w.onUnlessNo} />
      <Choice {...field('letCarSleep', w.letCarSleepNote)} label={w.letCarSleep} choices={w.likeSite} />
      <TextField {...field('saveBatteryA', w.saveBatteryNote)} label={w.saveBattery} numeric />
      {battery && <Choice {...field('saveBatteryMode')} label={w.saveBatteryMode} choices={w.saveBatteryModes} />}
      <TextField {...field('offsetA', w.offsetNote)} label={w.offset} numeric />
      <Toggle
        label={w.keepActivated}
        note={w.keepActivatedNote}
        checked={draft.keepActivated}
        onChange={field('keepActivated').onValue}
      />
    </>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly note?: string;
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
}

/** Yes or no, with a word on what it does. */
export const Toggle = ({ label, note, checked, onChange }: ToggleProps) => (
  <div>
    <label class="toggle">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
    {note !== undefined && <p class="note">{note}</p>}
  </div>
);
