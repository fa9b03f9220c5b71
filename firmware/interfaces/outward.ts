import type { AddressMeans } from '../../drivers/link/outbound-addresses.ts';
import type { Timers } from '../../drivers/link/timers.ts';
import type { RegisterDesk } from '../control/original/register-desk.ts';
import { RegisterServers } from '../control/original/register-servers.ts';
import type { Clock } from '../domain/clock.ts';
import type { ModbusView } from '../domain/modbus-server.ts';
import type { Site } from '../domain/site/schema.ts';
import type { HealthState, State } from '../domain/state.ts';
import { EventDesk, type EventDeskOptions } from './events/event-desk.ts';
import type { SecretPair } from './events/means.ts';
import { eventSender } from './events/sender.ts';
import { InfluxDesk } from './influx/influx-desk.ts';
import { MqttDesk, type MqttDeskOptions } from './mqtt/mqtt-desk.ts';
import { SunSpecDesk, type SunSpecDeskOptions } from './sunspec/sunspec-desk.ts';

export interface OutwardParts {
  readonly box: string;
  readonly version: string;
  /** Where the program listens for others. */
  readonly host: string;
  /** Named by the start of the program (NETWACHT_MODBUS_PORT). */
  readonly modbusPort: number | undefined;
  readonly site: () => Site | undefined;
  readonly state: () => State | undefined;
  readonly drawer: SunSpecDeskOptions['drawer'] & EventDeskOptions['drawer'];
  readonly secret: (name: string) => SecretPair | undefined;
  /** Of the outbound guard. */
  readonly guard: AddressMeans;
  readonly registers: RegisterDesk;
  readonly mqtt: Pick<MqttDeskOptions, 'identityOf' | 'orders' | 'original' | 'audit'>;
  readonly sunspec: Pick<SunSpecDeskOptions, 'share' | 'setVariable'>;
  readonly timeSynced: () => boolean;
  readonly clock: Clock;
  readonly timers: Timers;
  /** The log of one of them. */
  readonly log: (room: string) => EventDeskOptions['log'];
}

/** What speaks to others on the house's behalf, each as the site document says: all of them start, change and end together. */
export class Outward {
  readonly mqtt: MqttDesk;
  readonly influx: InfluxDesk;
  readonly messages: EventDesk;
  readonly #sunspec: SunSpecDesk;
  readonly #registers: RegisterServers;
  readonly #modbusPort: number | undefined;

  constructor(parts: OutwardParts) {
    const { box, version, host, site, drawer, secret, guard, log, clock, timers, modbusPort } = parts;
    this.#modbusPort = modbusPort;
    this.influx = new InfluxDesk({
      ...{ box, site, clock, timers, credentials: secret, log: log('influx') },
      hanInterfaces: guard.hanInterfaces,
      loopbackAllowed: guard.loopbackAllowed,
    });
    this.messages = new EventDesk({
      ...{ site, drawer, clock, timers, version, timeSynced: parts.timeSynced, log: log('messages') },
      send: eventSender(box, { ...guard, timers, secret, trusted: undefined }),
    });
    this.mqtt = new MqttDesk({
      ...{ serial: box, version, site, clock, timers, credentials: secret, ...parts.mqtt, log: log('mqtt') },
      // A broker on this machine is a usual thing, where there is one.
      guard: { ...guard, loopbackAllowed: true },
    });
    this.#registers = new RegisterServers({
      ...{ site, desk: parts.registers, host, clock, timers, log: log('registers') },
    });
    this.#sunspec = new SunSpecDesk({
      ...{ serial: box, version, host, portOfStart: modbusPort, site, state: parts.state, drawer, clock, timers },
      ...parts.sunspec,
      log: log('sunspec'),
    });
  }

  /** Once, after the site and everything that they ask is there. */
  start(): void {
    this.influx.siteChanged();
    void this.#registers.siteChanged();
    void this.#sunspec.start();
    this.mqtt.siteChanged();
    this.messages.start();
  }

  /** The site was put. */
  siteChanged(): void {
    void this.#registers.siteChanged();
    void this.#sunspec.siteChanged();
    this.influx.siteChanged();
    this.mqtt.siteChanged();
    this.messages.siteChanged();
  }

  /** A password was set. */
  credentialsChanged(): void {
    this.mqtt.credentialsChanged();
    this.influx.credentialsChanged();
  }

  /** A cycle has ended. */
  observe(now: State): void {
    this.mqtt.observe(now);
    this.messages.observe(now);
    this.influx.observe(now);
  }

  health(): readonly HealthState[] {
    return [...this.mqtt.health(), ...this.messages.health(), ...this.influx.health()];
  }

  /** The Modbus TCP servers as they are. */
  modbus(): ModbusView {
    return {
      ...{ sunspec: this.#sunspec.view(), portOfStart: this.#modbusPort ?? null, registers: this.#registers.view() },
    };
  }

  async close(): Promise<void> {
    this.influx.close();
    await this.#registers.close();
    await this.#sunspec.close();
    await this.mqtt.close();
    this.messages.close();
  }
}
