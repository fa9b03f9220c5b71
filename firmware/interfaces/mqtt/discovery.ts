import { phaseNames } from '../../domain/phases.ts';
import type { MqttOut } from '../../domain/site/mqtt.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { State } from '../../domain/state.ts';
import { type DiscoveryWords, discoveryWords } from './discovery-words.ts';
import * as ha from './entities.ts';
import type { StateKind, Topics } from './topics.ts';

export interface DiscoveryFacts {
  readonly serial: string;
  readonly version: string;
  readonly topics: Topics;
  readonly config: Pick<MqttOut, 'language' | 'commands'>;
  readonly site: Site;
  readonly state: State;
}

/** What a button of Home Assistant asks for, s. */
const ttlS = 3600;

/** Device-based discovery of Home Assistant, by topic: the box, and each circuit, charge point and meter as a device behind it. */
export function discoveryPayloads(facts: DiscoveryFacts): ReadonlyMap<string, string> {
  const { topics, state, site } = facts;
  const words = discoveryWords[facts.config.language];
  const found = new Map<string, string>([[topics.discovery('box'), JSON.stringify(theBox(facts, words))]]);
  const add = (kind: StateKind, id: string, name: string, model: string, entities: Entities): void => {
    const object = kind === 'circuit' ? `circuit_${id}` : id;
    found.set(topics.discovery(object), JSON.stringify(behindBox(facts, { kind, id, object, name, model, entities })));
  };
  for (const { id, name } of state.circuits) add('circuit', id, name, 'circuit', circuit(words));
  const devices = new Map(site.devices.map((device) => [device.id, device]));
  for (const point of state.chargePoints)
    add('chargepoint', point.id, point.name, devices.get(point.id)?.definition ?? '', chargePoint(facts, point, words));
  for (const meter of state.meters) {
    const device = devices.get(meter.id);
    add(
      'meter',
      meter.id,
      meter.name,
      device?.definition ?? '',
      meterEntities(meter, device?.wiring ?? [0, 1, 2], words),
    );
  }
  return found;
}

/** By the name that the id of an entity ends in; it never changes, whatever the language. */
type Entities = Readonly<Record<string, ha.Entity>>;

interface Behind {
  readonly kind: StateKind;
  readonly id: string;
  /** Its name among all devices of the box. */
  readonly object: string;
  readonly name: string;
  readonly model: string;
  readonly entities: Entities;
}

const online = (topic: string, key: string) => ({ topic, value_template: `{{ value_json.${key} }}` });

function behindBox({ serial, version, topics }: DiscoveryFacts, { kind, id, object, name, model, entities }: Behind) {
  const topic = topics.of(kind, id);
  return {
    device: {
      identifiers: [`netwacht_${serial}_${object}`],
      ...{ name, manufacturer: 'Netwacht', ...(model === '' ? {} : { model }), via_device: `netwacht_${serial}` },
    },
    origin: { name: 'Netwacht', sw_version: version },
    state_topic: topic,
    // Both have to say that it is there.
    availability_mode: 'all',
    availability: [online(topics.status, 'state'), ...(kind === 'circuit' ? [] : [online(topic, 'availability')])],
    components: withIds(serial, object, entities),
  };
}

function theBox({ serial, version, topics, state }: DiscoveryFacts, w: DiscoveryWords) {
  const flow = (name: string, path: string) => ha.power({ name, path: `flow.${path}` });
  const entities = {
    ...{ grid_power: flow(w.grid, 'gridW'), solar_power: flow(w.solar, 'solarW') },
    ...{ battery_power: flow(w.battery, 'batteryW'), house_power: flow(w.house, 'houseW') },
    charge_points_power: flow(w.chargePoints, 'chargePointsW'),
    price: ha.price({ name: w.price }),
    problem: ha.yesNo({ name: w.problem, path: 'problem' }, 'problem', 'value_json.problem'),
  };
  return {
    device: {
      identifiers: [`netwacht_${serial}`],
      ...{
        name: state.site.name,
        manufacturer: 'Netwacht',
        model: 'Netwacht',
        serial_number: serial,
        sw_version: version,
      },
    },
    origin: { name: 'Netwacht', sw_version: version },
    state_topic: topics.status,
    availability_mode: 'all',
    availability: [online(topics.status, 'state')],
    components: withIds(serial, 'box', entities),
  };
}

const withIds = (serial: string, object: string, entities: Entities) =>
  Object.fromEntries(
    Object.entries(entities).map(([key, entity]) => {
      const unique = `netwacht_${serial}_${object}_${key}`;
      return [unique, { ...entity, unique_id: unique }];
    }),
  );

/** One of a kind on each of some phases. */
const onPhases = (
  phases: readonly number[],
  key: string,
  make: (of: { name: string; path: string }) => ha.Entity,
  { name, path }: { readonly name: string; readonly path: string },
): Entities =>
  Object.fromEntries(
    phases.map((phase) => [
      `${key}_l${phase + 1}`,
      make({ name: `${name} ${phaseNames[phase as 0 | 1 | 2]}`, path: `${path}[${phase}]` }),
    ]),
  );

const allPhases = [0, 1, 2];

function circuit(w: DiscoveryWords): Entities {
  return {
    limit: ha.current({ name: w.limit, path: 'limitA[0]' }),
    limit_power: ha.power({ name: w.limitPower, path: 'limitW' }),
    ...onPhases(allPhases, 'current', ha.current, { name: w.current, path: 'drawnA' }),
    ...onPhases(allPhases, 'headroom', ha.current, { name: w.headroom, path: 'headroomA' }),
    reason: ha.text({ name: w.reason, path: 'reason' }),
  };
}

function chargePoint(
  { topics, config }: DiscoveryFacts,
  { id, minA, maxA }: State['chargePoints'][number],
  w: DiscoveryWords,
): Entities {
  const set = `${topics.of('chargepoint', id)}/set`;
  return {
    state: ha.choice({ name: w.state, path: 'state' }, w.states),
    plugged: ha.yesNo({ name: w.plugged, path: 'state' }, 'plug', "value_json.state in ['B', 'C', 'D']"),
    offered: ha.current({ name: w.offered, path: 'offeredA' }),
    ...onPhases(allPhases, 'current', ha.current, { name: w.current, path: 'drawnA' }),
    power: ha.power({ name: w.power, path: 'powerW' }),
    energy: ha.energy({ name: w.energy, path: 'energyWh' }),
    reason: ha.text({ name: w.reason, path: 'reason' }),
    ...(config.commands && {
      pause: ha.button(w.pause, set, { command: 'pause', ttlS }),
      resume: ha.button(w.resume, set, { command: 'resume' }),
      lower: ha.lowering(w.lower, set, { ttlS, minA, maxA }),
    }),
  };
}

function meterEntities(meter: State['meters'][number], wiring: readonly number[], w: DiscoveryWords): Entities {
  const phases = wiring.toSorted();
  return {
    power: ha.power({ name: w.power, path: 'totalW' }),
    ...onPhases(phases, 'power', ha.power, { name: w.power, path: 'powerW' }),
    ...onPhases(phases, 'current', ha.current, { name: w.current, path: 'currentA' }),
    ...onPhases(phases, 'voltage', ha.voltage, { name: w.voltage, path: 'voltageV' }),
    ...(meter.importWh !== undefined && { import: ha.energy({ name: w.imported, path: 'importWh' }) }),
    ...(meter.exportWh !== undefined && { export: ha.energy({ name: w.exported, path: 'exportWh' }) }),
  };
}
