import { isLoopback } from './proxy.ts';
import type { Site } from './schema.ts';
import { sunspecInForce } from './sunspec.ts';

/** Ports of the site's proxies and Modbus servers that are not for this machine alone; `portOfStart`: see `sunspecInForce`. */
export function lanProxies(site: Site | undefined, portOfStart?: number): readonly number[] {
  if (site === undefined) return [];
  const served = site.registerServers.flatMap(({ allow, port }) => (allow.length === 0 ? [] : [port]));
  const proxied = [...site.lines, ...site.devices.filter(({ enabled }) => enabled)].flatMap(({ proxy }) =>
    proxy === undefined || isLoopback(proxy.bind) ? [] : [proxy.port],
  );
  const sunspec = sunspecInForce(site.sunspec, portOfStart);
  const shown = sunspec !== undefined && sunspec.allow.length > 0 ? [sunspec.port] : [];
  return [...proxied, ...served, ...shown];
}
