import type { Occupant } from '../../domain/known.ts';
import type { Situation } from '../../rules/situation.ts';
import type { ChargePointMemory } from '../charge-point-memory.ts';
import type { DeviceView } from '../device-view.ts';
import type { ChargePointNode } from '../topology.ts';

/** A box of which nothing is known may be the largest AC box there is, mA. */
export const largestMa = 80_000;

/** What the rules of a charge point are walked with beside the time, put into `situation`. */
export function placeChargePoint(
  situation: Situation,
  { config }: ChargePointNode,
  known: {
    readonly view: DeviceView | undefined;
    readonly memory: ChargePointMemory | undefined;
    readonly occupant: Occupant | undefined;
    readonly voltageV: number;
  },
): void {
  const { view, memory, occupant, voltageV } = known;
  const { nowMs, wallMs } = situation;
  const phases = memory?.usedPhases(config.wiring) ?? config.wiring;
  const { stepMa = 1, minMa = 0, maxMa = largestMa } = view?.facts ?? {};
  situation.phases = phases;
  situation.volts = Math.max(1, phases.length) * voltageV;
  situation.min = Math.ceil(Math.max(minMa, config.minCurrentA * 1000) / stepMa) * stepMa;
  situation.max = Math.min(maxMa, (config.maxCurrentA ?? Number.POSITIVE_INFINITY) * 1000);
  const sinceMs = occupant?.session?.pluggedAtMs;
  const pluggedAtMs = memory?.pluggedAtMs;
  situation.pluggedAtMs = pluggedAtMs ?? Number.NaN;
  situation.pluggedForMs = sinceMs === undefined ? nowMs - (pluggedAtMs ?? nowMs) : Math.max(0, wallMs - sinceMs);
}
