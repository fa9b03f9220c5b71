import { useState } from 'preact/hooks';
import { CheckGuide } from '../check/check-guide.tsx';
import { linkTo } from '../live/use-route.ts';
import { Panel } from '../part/panel.tsx';
import { useStartWords } from '../words/start/speech.ts';
import { type Device, isChargePoint } from './device-draft.ts';
import { keep, kept } from './draft.ts';
import { StepFrame } from './step-frame.tsx';
import type { StepProps } from './step-props.ts';

/** Devices whose check said that all is as entered; known to this tab only. */
export const checkedHere = (): readonly string[] => kept<readonly string[]>('checked') ?? [];

/** A load step tells whether the meter counts the right way round and whether the phases are as entered. */
export function CheckStep({ desk, next }: StepProps) {
  const w = useStartWords();
  const [checked, setChecked] = useState(checkedHere);
  const devices = desk.site?.devices ?? [];
  const meters = devices.filter(({ role }) => role === 'grid');
  const points = devices.filter(isChargePoint);
  const nameOf = ({ id, name }: Device): string => (name === undefined || name === id ? id : `${id} ${name}`);
  const done = ({ device, status, code }: { device: string; status: string; code: string }): void => {
    const fits = status === 'found' && (code === 'fits' || code === 'fitsInPart');
    const now = [...checkedHere().filter((one) => one !== device), ...(fits ? [device] : [])];
    keep('checked', now);
    setChecked(now);
  };
  return (
    <StepFrame step="check" next={checked.length === 0 ? w.skip : undefined} onNext={next}>
      {meters.length === 0 && (
        <p class="panel">
          {w.check.noMeter} <a href={linkTo('start', ['devices'])}>{w.check.toDevices}</a>
        </p>
      )}
      {meters.map((meter) => (
        <Panel key={meter.id} id={`check-${meter.id}`} title={w.check.meter(nameOf(meter))}>
          <CheckGuide device={meter.id} kind="meter" desk={desk} onDone={done} />
        </Panel>
      ))}
      {meters.length > 0 &&
        points.map((point) => (
          <details key={point.id} class="panel">
            <summary>{w.check.point(nameOf(point))}</summary>
            <CheckGuide device={point.id} kind="wiring" desk={desk} onDone={done} />
          </details>
        ))}
    </StepFrame>
  );
}
