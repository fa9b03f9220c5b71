import { allocate } from '../../../firmware/allocation/allocate.ts';
import type { AllocationRequest, AllocationResult, Row } from '../../../firmware/allocation/types.ts';

/** A charge point that charges, 6 to 32 A in steps of 1 A, unless told otherwise. */
export const chargePoint = (id: string, own: Partial<AllocationRequest> = {}): AllocationRequest => ({
  id,
  minMa: 6000,
  maxMa: 32_000,
  stepMa: 1000,
  tier: 0,
  charging: true,
  dwell: false,
  sessionEnergyWh: 0,
  waitingMs: 0,
  reason: { code: 'deviceLimit' },
  ...own,
});

/** A phase of a circuit, with the places in the list of the charge points that are on it. */
export const phaseRow = (circuit: string, quantity: 'L1' | 'L2' | 'L3', capacity: number, members: number[]): Row => ({
  id: `${circuit}.${quantity}`,
  circuit,
  quantity,
  capacity,
  members: members.map((request) => ({ request, weight: 1 })),
  reason: { code: 'circuit', circuit, phase: quantity, limitMa: capacity },
});

/** All three phases of a circuit, with charge points on all of them. */
export const phaseRows = (circuit: string, capacity: number, members: number[]): Row[] =>
  (['L1', 'L2', 'L3'] as const).map((quantity) => phaseRow(circuit, quantity, capacity, members));

/** A limit in W; `phases` of each member, at 230 V each. */
export const powerRow = (circuit: string, powerW: number, members: { request: number; phases: number }[]): Row => ({
  id: `${circuit}.P`,
  circuit,
  quantity: 'P',
  capacity: powerW * 1000,
  members: members.map(({ request, phases }) => ({ request, weight: phases * 230 })),
  reason: { code: 'power', circuit, origin: 'para14a' },
});

export const share = (requests: AllocationRequest[], rows: Row[], slot = 0): readonly AllocationResult[] =>
  allocate({ requests, rows, slot });

/** The targets in A, in the order of the list. */
export const amperes = (results: readonly AllocationResult[]): number[] =>
  results.map(({ targetMa }) => targetMa / 1000);
export const codes = (results: readonly AllocationResult[]): string[] => results.map(({ reason }) => reason.code);
