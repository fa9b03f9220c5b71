import type { LineState, LinesState } from '../../firmware/api/shapes.ts';

/** What a line suffers from, the worst first; each has a sentence with what to do. */
export type LineTrouble = 'notConnected' | 'full' | 'busy' | 'noise' | 'silent' | 'foreign';

/** Above this values come late; as the box's own `lineBusy`. */
const fullShare = 0.95;
const busyShare = 0.8;

export function troublesOf(line: LineState, { devices }: LinesState): readonly LineTrouble[] {
  const { planned, actual } = line.load;
  const load = Math.max(planned ?? 0, actual ?? 0);
  const here = devices.filter((device) => device.line === line.id);
  const asked = Math.max(1, line.requests);
  const found: readonly (LineTrouble | false)[] = [
    !line.connected && 'notConnected',
    load > fullShare ? 'full' : load > busyShare && 'busy',
    line.framingErrors / asked > 0.005 && 'noise',
    here.some(({ traffic }) => traffic !== null && traffic.requests > 20 && traffic.timeoutShare > 0.05) && 'silent',
    line.strayFrames > 3 && 'foreign',
  ];
  return found.filter((one) => one !== false);
}
