import type { Site } from '../../domain/site/schema.ts';
import { circuitMinimumW } from '../../grid/para14a/circuit-minimum.ts';
import { LpcSource, lpcSourceId } from './lpc-source.ts';
import type { LimitSource, Moment } from './source.ts';

/** One source that a site asks for. */
export interface SourceConfig {
  readonly id: string;
  /** All that it is built from, as text: the same text, the same source. */
  readonly config: string;
  /** `kept`: what it had kept before. */
  open(moment: Moment, kept: string | undefined): LimitSource;
}

/** What a fail-safe limit is at least, with or without §14a. */
const leastFailsafeW = 4200;

/** Every source of a site, in a fixed order. */
export function sourceConfigs(site: Site): readonly SourceConfig[] {
  return [...lpcConfig(site)];
}

function lpcConfig(site: Site): readonly SourceConfig[] {
  const { lpc } = site;
  if (lpc === undefined) return [];
  const minimumW = Math.max(leastFailsafeW, floorW(site, lpc));
  const config = JSON.stringify([lpc, minimumW]);
  return [{ id: lpcSourceId, config, open: (moment, kept) => new LpcSource(lpc, minimumW, moment, kept) }];
}

/** The floor of a source's own fail-safe value, W: that of §14a, where it limits charge points. */
function floorW(site: Site, place: { readonly circuit: string; readonly scope: 'all' | 'chargePoints' }): number {
  const circuit = site.circuits.find(({ id }) => id === place.circuit);
  return place.scope === 'all' || circuit === undefined ? 0 : (circuitMinimumW(circuit) ?? 0);
}
