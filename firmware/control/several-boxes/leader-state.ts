import type { LeaderState } from '../../domain/leader.ts';
import { mapPhases, type PerPhase, type PhaseIndex, phaseIndexes } from '../../domain/phases.ts';
import type { CycleOutput } from '../controller.ts';
import type { LeaderSource } from '../sources/leader-source.ts';
import type { Topology } from '../topology.ts';

/** What a leader is told of this box after a cycle, beside the grant that holds. */
export function leaderState(
  led: ReturnType<LeaderSource['view']>,
  topology: Topology,
  { estimates, points, requests, decisions, starting }: CycleOutput,
): LeaderState {
  const i = topology.circuits.findIndex(({ circuit }) => circuit.id === led.circuit);
  const node = topology.circuits[i];
  const estimate = estimates[i];
  const fuseMa = Math.round((node?.circuit.fuseA ?? 0) * 1000);
  const houseMa: PerPhase = estimate?.houseMa ?? [0, 0, 0];
  const atMost: [number, number, number] = [...houseMa];
  const wanted: [number, number, number] = [...houseMa];
  const offers = new Map(decisions.map(({ id, offerMa }) => [id, offerMa ?? 0]));
  let cars = 0;
  for (const k of node?.chargePoints ?? []) {
    const [point, request, config] = [points[k], requests[k], topology.chargePoints[k]?.config];
    if (point === undefined || config === undefined) continue;
    const asksMa = request?.maxMa ?? 0;
    if (asksMa > 0) cars += 1;
    const offerMa = offers.get(config.id) ?? 0;
    for (const p of phaseIndexes) {
      const uses = point.phases.includes(p);
      const lostMa = uses ? point.lostMa : 0;
      atMost[p] += lostMa ?? Math.max(point.bearingMa[p], uses ? offerMa : 0) + point.excessMa[p];
      wanted[p] += uses ? Math.max(asksMa, lostMa ?? 0) : 0;
    }
  }
  // While nothing is known, or nothing is written, it may draw what its fuse bears.
  const unknown = starting || topology.site.mode === 'observe';
  const most = mapPhases(atMost, (ma) => (unknown ? Math.max(fuseMa, ma) : ma));
  const amperes = (ma: number): number => Math.ceil(ma) / 1000;
  return {
    ...led,
    confirmed: phaseIndexes.every((p: PhaseIndex) => most[p] <= led.limitA[p] * 1000),
    atMostA: mapPhases(most, amperes),
    drawnA: mapPhases(estimate?.drawnMa ?? [undefined, undefined, undefined], (ma) =>
      ma === undefined ? null : Math.round(ma) / 1000,
    ),
    wantedA: mapPhases(wanted, amperes),
    houseA: mapPhases(houseMa, amperes),
    cars,
  };
}
