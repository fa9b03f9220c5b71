import type { Report } from './check.ts';
import { checkContact, checkMessageReach, checkOwnLines, checkRhythm, speaksInMessages } from './check-messages.ts';
import { checkOcppKeys, speaksOcpp } from './check-ocpp.ts';
import { type DeviceConfig, expressionDefinition, type LineEntry } from './devices.ts';
import type { DefinitionFacts, SiteKnowledge } from './knowledge.ts';
import { endpoint } from './primitives.ts';
import type { Site } from './schema.ts';

/** Lines and devices fit each other and their definitions; nothing answers at one address twice. */
export function checkDevices(site: Site, knowledge: SiteKnowledge, stored: boolean, report: Report): void {
  const lines = new Map<string, LineEntry>();
  const lineTargets = new Set<string>();
  site.lines.forEach((line, i) => {
    if (lines.has(line.id)) report(`lines[${i}].id`, `"${line.id}" is used twice`);
    lines.set(line.id, line);
    const target = line.kind === 'serial' ? line.path : line.address;
    if (lineTargets.has(target)) report(`lines[${i}]`, `another line uses ${target} already: one line, one master`);
    lineTargets.add(target);
  });
  checkEndpoints(site, report);
  const circuits = new Set(site.circuits.map((circuit) => circuit.id));
  const ids = new Set<string>();
  const places = new Set<string>();

  site.devices.forEach((device, i) => {
    const at = `devices[${i}]`;
    if (ids.has(device.id)) report(`${at}.id`, `"${device.id}" is used twice`);
    ids.add(device.id);
    if (device.circuit !== undefined && !circuits.has(device.circuit)) {
      report(`${at}.circuit`, `there is no circuit "${device.circuit}"`);
    }
    if (device.definition === expressionDefinition) return;
    const definition = knowledge.definition(device.definition);
    if (definition === undefined) {
      if (!stored) report(`${at}.definition`, noDefinition(device.definition, knowledge));
      return;
    }
    if (!stored) checkConfirmed(device, at, definition, report);
    checkContact(device, at, site, definition, report);
    checkRhythm(device, at, definition, report);
    if (definition.reachedBy.includes('contact')) {
      checkRole(device, at, definition, report);
      return;
    }
    checkOcppKeys(device, at, site, definition, report);
    if (definition.reachedBy.includes('push')) {
      checkPushed(device, at, report);
      checkRole(device, at, definition, report);
      return;
    }
    if (speaksInMessages(definition)) checkMessageReach(device, at, site, definition, report);
    else if (!speaksOcpp(definition)) checkReach(device, at, lines, definition, report);
    checkRole(device, at, definition, report);
    if (device.startRegister !== undefined && definition.findsModels !== true)
      report(`${at}.startRegister`, `${device.definition} has its registers at fixed addresses`);
    const place = placeOf(device, definition);
    if (places.has(place))
      report(
        at,
        speaksOcpp(definition)
          ? 'another device is the same connector of the same charge point'
          : 'another device has the same line, unit id and connector',
      );
    places.add(place);
  });
  checkOwnLines(site, knowledge, report);
}

/** Why a device with this definition cannot be used. */
export function noDefinition(id: string, knowledge: Pick<SiteKnowledge, 'definitionOff'>): string {
  const reason = knowledge.definitionOff?.(id);
  return reason === undefined ? `there is no definition "${id}"` : `the definition "${id}" is off: ${reason}`;
}

/** SunSpec products behind one unit id are told apart by what they are. */
const placeOf = (device: DeviceConfig, { defaultUnitId, defaultTopic, findsModels }: DefinitionFacts): string =>
  device.broker === undefined
    ? [
        device.line ?? device.address,
        device.unitId ?? defaultUnitId,
        device.connector ?? 1,
        ...(findsModels === true ? [device.definition] : []),
      ].join('#')
    : `mqtt ${device.broker}#${device.topic ?? defaultTopic}#${device.connector ?? 1}`;

/** A gateway with RTU frames and a Modbus TCP device cannot be one socket: two would be open to it. */
function checkEndpoints({ lines, devices }: Site, report: Report): void {
  const lineOf = new Map(lines.flatMap((line) => (line.kind === 'rtu-over-tcp' ? [[line.address, line.id]] : [])));
  devices.forEach(({ address = '' }, i) => {
    const line = lineOf.get(address);
    if (line !== undefined)
      report(`devices[${i}].address`, `line "${line}" uses ${address} already: name the line in place of the address`);
  });
}

/** What nobody doubts needs no confirmation: a misspelt one would confirm nothing. In a stored site it may have been cleared up since. */
function checkConfirmed(
  { confirmed, definition }: DeviceConfig,
  at: string,
  { doubtful = [] }: DefinitionFacts,
  report: Report,
): void {
  const some = doubtful.length === 0 ? 'it has none' : `it has ${[...new Set(doubtful)].join(', ')}`;
  confirmed.forEach((quantity, k) => {
    if (!doubtful.includes(quantity))
      report(`${at}.confirmed[${k}]`, `"${quantity}" is no doubtful field that is written of ${definition}; ${some}`);
  });
}

const waysOut = ['line', 'address', 'broker', 'topic', 'unitId', 'connector', 'secret'] as const;

function checkPushed(device: DeviceConfig, at: string, report: Report): void {
  for (const key of waysOut)
    if (device[key] !== undefined)
      report(`${at}.${key}`, `${device.definition} is reached by nobody: its values are pushed to the box`);
}

function checkReach(
  device: DeviceConfig,
  at: string,
  lines: ReadonlyMap<string, LineEntry>,
  definition: DefinitionFacts,
  report: Report,
): void {
  if (device.broker !== undefined || device.topic !== undefined)
    report(`${at}.broker`, `${device.definition} does not speak MQTT`);
  if (device.secret !== undefined) report(`${at}.secret`, `${device.definition} asks for no password`);
  if ((device.line === undefined) === (device.address === undefined)) {
    report(at, 'a device is reached by a line or by an address, one of the two');
    return;
  }
  if (device.address !== undefined && !endpoint.safeParse(device.address).success) {
    report(`${at}.address`, 'an address is host:port');
    return;
  }
  const line = device.line === undefined ? undefined : lines.get(device.line);
  if (device.line !== undefined && line === undefined) {
    report(`${at}.line`, `there is no line "${device.line}"`);
    return;
  }
  const way = line === undefined ? 'tcp' : line.framing === 'ascii' ? 'ascii' : line.kind;
  if (definition.reachedBy.includes(way)) return;
  const path = `${at}.${device.line === undefined ? 'address' : 'line'}`;
  if (line !== undefined && way !== 'ascii' && definition.reachedBy.includes('ascii'))
    report(path, `${device.definition} speaks Modbus ASCII: line "${line.id}" needs "framing": "ascii"`);
  else if (line !== undefined && way === 'ascii')
    report(path, `line "${line.id}" carries Modbus ASCII ("framing"), which ${device.definition} does not speak`);
  else report(path, `${device.definition} is not reached by ${way}, but by ${definition.reachedBy.join(', ')}`);
}

function checkRole(device: DeviceConfig, at: string, definition: DefinitionFacts, report: Report): void {
  if ((device.role === 'chargePoint') !== (definition.kind === 'chargePoint')) {
    report(`${at}.role`, `${device.definition} is a ${definition.kind}, its role cannot be "${device.role}"`);
    return;
  }
  const needsCurrent = device.role === 'grid' || device.role === 'consumption' || device.chargePoint !== undefined;
  if (needsCurrent && !definition.measuresCurrent) {
    report(`${at}.role`, `${device.definition} does not measure current per phase`);
  }
  if (device.throttle && definition.limitsPower !== true) {
    report(`${at}.throttle`, `${device.definition} cannot be throttled: not yet supported`);
  }
  if (device.role !== 'chargePoint') return;
  if (device.phaseSwitch === 'auto') {
    if (definition.switchesPhases !== true) report(`${at}.phaseSwitch`, `${device.definition} cannot switch phases`);
    else if (device.wiring.length < 3)
      report(`${at}.phaseSwitch`, 'a charge point on fewer than three phases has none to switch');
  }
  const least = definition.minCurrentA ?? 6;
  const most = definition.maxCurrentA ?? 1000;
  if (device.minCurrentA < least) report(`${at}.minCurrentA`, `${device.definition} takes at least ${least} A`);
  if ((device.maxCurrentA ?? 0) > most) report(`${at}.maxCurrentA`, `${device.definition} takes at most ${most} A`);
  if (device.minCurrentA > (device.maxCurrentA ?? definition.defaultMaxCurrentA ?? most)) {
    report(`${at}.minCurrentA`, 'the minimum is above the maximum');
  }
}
