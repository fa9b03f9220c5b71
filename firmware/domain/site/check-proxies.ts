import type { Report } from './check.ts';
import { speaksInMessages } from './check-messages.ts';
import { speaksOcpp } from './check-ocpp.ts';
import type { SiteKnowledge } from './knowledge.ts';
import type { Site } from './schema.ts';

/** Proxies stand where Modbus is spoken, one for each line or endpoint, each on a port of its own. */
export function checkProxies(site: Site, knowledge: SiteKnowledge, report: Report): void {
  const ports = new Set<number>();
  const usePort = (port: number, at: string): void => {
    if (ports.has(port)) report(`${at}.port`, `another proxy has port ${port}`);
    ports.add(port);
  };
  const inMessages = (definition: string): boolean => {
    const facts = knowledge.definition(definition);
    return facts !== undefined && (facts.ownsLine === true || speaksInMessages(facts) || speaksOcpp(facts));
  };
  site.lines.forEach(({ id, proxy }, i) => {
    if (proxy === undefined) return;
    usePort(proxy.port, `lines[${i}].proxy`);
    const other = site.devices.find((device) => device.line === id && inMessages(device.definition));
    if (other !== undefined) report(`lines[${i}].proxy`, `${other.id} on this line does not speak Modbus`);
  });
  const addresses = new Set<string>();
  site.devices.forEach(({ proxy, address, definition }, i) => {
    if (proxy === undefined) return;
    const at = `devices[${i}].proxy`;
    usePort(proxy.port, at);
    if (address === undefined) report(at, 'only a device with an address of its own has one; else its line has it');
    else if (inMessages(definition)) report(at, `${definition} does not speak Modbus`);
    else if (addresses.has(address)) report(at, `another device has a proxy to ${address}`);
    else addresses.add(address);
  });
}
