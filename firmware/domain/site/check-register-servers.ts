import type { Report } from './check.ts';
import type { Site } from './schema.ts';

/** Each on a port of its own, of a device that is there. */
export function checkRegisterServers({ registerServers, devices, lines }: Site, report: Report): void {
  const ports = new Set([...lines, ...devices].flatMap(({ proxy }) => proxy?.port ?? []));
  registerServers.forEach(({ device, port, writes }, i) => {
    const at = `registerServers[${i}]`;
    if (ports.has(port)) report(`${at}.port`, `port ${port} is in use already`);
    ports.add(port);
    const found = devices.find(({ id }) => id === device);
    if (found === undefined) report(`${at}.device`, `there is no device "${device}"`);
    else if (writes && found.role !== 'chargePoint')
      report(`${at}.writes`, `${device} is a meter: nothing of it is written`);
  });
}
