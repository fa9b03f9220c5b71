import type { CycleFacts, ProofLimit } from '../../../../firmware/grid/proof/facts.ts';

export const operatorLimit = (value: number): ProofLimit => ({
  id: 'operator',
  place: 'house',
  unit: 'W',
  value,
  origin: 'smgw',
  source: 'AVAIL by channel:emt1',
  variables: ['avail'],
});

/** A cycle in which AVAIL has `avail`, written at `atMs`, and a limit of 550 W a percent reads it. */
export function cycle(
  wallMs: number,
  avail: { value: number; atMs: number },
  more: Partial<CycleFacts> = {},
): CycleFacts {
  return {
    wallMs,
    observing: false,
    variables: new Map([['avail', { name: 'AVAIL', ...avail, source: 'channel:emt1', stale: false }]]),
    candidates: [],
    limits: [operatorLimit(avail.value * 550)],
    confirmed: [],
    points: ['E1', 'E2'].map((id) => ({ id, offeredA: 16 })),
    chargePointsW: 11_000,
    gridW: 14_000,
    ...more,
  };
}
