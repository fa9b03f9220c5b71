import type { LimitPeriod, State } from '../../firmware/api/shapes.ts';
import { circuitName, fusePowerW, nearFuse } from '../reason/ruling.ts';
import type { GridWords } from '../words/grid/en.ts';
import type { Speech } from '../words/speech.ts';
import { commandText } from './command-text.ts';

type Told = Pick<LimitPeriod, 'source' | 'kind' | 'data'>;

/** What was commanded, or what happened: "AVAIL 40 %", "4.2 kW, for 60 s". */
export const periodText = (speech: Speech, w: GridWords, { kind, data }: Told): string =>
  commandText(speech, w, { kind, data });

/** What the limit was, "House connection 22.0 kW"; empty where the log names none. */
export function limitsText(speech: Speech, state: Pick<State, 'circuits'>, { limits }: LimitPeriod): string {
  return limits
    .map(({ place, value, unit }) => {
      const circuit = state.circuits.find(({ id }) => id === place);
      const name = circuit === undefined ? place : circuitName(speech.words, circuit);
      return `${name} ${unit === 'W' ? speech.kilowatt(value) : speech.ampere(value)}`;
    })
    .join(', ');
}

/** Whether it took anything away: a limit as high as the fuse is none. */
export function isFelt({ limits, appliedAt }: LimitPeriod, { circuits }: Pick<State, 'circuits'>): boolean {
  if (appliedAt === null) return true;
  return limits.some(({ place, value, unit }) => {
    const circuit = circuits.find(({ id }) => id === place);
    return circuit === undefined || value < nearFuse * (unit === 'W' ? fusePowerW(circuit) : circuit.fuseA);
  });
}

/** How long it took until the last charge point held a current decided with it, ms; undefined: not all said so. */
export function reachedMs({ at, confirmedAt, unconfirmed }: LimitPeriod): number | undefined {
  if (confirmedAt === null || unconfirmed.length > 0) return undefined;
  return Math.max(0, Date.parse(confirmedAt) - Date.parse(at));
}

/** "3.4 s". */
export function secondsText(language: string, ms: number): string {
  const seconds = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return `${seconds.format(ms / 1000)}\u00a0s`;
}

/** To the second, with its day: the log is a proof. */
export const exactTime = ({ moment }: Speech, at: string): string =>
  moment({
    ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  }).format(new Date(at));
