import { mapPhases, zeroPhases } from '../../domain/phases.ts';
import { rulingOf } from '../../grid/ruling.ts';
import type { CycleResult } from '../cycle.ts';
import type { Topology } from '../topology.ts';

/** Three decimals of an integer mA. */
const amperes = (ma: number): number => Math.round(ma) / 1000;

/** What a cycle decided, as a line of the answer says it: amperes, number of phases, reasons, ruling limits. */
export function decidedOf(topology: Topology, { output, limited }: CycleResult) {
  const { decisions, estimates } = output;
  const perPoint = <T>(pick: (decision: (typeof decisions)[number]) => T) =>
    Object.fromEntries(decisions.map((decision) => [decision.id, pick(decision)]));
  const circuits = topology.circuits.map(({ circuit }, i) => {
    const [l1, l2, l3] = estimates[i]?.voltageV ?? zeroPhases;
    const { limitMa, ruling } = rulingOf(limited.records, circuit.id, (l1 + l2 + l3) / 3);
    return [circuit.id, { limitA: mapPhases(zeroPhases, () => amperes(limitMa)), reason: ruling }];
  });
  return {
    offeredA: perPoint(({ offerMa }) => (offerMa === undefined ? null : amperes(offerMa))),
    phases: perPoint(({ phases }) => phases.length),
    reasons: perPoint(({ reason }) => reason),
    circuits: Object.fromEntries(circuits),
  };
}
