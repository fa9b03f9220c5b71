import { LineBudget } from '../../drivers/bus/line-budget.ts';
import type { WireRate } from '../../drivers/bus/poll-plan.ts';
import type { Bus, LineConfig } from '../../drivers/bus/types.ts';
import { wireRateOf } from '../../drivers/bus/wire-time.ts';
import type { MessageDefinition } from '../../drivers/definitions/message-schema.ts';
import { type Definition, isModbus, type ModbusDefinition } from '../../drivers/definitions/schema.ts';
import type { Device } from '../domain/device.ts';
import { NetwachtError } from '../domain/errors.ts';
import {
  type BrokerEntry,
  type DeviceConfig,
  expressionDefinition,
  isPushed,
  type LineEntry,
  ocppDefinition,
} from '../domain/site/devices.ts';
import type { Site } from '../domain/site/schema.ts';
import { bareLine, lineConfig, lineKey } from './line-config.ts';
import { type MakeProxy, Proxies } from './proxies.ts';
import { proxyPlans } from './proxy-plans.ts';

/** How lines are opened and devices made; handed over so that tests can do without sockets. */
export interface DeviceMakers {
  openBus(config: LineConfig): Bus;
  definition(id: string): Definition | undefined;
  createDevice(config: DeviceConfig, definition: ModbusDefinition, bus: Bus, share: LineShare): Device;
  /** One that speaks in messages; it opens its own way there. */
  createMessageDevice(config: DeviceConfig, definition: MessageDefinition, way: MessageWay): Device;
  /** One whose socket is in the main thread. Absent: there is nobody who has one. */
  createRemoteDevice?(config: DeviceConfig): Device;
  /** Absent: proxies of the site are not opened. */
  makeProxy?: MakeProxy;
}

/** What the site says of the line or the broker that a device names. */
export interface MessageWay {
  readonly line: LineEntry | undefined;
  readonly broker: BrokerEntry | undefined;
}

/** What devices on one line share beside its bus. Of a TCP endpoint there is nothing to share out. */
export interface LineShare {
  /** `undefined` where a gateway or network hides it. */
  readonly wire: WireRate | undefined;
  readonly budget: LineBudget | undefined;
}

/** A line or TCP endpoint in use, and the devices on it. */
export interface LineInUse extends LineShare {
  readonly config: LineConfig;
  readonly bus: Bus;
  readonly devices: readonly string[];
}

interface OpenLine extends LineShare {
  readonly config: LineConfig;
  readonly bus: Bus;
  readonly text: string;
}

interface Entry {
  readonly device: Device;
  readonly line: string;
  /** Which box it is: where it is reached and what it is. */
  readonly place: string;
  /** What it was made from: a device whose text stays the same is kept over a change of the site. */
  readonly text: string;
}

/** The devices of the site in force and the lines they are on. One bus per line or TCP endpoint, whatever the unit ids. */
export class DeviceSet {
  readonly #makers: DeviceMakers;
  readonly #buses = new Map<string, OpenLine>();
  readonly #devices = new Map<string, Entry>();
  readonly #proxies: Proxies | undefined;
  readonly #borrowed = new Map<string, Bus>();

  constructor(makers: DeviceMakers) {
    this.#makers = makers;
    this.#proxies = makers.makeProxy && new Proxies(makers.makeProxy);
  }

  get devices(): ReadonlyMap<string, Device> {
    return new Map([...this.#devices].map(([id, entry]) => [id, entry.device]));
  }

  get lines(): readonly LineInUse[] {
    return [...this.#buses].map(([key, line]) => ({
      ...line,
      devices: [...this.#devices].filter(([, { line: on }]) => on === key).map(([id]) => id),
    }));
  }

  get(id: string): Device | undefined {
    return this.#devices.get(id)?.device;
  }

  /** The bus of a device; undefined: it is on none, or not there yet. */
  busOf(id: string): Bus | undefined {
    const line = this.#devices.get(id)?.line;
    return line === undefined ? undefined : this.#buses.get(line)?.bus;
  }

  /** Stops what is gone or changed, starts what is new; what stays the same runs on. Returns the devices it could not make. */
  async use(site: Site, onWriteSettled: () => void): Promise<Exchange> {
    await this.#endBorrowed();
    const failed: { readonly id: string; readonly error: unknown }[] = [];
    const onBus = site.devices.filter((d) => d.enabled && this.#isOnBus(d));
    const lines = new Map(onBus.map((d) => [lineKey(d), lineConfig(site, d)]));
    const proxies = this.#proxies === undefined ? [] : proxyPlans(site, (id) => this.#makers.definition(id));
    for (const { key, line } of proxies) lines.set(key, line);
    await this.#proxies?.closeOthers(proxies);
    const changedLines = [...this.#buses]
      .filter(([key, { text }]) => JSON.stringify(lines.get(key)) !== text)
      .map(([key]) => key);
    const wanted = new Map(site.devices.filter((d) => d.enabled).map((d) => [d.id, d]));

    const ending: Promise<void>[] = [];
    const released = new Map<string, boolean>();
    for (const [id, entry] of this.#devices) {
      const config = wanted.get(id);
      if (config !== undefined && textOf(config, site) === entry.text && !changedLines.includes(entry.line)) continue;
      this.#devices.delete(id);
      ending.push(
        config === undefined || placeOf(config) !== entry.place
          ? release(entry.device).then((proven) => void released.set(id, proven))
          : entry.device.stop(),
      );
    }
    await Promise.all(ending);
    for (const key of changedLines) {
      const old = this.#buses.get(key)?.bus;
      this.#buses.delete(key);
      await old?.close();
    }

    for (const config of wanted.values()) {
      if (this.#devices.has(config.id)) continue;
      const make = this.#makerOf(config, site);
      if (make === undefined) {
        // A checked site names known definitions only; one that was stored may name one that is off since then.
        if (config.definition !== expressionDefinition) failed.push({ id: config.id, error: definitionOff(config) });
        continue;
      }
      let device: Device;
      try {
        device = make();
      } catch (error) {
        // One device that cannot be made keeps none of the others out; it stays unheard, which counts as the worst case.
        failed.push({ id: config.id, error });
        continue;
      }
      device.onWriteSettled(onWriteSettled);
      this.#devices.set(config.id, {
        device,
        line: lineKey(config),
        place: placeOf(config),
        text: textOf(config, site),
      });
      device.start();
    }
    await this.#proxies?.open(proxies, (key, line) => this.#bus(key, line));
    return { failed, released };
  }

  /** Ends a device and makes it anew, with its line where it is alone on it. Its box keeps the set-point it has. */
  async again(id: string, site: Site, onWriteSettled: () => void): Promise<Exchange> {
    const entry = this.#devices.get(id);
    if (entry !== undefined) {
      this.#devices.set(id, { ...entry, text: '' });
      const line = this.#buses.get(entry.line);
      const isAlone = [...this.#devices.values()].filter((other) => other.line === entry.line).length === 1;
      if (line !== undefined && isAlone) this.#buses.set(entry.line, { ...line, text: '' });
    }
    return this.use(site, onWriteSettled);
  }

  /**
   * A bus for somebody who only looks: that of the devices there, or one of its own, which ends when it is given back or
   * when the site changes. One socket or port per endpoint, whoever uses it.
   */
  borrow(config: LineConfig): { readonly bus: Bus; giveBack(): Promise<void> } {
    const key = keyOf(config);
    const shared = this.#buses.get(key)?.bus ?? this.#borrowed.get(key);
    if (shared !== undefined) return { bus: shared, giveBack: async () => {} };
    const bus = this.#makers.openBus(config);
    this.#borrowed.set(key, bus);
    return {
      bus,
      giveBack: async () => {
        if (this.#borrowed.get(key) === bus) this.#borrowed.delete(key);
        await bus.close();
      },
    };
  }

  async #endBorrowed(): Promise<void> {
    const buses = [...this.#borrowed.values()];
    this.#borrowed.clear();
    await Promise.all(buses.map((bus) => bus.close()));
  }

  async stop(): Promise<void> {
    await this.#endBorrowed();
    await this.#proxies?.close();
    await Promise.all([...this.#devices.values()].map(({ device }) => device.stop()));
    await Promise.all([...this.#buses.values()].map(({ bus }) => bus.close()));
    this.#devices.clear();
    this.#buses.clear();
  }

  #makerOf(config: DeviceConfig, site: Site): (() => Device) | undefined {
    const { createRemoteDevice } = this.#makers;
    if (config.definition === ocppDefinition || isPushed(config))
      return createRemoteDevice && (() => createRemoteDevice(config));
    const definition = this.#makers.definition(config.definition);
    return definition && (() => this.#make(config, definition, site));
  }

  #make(config: DeviceConfig, definition: Definition, site: Site): Device {
    if (!isModbus(definition)) return this.#makers.createMessageDevice(config, definition, wayOf(config, site));
    const key = lineKey(config);
    const bus = this.#bus(key, lineConfig(site, config));
    const { wire, budget } = this.#buses.get(key) ?? { wire: undefined, budget: undefined };
    return this.#makers.createDevice(config, definition, bus, { wire, budget });
  }

  #isOnBus(config: DeviceConfig): boolean {
    const definition = this.#makers.definition(config.definition);
    return definition !== undefined && isModbus(definition);
  }

  #bus(key: string, config: LineConfig): Bus {
    const known = this.#buses.get(key);
    if (known !== undefined) return known.bus;
    const bus = this.#makers.openBus(config);
    const budget = config.kind === 'tcp' ? undefined : new LineBudget();
    this.#buses.set(key, { config, bus, budget, wire: wireRateOf(config), text: JSON.stringify(config) });
    return bus;
  }
}

/** The same as lineKey of a device there: a line of the site by its id, anything else by where it is. */
const keyOf = (config: LineConfig): string => (config.kind === 'tcp' ? `tcp ${config.address}` : `line ${config.id}`);

const definitionOff = ({ definition }: DeviceConfig): NetwachtError =>
  new NetwachtError('definitionOff', `its definition "${definition}" is off or not there`);

const placeOf = ({ definition, line, address, unitId, connector, broker, topic, contact }: DeviceConfig): string =>
  JSON.stringify([definition, line, address, unitId, connector, broker, topic, contact]);

/** What an exchange of devices came to. */
export interface Exchange {
  readonly failed: readonly { readonly id: string; readonly error: unknown }[];
  /** Boxes that were let go, and whether each proved that it offers nothing any more. */
  readonly released: ReadonlyMap<string, boolean>;
}

/** A box that is let go gets this long to hear that it has nothing any more. */
const releaseWithinMs = 1500;

const lookEveryMs = 50;

/** A charge point is told 0 A before its driver ends; gives whether it proved to have taken it. */
async function release(device: Device): Promise<boolean> {
  const taken = (): boolean => {
    const write = device.lastWrite;
    if (write === undefined || write.offeredMa !== 0 || write.outcome !== 'acknowledged') return false;
    const { offeredMa } = device.readings;
    return (
      !device.facts.readsBack ||
      (offeredMa !== undefined && offeredMa.atMs >= (write.repliedAtMs ?? 0) && offeredMa.value === 0)
    );
  };
  let proven = true;
  if (device.facts.kind === 'chargePoint' && (device.lastWrite?.offeredMa ?? 0) > 0) {
    device.offer(0);
    for (let waitedMs = 0; !taken() && waitedMs < releaseWithinMs; waitedMs += lookEveryMs) {
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
    proven = taken();
  }
  await device.stop();
  return proven;
}

/** The parts of a device's entry that its driver is made from; a new name or priority needs no new driver. */
function textOf(config: DeviceConfig, site: Site): string {
  return JSON.stringify([
    placeOf(config),
    driverSettings(config),
    config.role,
    config.secret,
    config.pulsesPerKwh,
    wayOf(config, site),
  ]);
}

const wayOf = ({ line, broker }: DeviceConfig, site: Site): MessageWay => ({
  line: bareLine(site, line),
  broker: site.brokers.find(({ id }) => id === broker),
});

/** The driver's share of a device's entry; what the site leaves out is left to the definition. */
export function driverSettings(config: DeviceConfig) {
  const { id, wiring, minCurrentA, failsafeCurrentA, factor, unitId, connector, startRegister, maxCurrentA } = config;
  const { confirmed } = config;
  return {
    id,
    wiring,
    minCurrentA,
    failsafeCurrentA,
    factor,
    ...(unitId === undefined ? {} : { unitId }),
    ...(connector === undefined ? {} : { connector }),
    ...(startRegister === undefined ? {} : { startRegister }),
    ...(maxCurrentA === undefined ? {} : { maxCurrentA }),
    ...(confirmed.length === 0 ? {} : { confirmed }),
  };
}
