import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import { type RemoteOffer, type RemoteReport, remotePlace } from '../../domain/remote-device.ts';
import { ocppDefinition } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { Authoriser, StatusNow } from '../ports.ts';
import type { SeenMessage } from '../rpc/peer.ts';
import type { OcppVersion } from '../version.ts';
import { type Arrival, type CentralLog, ChargeBox } from './charge-box.ts';
import type { ChargeBoxStore } from './charge-box-store.ts';
import type { ChargePointSession } from './charge-point-session.ts';
import { Connector, type ConnectorConfig, type ConnectorLimit } from './connector.ts';
import type { Abilities, BoxFacts, Dialect } from './driver.ts';
import { type SeenBox, SeenBoxes } from './seen-boxes.ts';

export interface CentralOptions {
  readonly site: () => Pick<Site, 'devices' | 'voltageV'> | undefined;
  readonly store: ChargeBoxStore;
  readonly authoriser: Authoriser;
  /** The versions that are spoken. */
  readonly dialects: readonly Dialect[];
  /** Tells the control worker; `sentMs`: monotonic ms (ControlHost.tellRemote). */
  readonly tellWorker: (reports: readonly RemoteReport[], sentMs: number) => void;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Each message of each charge point, as it went over the line. */
  readonly observe?: (identity: string, message: SeenMessage) => void;
  readonly log: CentralLog;
  /** A charge point says so often that it is there, s. */
  readonly heartbeatS?: number;
  /** … and what its meter shows, s. */
  readonly meterIntervalS?: number;
  /** A charge point has so long for an answer. */
  readonly answerWithinMs?: number;
}

/** How a charge point stands, for people. */
export interface BoxView {
  readonly identity: string;
  readonly devices: readonly string[];
  readonly connected: boolean;
  readonly version: OcppVersion | undefined;
  readonly address: string | undefined;
  readonly facts: BoxFacts | undefined;
  readonly abilities: Abilities;
  /** Its clock less ours, ms. */
  readonly clockOffsetMs: number | undefined;
  /** Two charge points have its id, as it seems. */
  readonly hasRival: boolean;
  readonly status: readonly { readonly device: string; readonly status: StatusNow; readonly limit: ConnectorLimit }[];
}

/** What is not heard for longer is not believed (connector.ts); the control loop wants to know its state all the time. */
const usualHeartbeatS = 10;
/** Readings of a device are believed for 10 s (staleS of the site). */
const usualMeterIntervalS = 5;
const usualAnswerWithinMs = 20_000;
const everyMs = 1000;
/** What is to be told waits for more of it, no longer than this. */
const gatherMs = 20;

/**
 * The central system towards charge points: who may come is in the site; each is asked what it can, is limited by what the
 * control loop offers, and says what it measures. Nothing here is waited for by the control loop.
 */
export class Central {
  readonly #o: CentralOptions;
  readonly #boxes = new Map<string, ChargeBox>();
  readonly #connectors = new Map<string, Connector>();
  readonly #seen = new SeenBoxes();
  /** The last offer of each: it may come before the connector that it is for. */
  readonly #offers = new Map<string, RemoteOffer>();
  readonly #dirty = new Set<Connector>();
  #gathering = false;
  #stopped = false;

  constructor(options: CentralOptions) {
    this.#o = options;
    this.siteChanged();
    this.#tick();
  }

  /** Whether the site has a charge point of this id. */
  knows(identity: string): boolean {
    return this.#boxes.has(identity);
  }

  /** A charge point has come and was let in. One that the site does not have is shown out. */
  take(identity: string, arrival: Arrival): void {
    const box = this.#boxes.get(identity);
    if (box === undefined || this.#stopped) {
      this.sawRefused(identity, arrival.address, 'no charge point of this id is configured');
      arrival.link.close(1008, 'no charge point of this id is configured');
      return;
    }
    this.#seen.forget(identity);
    box.take(arrival);
  }

  /** A charge point was not let in: an electrician may want to know. */
  sawRefused(identity: string, address: string, why: string): void {
    this.#seen.saw({ identity, address, why, atMs: this.#o.clock.wallMs() });
  }

  /** Those that were not let in, the latest first. */
  seen(): readonly SeenBox[] {
    return this.#seen.all();
  }

  /** A set-point of the control worker (ControlHost.onRemoteOffer). */
  offer(offer: RemoteOffer): void {
    this.#offers.set(offer.device, offer);
    const connector = this.#connectors.get(offer.device);
    if (connector?.place === offer.place) connector.offer(offer);
  }

  /** The site was put: charge points come and go. */
  siteChanged(): void {
    const site = this.#o.site();
    const devices = site?.devices.filter(({ definition, enabled }) => enabled && definition === ocppDefinition) ?? [];
    const wanted = new Map(devices.map((device) => [device.id, { device, voltageV: site?.voltageV ?? 230 }]));
    for (const [id, connector] of this.#connectors) {
      const config = wanted.get(id);
      if (config !== undefined && remotePlace(config.device) === connector.place) continue;
      this.#connectors.delete(id);
      this.#dirty.delete(connector);
    }
    for (const [id, config] of wanted) {
      const known = this.#connectors.get(id);
      if (known === undefined) this.#connectors.set(id, this.#make(config));
      else known.use(config);
    }
    for (const [identity, box] of this.#boxes) {
      const connectors = [...this.#connectors.values()].filter(({ config }) => config.address === identity);
      box.use(connectors);
      if (connectors.length > 0) continue;
      this.#boxes.delete(identity);
      box.end('this charge point is no longer configured');
    }
  }

  session(device: string): ChargePointSession | undefined {
    return this.#connectors.get(device);
  }

  sessions(): readonly ChargePointSession[] {
    return [...this.#connectors.values()];
  }

  view(): readonly BoxView[] {
    return [...this.#boxes.values()].map((box) => ({
      ...{ identity: box.identity, connected: box.connected, version: box.version, address: box.address },
      ...{ facts: box.facts, abilities: box.abilities, clockOffsetMs: box.clockOffsetMs, hasRival: box.hasRival },
      devices: box.connectors.map(({ device }) => device),
      status: box.connectors.map((connector) => ({
        device: connector.device,
        status: connector.status(),
        limit: connector.limit(),
      })),
    }));
  }

  /** Ends all connections. Limits in the charge points run out by themselves. */
  stop(): void {
    this.#stopped = true;
    for (const box of this.#boxes.values()) box.end('the box stops');
  }

  #make(config: ConnectorConfig): Connector {
    const { clock, log } = this.#o;
    const { address = '' } = config.device;
    const box = this.#boxes.get(address) ?? this.#makeBox(address);
    this.#boxes.set(address, box);
    const connector: Connector = new Connector({
      ...{ config, box, clock },
      changed: () => this.#changed(connector),
      note: (sentence) => log.warn({ chargePoint: address, device: config.device.id }, sentence),
    });
    const offer = this.#offers.get(config.device.id);
    if (offer?.place === connector.place) connector.offer(offer);
    return connector;
  }

  #makeBox(identity: string): ChargeBox {
    const { store, authoriser, dialects, clock, timers, log, observe = () => {} } = this.#o;
    const { heartbeatS = usualHeartbeatS, meterIntervalS = usualMeterIntervalS } = this.#o;
    const { answerWithinMs = usualAnswerWithinMs } = this.#o;
    return new ChargeBox({
      ...{ identity, store, authoriser, dialects, clock, timers, log, observe },
      ...{ heartbeatS, meterIntervalS, answerWithinMs },
    });
  }

  #changed(connector: Connector): void {
    if (this.#connectors.get(connector.device) !== connector) return;
    this.#dirty.add(connector);
    if (this.#gathering) return;
    this.#gathering = true;
    this.#o.timers.after(gatherMs, () => {
      this.#gathering = false;
      this.#tell([...this.#dirty]);
    });
  }

  /** Once a second everything is told, changed or not: silence counts as a thread that hangs. */
  #tick(): void {
    if (this.#stopped) return;
    for (const box of this.#boxes.values()) box.tick();
    this.#tell([...this.#connectors.values()]);
    this.#o.timers.after(everyMs, () => this.#tick());
  }

  #tell(connectors: readonly Connector[]): void {
    for (const connector of connectors) this.#dirty.delete(connector);
    if (connectors.length === 0 || this.#stopped) return;
    this.#o.tellWorker(
      connectors.map((connector) => connector.report()),
      this.#o.clock.monotonicMs(),
    );
  }
}
