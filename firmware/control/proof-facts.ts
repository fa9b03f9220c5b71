import type { LimitRecord } from '../domain/limit.ts';
import type { State } from '../domain/state.ts';
import { type StoredVariable, variableKey } from '../domain/variable.ts';
import { type CycleFacts as CycleFactsOfLog, type CycleProof, proofLimits } from '../grid/proof/facts.ts';
import type { Controller } from './controller.ts';
import type { DeviceView } from './device-view.ts';
import type { Candidate } from './messages.ts';
import type { PlayedValues } from './test-limit.ts';

/** What the worker tells of one cycle beside its state. */
export function cycleProof(facts: {
  readonly controller: Controller;
  readonly devices: ReadonlyMap<string, DeviceView>;
  readonly limits: readonly LimitRecord[];
  readonly candidates: readonly Candidate[];
  readonly played: PlayedValues | undefined;
  readonly nowMs: number;
}): CycleProof {
  const { controller, devices, limits, candidates, played, nowMs } = facts;
  const holds = (id: string): boolean => {
    const view = devices.get(id);
    const memory = controller.memoryOf(id);
    // What a box held when it was last heard says nothing of a command since.
    return view !== undefined && memory?.confirmed === true && !memory.isLost(view, nowMs);
  };
  return {
    candidates: candidates.flatMap(({ rows }) => rows.map(cycleValue)),
    ...(played === undefined ? {} : { played: played.rows.map(cycleValue) }),
    limits: proofLimits(limits, variableKey),
    confirmed: controller.topology.chargePoints.map(({ config }) => config.id).filter(holds),
  };
}

const cycleValue = ({ name, value, atMs }: StoredVariable) => ({ key: variableKey(name), value: value ?? null, atMs });

/** State and proof of a cycle as the log looks at them. */
export function cycleFacts(state: State, proof: CycleProof): CycleFactsOfLog {
  return {
    ...proof,
    wallMs: Date.parse(state.at),
    observing: state.site.mode === 'observe',
    variables: new Map(
      state.variables.map(({ name, value, at, source, stale }) => [
        variableKey(name),
        { name, value, atMs: Date.parse(at), source, stale },
      ]),
    ),
    points: state.chargePoints.map(({ id, offeredA }) => ({ id, offeredA })),
    chargePointsW: state.flow.chargePointsW,
    gridW: state.flow.gridW,
  };
}
