import { mostPlannedShare } from '../../../drivers/bus/line-budget.ts';
import type { LineState } from '../../domain/lines.ts';
import type { HealthState } from '../../domain/state.ts';
import type { LineInUse } from '../device-set.ts';

/** A line that is full by measure is named when it was so in this many looks in a row: a device that is lost costs seconds. */
const looksUntilFull = 8;
const fullShare = 0.95;

/** Lines whose plan leaves no room, or that are full, as faults with a sentence. */
export class BusyLines {
  #since = new Map<string, number>();
  #full = new Map<string, number>();
  #health: readonly HealthState[] = [];

  get health(): readonly HealthState[] {
    return this.#health;
  }

  look(lines: readonly Pick<LineInUse, 'budget' | 'wire'>[], states: readonly LineState[], wallMs: number): void {
    const since = new Map<string, number>();
    const full = new Map<string, number>();
    this.#health = states.flatMap((state, i) => {
      const fullFor = (state.load.actual ?? 0) >= fullShare ? (this.#full.get(state.id) ?? 0) + 1 : 0;
      full.set(state.id, fullFor);
      const message = sentence(state, lines[i], fullFor >= looksUntilFull);
      if (message === undefined) return [];
      const sinceMs = this.#since.get(state.id) ?? wallMs;
      since.set(state.id, sinceMs);
      return [
        {
          ...{ id: `lineBusy:${state.id}`, severity: 'warning', code: 'lineBusy', what: state.id, message },
          since: new Date(sinceMs).toISOString(),
        } as const,
      ];
    });
    this.#since = since;
    this.#full = full;
  }
}

function sentence(
  state: LineState,
  line: Pick<LineInUse, 'budget' | 'wire'> | undefined,
  isFull: boolean,
): string | undefined {
  const advice = 'Raise its baud rate or move a device to another line.';
  const planned = line?.budget?.unstretchedShare ?? 0;
  if (planned > mostPlannedShare) {
    const everyS = Math.round((line?.budget?.mediumEveryMs ?? 0) / 1000);
    const devices = `${state.devices.length} ${state.devices.length === 1 ? 'device takes' : 'devices take'}`;
    const later =
      (state.load.planned ?? 0) > mostPlannedShare
        ? `even with slow values only every ${everyS} s the rest comes late`
        : `slow values come every ${everyS} s instead, what the loop steers by still every second`;
    return `The ${devices} ${Math.round(100 * planned)} % of line ${state.id}, more than ${Math.round(100 * mostPlannedShare)} %; ${later}. ${advice}`;
  }
  return isFull ? `Line ${state.id} has had no free moment for a while: values come late. ${advice}` : undefined;
}
