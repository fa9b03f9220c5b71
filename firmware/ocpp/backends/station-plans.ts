import { type BackendDocument, devicePlace } from '../../domain/ocpp-documents.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { KeptBackend } from '../config/ocpp-desk.ts';

/** A station that there has to be: who it is at which backend, and the charge points that it stands for. */
export interface StationPlan {
  readonly backend: string;
  readonly stationId: string;
  readonly document: BackendDocument;
  /** Charge points in the order of their connectors; `site`: the house connection. */
  readonly devices: readonly string[] | 'site';
}

/** One name for a station over all backends. */
export const planName = ({ backend, stationId }: Pick<StationPlan, 'backend' | 'stationId'>): string =>
  `${backend}/${stationId}`;

/** All of a plan that its station is made from: which others appear at the backend does not concern it. */
export function planText({ backend, stationId, devices, document }: StationPlan): string {
  const { url, version, secret, certificate, insecure, channel, caPem, pingS, defaultTag } = document;
  return JSON.stringify([
    ...[backend, stationId, devices, url, version, secret, certificate],
    ...[insecure, channel, caPem, pingS, defaultTag],
  ]);
}

/**
 * The stations of all enabled backends. A charge point that is switched off or no longer in the site has none. Of two with
 * the same name the first counts. `evenOff`: those of backends and charge points that are switched off too.
 */
export function stationPlans(
  site: Site | undefined,
  backends: readonly KeptBackend[],
  { evenOff = false }: { readonly evenOff?: boolean } = {},
): readonly StationPlan[] {
  const there = (site?.devices ?? []).filter(({ role, enabled }) => role === 'chargePoint' && (enabled || evenOff));
  const plans = backends.flatMap(({ id: backend, document }): StationPlan[] => {
    if (!(document.enabled || evenOff) || site === undefined) return [];
    const { devices: listed, stations, stationId, siteStation } = document;
    const ids = listed?.filter((id) => there.some((device) => device.id === id)) ?? there.map(({ id }) => id);
    const own: StationPlan[] =
      stations === 'one'
        ? ids.length === 0
          ? []
          : [{ backend, document, stationId, devices: ids }]
        : ids.map((id) => ({ backend, document, stationId: stationId.replace(devicePlace, id), devices: [id] }));
    return siteStation === undefined
      ? own
      : [...own, { backend, document, stationId: siteStation, devices: 'site' as const }];
  });
  const names = plans.map(planName);
  return plans.filter((plan, i) => names.indexOf(planName(plan)) === i);
}
