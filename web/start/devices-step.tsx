import { useRef } from 'preact/hooks';
import { linkTo } from '../live/use-route.ts';
import { Choice, focusWrong, TextField } from '../part/field.tsx';
import { SaveTrouble } from '../site/save-trouble.tsx';
import { useStartWords } from '../words/start/speech.ts';
import {
  type Device,
  type DeviceDraft,
  deviceDraft,
  isChargePoint,
  reachedAt,
  spaced,
  wirings,
  withDevices,
} from './device-draft.ts';
import { useDraft } from './draft.ts';
import { StepFrame } from './step-frame.tsx';
import type { StepProps } from './step-props.ts';

/** What each device is called, what it stands for, and how it is wired. */
export function DevicesStep({ desk, next }: StepProps) {
  const w = useStartWords();
  const [drafts, setDrafts] = useDraft<Readonly<Record<string, DeviceDraft>>>('devices');
  const body = useRef<HTMLDivElement>(null);
  const { site } = desk;
  const devices = site?.devices ?? [];
  if (site === undefined || devices.length === 0)
    return (
      <StepFrame step="devices" onNext={next}>
        <p>
          {w.devices.none} <a href={linkTo('start', ['find'])}>{w.devices.toFind}</a>
        </p>
      </StepFrame>
    );
  const draftOf = (device: Device): DeviceDraft => drafts?.[device.id] ?? deviceDraft(device, site);
  const refusedAt = desk.trouble?.kind === 'refused' ? desk.trouble.failure.path : undefined;
  const circuits = Object.fromEntries(site.circuits.map(({ id, name }) => [id, name ?? id]));

  async function save(): Promise<void> {
    const all = Object.fromEntries(devices.map((device) => [device.id, draftOf(device)]));
    if (!(await desk.save((now) => withDevices(now, all), w.devices.saved))) return focusWrong(body.current);
    setDrafts(undefined);
    next();
  }

  return (
    <StepFrame step="devices" form={true} busy={desk.busy} onNext={() => void save()}>
      <div class="form" ref={body}>
        {devices.map((device, at) => {
          const draft = draftOf(device);
          const set = (field: keyof DeviceDraft) => (value: string) =>
            setDrafts({ ...drafts, [device.id]: { ...draft, [field]: value } });
          const field = (name: keyof DeviceDraft) => ({
            id: `${name}-${device.id}`,
            label: w.devices[name],
            value: draft[name] as string,
            onValue: set(name),
            wrong: refusedAt === `devices[${at}].${name}` ? w.devices.refused : undefined,
          });
          return (
            <fieldset key={device.id} class="form-box form" data-device={device.id}>
              <legend>
                <b>{device.id}</b> <span class="soft">{`${device.definition}, ${reachedAt(device)}`}</span>
              </legend>
              <TextField {...field('name')} placeholder={isChargePoint(device) ? w.devices.example : undefined} />
              {!isChargePoint(device) && <Choice {...field('role')} choices={w.devices.roles} />}
              {site.circuits.length > 1 && <Choice {...field('circuit')} choices={circuits} />}
              <Choice
                {...field('phases')}
                note={at === 0 ? w.devices.phasesNote : undefined}
                choices={Object.fromEntries(wirings.map((wiring) => [wiring, spaced(wiring)]))}
              />
            </fieldset>
          );
        })}
        <p class="note">
          {w.devices.circuits(site.circuits.map(({ id, name }) => name ?? id).join(', '))}{' '}
          <a href={linkTo('settings', ['house'])}>{w.devices.toCircuits}</a>
        </p>
        <SaveTrouble desk={desk} />
      </div>
    </StepFrame>
  );
}
