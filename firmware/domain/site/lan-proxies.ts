import { isLoopback } from './proxy.ts';
import type { Site } from './schema.ts';

/** Ports of the site's proxies that are not for this machine alone. */
export function lanProxies(site: Site | undefined): readonly number[] {
  if (site === undefined) return [];
  return [...site.lines, ...site.devices.filter(({ enabled }) => enabled)].flatMap(({ proxy }) =>
    proxy === undefined || isLoopback(proxy.bind) ? [] : [proxy.port],
  );
}
