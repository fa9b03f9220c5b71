import { Mark, type Tone } from '../part/mark.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import type { DeviceStanding } from './rows.ts';

const tones: Readonly<Record<DeviceStanding, Tone>> = {
  off: 'idle',
  unknown: 'unknown',
  probing: 'waiting',
  online: 'ok',
  degraded: 'limited',
  offline: 'fault',
};

/** How a device does: a shape and a word. */
export function Standing({ standing }: { readonly standing: DeviceStanding }) {
  const w = useDeviceWords().list;
  return (
    <span class="standing">
      <Mark tone={tones[standing]} /> {w.standing[standing]}
    </span>
  );
}
