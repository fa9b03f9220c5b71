import type { SiteDocument } from '../../../firmware/api/shapes.ts';

type Circuit = SiteDocument['circuits'][number];
type Device = NonNullable<SiteDocument['devices']>[number];

/** The circuits that hang on one directly; those of a parent that is not there hang on nothing and are shown at the top. */
export const childrenOf = (site: SiteDocument, id: string): readonly Circuit[] =>
  site.circuits.filter(({ parent }) => parent === id);

export const topOf = (site: SiteDocument): readonly Circuit[] =>
  site.circuits.filter(({ parent }) => parent === undefined || !site.circuits.some(({ id }) => id === parent));

/** Ids of everything below a circuit, at any depth. */
export const below = (site: SiteDocument, id: string): readonly string[] =>
  childrenOf(site, id).flatMap((child) => [child.id, ...below(site, child.id)]);

export const isChargePoint = ({ id, role }: Device): boolean =>
  (role ?? (id.startsWith('E') ? 'chargePoint' : 'display')) === 'chargePoint';

/** The devices that stand in a circuit itself; without a circuit they stand in the house. */
export const devicesIn = (site: SiteDocument, id: string): readonly Device[] =>
  (site.devices ?? []).filter((device) => (device.circuit ?? topOf(site)[0]?.id) === id);

export interface Failsafe {
  readonly sumA: number;
  readonly roomA: number;
}

const phases = ['L1', 'L2', 'L3'] as const;

/**
 * What flows in a circuit while the box is dead, on its fullest phase, and the room beside the house; undefined where no house load is
 * assumed. As the box checks it (`check-failsafe.ts`).
 */
export function failsafeOf(site: SiteDocument, circuit: Circuit): Failsafe | undefined {
  if (circuit.assumedHouseA === undefined) return undefined;
  const inside = [circuit.id, ...below(site, circuit.id)].flatMap((id) => devicesIn(site, id));
  const points = inside.filter((device) => isChargePoint(device) && device.enabled !== false);
  const sums = phases.map((phase) =>
    points
      .filter((device) => (device.phases ?? 'L1L2L3').includes(phase))
      .reduce((sum, device) => sum + (device.failsafeCurrentA ?? 6), 0),
  );
  return { sumA: Math.max(...sums), roomA: circuit.fuseA - (circuit.reserveA ?? 0) - circuit.assumedHouseA };
}
