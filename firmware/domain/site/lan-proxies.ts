import { isLoopback } from './proxy.ts';
import type { Site } from './schema.ts';

/** Ports of the site's proxies and register servers that are not for this machine alone. */
export function lanProxies(site: Site | undefined): readonly number[] {
  if (site === undefined) return [];
  const served = site.registerServers.flatMap(({ allow, port }) => (allow.length === 0 ? [] : [port]));
  const proxied = [...site.lines, ...site.devices.filter(({ enabled }) => enabled)].flatMap(({ proxy }) =>
    proxy === undefined || isLoopback(proxy.bind) ? [] : [proxy.port],
  );
  const { sunspec } = site;
  const shown = sunspec?.enabled === true && sunspec.allow.length > 0 ? [sunspec.port] : [];
  return [...proxied, ...served, ...shown];
}
