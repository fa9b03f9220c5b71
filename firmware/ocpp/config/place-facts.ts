import type { Catalogue } from '../../../drivers/definitions/catalogue.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { State } from '../../domain/state.ts';
import type { PlaceFacts } from '../ports.ts';

/** CiString20 of 1.6, 6.2 (chargePointVendor, chargePointModel); 2.0.1 has as much or more. */
const longest = 20;
/** Where neither site nor product say more (contracts §4). */
const usualMaxA = 16;

/** A charge point of our own as a backend is told it: by its definition, the site, and what it said of itself. */
export function ownFacts(
  chargePoint: string,
  {
    site,
    catalogue,
    state,
  }: { readonly site: Site | undefined; readonly catalogue: Catalogue; readonly state: State | undefined },
): PlaceFacts {
  const device = site?.devices.find(({ id }) => id === chargePoint);
  const product = device && catalogue.get(device.definition);
  const found = state?.chargePoints.find(({ id }) => id === chargePoint);
  const wires = device?.wiring.length ?? 3;
  return {
    vendor: (product?.vendor ?? 'Netwacht').slice(0, longest),
    model: (product?.model ?? 'Charge point').slice(0, longest),
    minMa: Math.round((found?.minA ?? device?.minCurrentA ?? 6) * 1000),
    maxMa: Math.round((found?.maxA ?? device?.maxCurrentA ?? usualMaxA) * 1000),
    phases: wires === 1 || wires === 2 ? wires : 3,
    voltageV: site?.voltageV ?? 230,
    speaksOcpp: false,
  };
}

/** Fuse of the house connection, mA per phase: the lowest of the circuits that hang on nothing else. */
export const houseFuseMa = (site: Site | undefined): number =>
  Math.round(
    Math.min(...(site?.circuits ?? []).filter(({ parent }) => parent === undefined).map(({ fuseA }) => fuseA), 10_000) *
      1000,
  );

/** The meter at the house connection. */
export const gridMeter = (site: Site | undefined): string | undefined =>
  site?.devices.find(({ role, enabled }) => role === 'grid' && enabled)?.id;
