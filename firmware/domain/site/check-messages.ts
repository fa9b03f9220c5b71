import type { Report } from './check.ts';
import { type DeviceConfig, expressionDefinition } from './devices.ts';
import { parseHttpAddress } from './http-address.ts';
import type { DefinitionFacts, SiteKnowledge } from './knowledge.ts';
import type { Site } from './schema.ts';

/** Devices that are asked by HTTP, or heard over a broker. */
export const speaksInMessages = ({ reachedBy }: DefinitionFacts): boolean =>
  reachedBy.includes('http') || reachedBy.includes('mqtt');

/** The contact of an S0 meter; nobody else has one. */
export function checkContact(
  device: DeviceConfig,
  at: string,
  site: Site,
  definition: DefinitionFacts,
  report: Report,
): void {
  const { contact, pulsesPerKwh } = device;
  if (!definition.reachedBy.includes('contact')) {
    if (contact !== undefined) report(`${at}.contact`, `${device.definition} counts no pulses at a contact`);
    if (pulsesPerKwh !== undefined) report(`${at}.pulsesPerKwh`, `${device.definition} counts no pulses at a contact`);
    return;
  }
  for (const key of ['line', 'address', 'broker'] as const)
    if (device[key] !== undefined)
      report(`${at}.${key}`, `${device.definition} is reached by its contact, by nothing else`);
  if (contact === undefined) {
    report(`${at}.contact`, 'which contact does the meter close?');
    return;
  }
  const place = JSON.stringify(placeOfContact(contact));
  if (
    site.devices.some(
      (other) => other !== device && other.contact && JSON.stringify(placeOfContact(other.contact)) === place,
    )
  )
    report(`${at}.contact`, 'another device has the same contact');
  const isTaken = (path: string) => contact.kind === 'serial' && contact.path === path;
  if (site.lines.some((line) => line.kind === 'serial' && isTaken(line.path)))
    report(`${at}.contact.path`, 'a line uses this port already');
  if (site.gridInputs.some(({ source }) => source.kind === 'serial' && isTaken(source.path)))
    report(`${at}.contact.path`, 'an input of the grid operator uses this port already');
}

/** A serial port is opened by one device; of a chip each line is one. */
const placeOfContact = (contact: NonNullable<DeviceConfig['contact']>): readonly unknown[] =>
  contact.kind === 'serial' ? [contact.path] : [contact.chip, contact.line];

/** An address for HTTP, or a broker that the site has and a topic, and nothing beside it. */
export function checkMessageReach(
  device: DeviceConfig,
  at: string,
  site: Site,
  definition: DefinitionFacts,
  report: Report,
): void {
  if (device.line !== undefined) report(`${at}.line`, `${device.definition} is reached over a network, by no line`);
  if (definition.reachedBy.includes('http')) {
    if (device.broker !== undefined) report(`${at}.broker`, `${device.definition} is asked by HTTP, over no broker`);
    if (parseHttpAddress(device.address ?? '') === undefined)
      report(
        `${at}.address`,
        'an address for HTTP is a host, host:port or http(s)://host:port in small letters; a password stands in "secret"',
      );
    return;
  }
  if (device.address !== undefined)
    report(`${at}.address`, `${device.definition} is heard over a broker, at no address`);
  if (device.secret !== undefined) report(`${at}.secret`, 'the password is that of the broker, and stands there');
  if (!site.brokers.some(({ id }) => id === device.broker))
    report(`${at}.broker`, device.broker === undefined ? 'which broker?' : `there is no broker "${device.broker}"`);
  if (device.topic === undefined && definition.defaultTopic === undefined)
    report(`${at}.topic`, 'what is the device called on the broker?');
}

/** A value has to count as fresh until the next one comes, and one may be missed. */
export function checkRhythm(
  device: DeviceConfig,
  at: string,
  { speaksEveryMs = 0 }: DefinitionFacts,
  report: Report,
): void {
  const leastS = Math.ceil((2.5 * speaksEveryMs) / 1000);
  if (device.staleS < leastS)
    report(`${at}.staleS`, `${device.definition} speaks every ${speaksEveryMs / 1000} s: at least ${leastS}`);
}

/** Brokers are told apart; who speaks in telegrams has its serial line for itself. */
export function checkOwnLines(site: Site, knowledge: SiteKnowledge, report: Report): void {
  site.brokers.forEach(({ id, tls, pin }, i) => {
    if (pin !== undefined && !tls) report(`brokers[${i}].pin`, 'without "tls" there is no certificate to compare');
    if (site.brokers.findIndex((broker) => broker.id === id) < i) report(`brokers[${i}].id`, `"${id}" is used twice`);
  });
  site.devices.forEach((device, i) => {
    if (device.line === undefined || device.definition === expressionDefinition) return;
    if (knowledge.definition(device.definition)?.ownsLine !== true) return;
    if (site.devices.some((other) => other !== device && other.line === device.line))
      report(`devices[${i}].line`, `${device.definition} needs a line of its own; another device uses ${device.line}`);
  });
}
