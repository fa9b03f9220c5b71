import type { DeviceFacts } from '../../domain/device.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { nothingKnown } from '../../domain/known.ts';
import type { LimitRecord, StoredRuling } from '../../domain/limit.ts';
import { rootCircuit } from '../../domain/site/check-tree.ts';
import { type DeviceConfig, expressionDefinition } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { StoredVariable } from '../../domain/variable.ts';
import { type CycleFacts, type CycleResult, type Mind, mindWith, newMind } from '../cycle.ts';
import { leavingBoxes } from '../leaving.ts';
import { isSamePlace } from '../topology.ts';
import { checked } from './checked.ts';
import { FileClock, type LineTime } from './clock.ts';
import {
  type ChargePointReading,
  type CycleLine,
  chargePointReading,
  type LineEvent,
  type LineLimit,
  meterReading,
} from './format.ts';
import { PlayedDevice } from './played-device.ts';
import { PlayedOrders, type PointFacts } from './played-orders.ts';
import { PlayedPeople } from './played-people.ts';
import { rowsAfter } from './played-variables.ts';

/** What one device of the site says in a line, checked; applied only when the whole line is good. */
type Saying = (device: PlayedDevice, nowMs: number) => void;

/** A file without exact facts, written by hand or by another program: what it leaves open follows simple rules. */
export class HandLines {
  readonly #factsOf: (config: DeviceConfig) => DeviceFacts;
  readonly #clock: FileClock;
  readonly #orders = new PlayedOrders();
  readonly #people = new PlayedPeople();
  readonly #rulings = new Map<string, StoredRuling>();
  #site: Site;
  #siteIsNew = false;
  #mind: Mind;
  #devices: ReadonlyMap<string, { readonly config: DeviceConfig; readonly device: PlayedDevice }> = new Map();
  #rows: readonly StoredVariable[] = [];
  #limits: readonly LimitRecord[] = [];

  constructor(site: Site, startMs: number, factsOf: (config: DeviceConfig) => DeviceFacts) {
    this.#site = site;
    this.#clock = new FileClock(startMs);
    this.#factsOf = factsOf;
    this.#mind = newMind(site, { variables: [], rulings: [] });
    this.#useDevices(0);
  }

  /** A new site document: what it lets go keeps its room for one cycle more, until its last 0 A counts as accepted. */
  use(site: Site): void {
    this.#site = site;
    this.#siteIsNew = true;
  }

  /** What the line's cycle is given. Throws NetwachtError for a line that does not fit; then nothing has changed. */
  take(line: CycleLine): { readonly mind: Mind; readonly facts: CycleFacts } {
    if (line.exact !== undefined) throw new NetwachtError('mixed', 'exact facts stand in every line or in none');
    const time = this.#clock.of(line);
    const rows = rowsAfter(this.#rows, this.#site.variables, line, time.wallMs);
    const limits = line.limits?.map((limit, i) => recordOf(this.#site, limit, `limits[${i}]`, time.wallMs));
    line.events.forEach((event, i) => {
      if ('chargePoint' in event) configOf(this.#site, event.chargePoint, `events[${i}].chargePoint`);
    });
    const sayings = this.#sayings(line);

    this.#clock.moveTo(time);
    this.#rows = rows;
    this.#limits = limits ?? this.#limits.filter(({ untilMs }) => untilMs === undefined || untilMs > time.wallMs);
    const leaving = this.#siteIsNew ? this.#exchange(time.nowMs) : [];
    for (const event of line.events) this.#happen(event, time);
    for (const [id, { device }] of this.#devices) {
      const saying = sayings.get(id);
      if (saying === undefined) device.saysNothing(time.nowMs);
      else saying(device, time.nowMs);
    }
    return {
      mind: this.#mind,
      facts: {
        ...time,
        devices: new Map([...this.#devices].map(([id, { device }]) => [id, device])),
        stored: this.#rows,
        storedRulings: [...this.#rulings.values()],
        candidates: [],
        limits: this.#limits,
        orders: this.#orders.at(time.wallMs, this.#factsOfPoint),
        known: { ...nothingKnown, occupants: this.#people.at(this.#site, this.#factsOfPoint) },
        failsafeOnly: false,
        leaving,
      },
    };
  }

  /** What the cycle decided is on its way to the boxes and on the disk. */
  decided({ output, limited }: CycleResult, nowMs: number): void {
    for (const { id, sendMa } of output.decisions)
      if (sendMa !== undefined) this.#devices.get(id)?.device.offer(sendMa, nowMs);
    for (const ruling of limited.toStore) this.#rulings.set(`${ruling.circuit}\n${ruling.limitId}`, ruling);
  }

  readonly #factsOfPoint = (id: string): PointFacts => {
    const readings = this.#devices.get(id)?.device.readings;
    return { state: readings?.chargeState?.value, counterWh: readings?.energyImportWh?.value };
  };

  #exchange(nowMs: number): CycleFacts['leaving'] {
    const views = new Map([...this.#devices].map(([id, { device }]) => [id, device]));
    const leaving = leavingBoxes(this.#mind.controller, this.#site, views, nowMs);
    this.#mind = mindWith(this.#site, this.#mind);
    this.#useDevices(nowMs);
    this.#siteIsNew = false;
    return leaving;
  }

  #useDevices(nowMs: number): void {
    // A meter made of formulas is computed, not asked.
    const asked = this.#site.devices.filter(
      ({ enabled, definition }) => enabled && definition !== expressionDefinition,
    );
    this.#devices = new Map(
      asked.map((config) => {
        const known = this.#devices.get(config.id);
        const stays = known !== undefined && isSamePlace(known.config, config);
        const device = stays ? known.device : new PlayedDevice(this.#factsOf(config), nowMs);
        if (stays) device.facts = { ...this.#factsOf(config), measuresCurrent: device.facts.measuresCurrent };
        return [config.id, { config, device }];
      }),
    );
  }

  #happen(event: LineEvent, { nowMs, wallMs }: LineTime): void {
    if (event.kind !== 'restart') {
      this.#orders.take(event, wallMs, this.#factsOfPoint(event.chargePoint).counterWh);
      if (event.kind === 'authorise') this.#people.show(this.#site, event.chargePoint, event.tag, wallMs);
      return;
    }
    this.#mind = newMind(this.#site, { variables: this.#rows, rulings: [...this.#rulings.values()] });
    for (const { device } of this.#devices.values()) device.restarted(nowMs);
  }

  #sayings(line: CycleLine): ReadonlyMap<string, Saying> {
    for (const id of Object.keys(line.age)) configOf(this.#site, id, `age.${id}`);
    const said = Object.entries(line.readings).map(([id, given]): readonly [string, Saying] => {
      const path = `readings.${id}`;
      const ageMs = (line.age[id] ?? 0) * 1000;
      if (configOf(this.#site, id, path).role !== 'chargePoint') {
        const reading = checked(meterReading, given, path);
        return [id, (device, nowMs) => device.meterSays(reading, ageMs, nowMs)];
      }
      const reading = checked(chargePointReading, given, path);
      const state = stateWith(line.events, id, reading.state);
      return [id, (device, nowMs) => device.chargePointSays(state ? { ...reading, state } : reading, ageMs, nowMs)];
    });
    return new Map(said);
  }
}

function configOf(site: Site, id: string, path: string): DeviceConfig {
  const config = site.devices.find((device) => device.id === id);
  if (config === undefined) throw new NetwachtError('unknownDevice', `the site has no device "${id}"`, { path });
  return config;
}

/** An unplugging counts for its line whatever the state says: a car may be exchanged between two lines. */
function stateWith(
  events: readonly LineEvent[],
  id: string,
  state: ChargePointReading['state'],
): ChargePointReading['state'] {
  const kinds = events.flatMap((event) => ('chargePoint' in event && event.chargePoint === id ? [event.kind] : []));
  if (kinds.includes('unplug')) return 'A';
  return kinds.includes('plug') && (state === undefined || state === 'A') ? 'B' : state;
}

function recordOf(site: Site, limit: LineLimit, path: string, wallMs: number): LimitRecord {
  const { id, origin, scope, unit, value, chargePoint, source } = limit;
  const circuit = limit.circuit ?? rootCircuit(site).id;
  if (chargePoint !== undefined) configOf(site, chargePoint, `${path}.chargePoint`);
  else if (!site.circuits.some((known) => known.id === circuit))
    throw new NetwachtError('unknownCircuit', `the site has no circuit "${circuit}"`, { path: `${path}.circuit` });
  return {
    ...{ id, origin, scope, source, failed: false, variables: [] },
    ...(chargePoint === undefined ? { circuit } : { chargePoint }),
    ...(unit === 'W' ? { unit, value } : { unit: 'mA', value: Math.floor(unit === 'A' ? value * 1000 + 1e-6 : value) }),
    sinceMs: limit.since ? Date.parse(limit.since) : wallMs,
    ...(limit.until ? { untilMs: Date.parse(limit.until) } : {}),
  };
}
