import type { HealthState } from '../../domain/state.ts';
import type { DeviceView } from '../device-view.ts';
import type { Topology } from '../topology.ts';

/** More names than this are counted. */
const namesAtMost = 6;

/**
 * One line that names the charge points whose own fail-safe nobody has read: the product does not tell it, or it is
 * switched off. One that is told and too high is a fault of the device; one that is lost has a fault already.
 */
export function failsafeHealth(
  { chargePoints }: Topology,
  devices: ReadonlyMap<string, DeviceView>,
  iso: (monotonicMs: number) => string,
): readonly HealthState[] {
  const unread = chargePoints.flatMap(({ config }) => {
    const view = devices.get(config.id);
    const isUp = view?.health === 'online' || view?.health === 'degraded';
    return config.enabled && isUp && view.readings.failsafeMa === undefined ? [view] : [];
  });
  if (unread.length === 0) return [];
  const ids = unread.map(({ facts }) => facts.id);
  const more = ids.length - namesAtMost;
  const what = more > 0 ? `${ids.slice(0, namesAtMost).join(', ')} +${more}` : ids.join(', ');
  return [
    {
      id: 'failsafeUnverified',
      severity: 'info',
      code: 'failsafeUnverified',
      what,
      message: `${what}: the box does not tell what it offers when nobody speaks to it. The fail-safe current of the site is counted on; set it at the box and try it by unplugging its line.`,
      since: iso(Math.max(...unread.map(({ healthSinceMs }) => healthSinceMs))),
    },
  ];
}
