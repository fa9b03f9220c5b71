import { isDeepStrictEqual } from 'node:util';
import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { OcppServerDocument } from '../../domain/ocpp-documents.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { Ailment } from '../health-book.ts';
import { admit, type StationCredentials } from '../transport/admission.ts';
import type { ConnectedStation } from '../transport/connected-stations.ts';
import { RefusalLog } from '../transport/refusal-log.ts';
import { ChargePointServer, type ServerSettings } from '../transport/server.ts';
import type { ServerRefusal } from '../transport/server-refusal.ts';
import type { CertificatePair } from '../transport/server-tls.ts';
import { credentialsOf, ocppDevices, pingEveryMs } from './box-credentials.ts';

/** Where charge points that came in go (central/central.ts). */
export interface StationTaker {
  take(identity: string, station: ConnectedStation): void;
  sawRefused(identity: string, address: string, why: string): void;
}

export interface ChargePointDoorOptions {
  readonly site: () => Site | undefined;
  readonly document: () => OcppServerDocument;
  /** The password of a secret of this name. */
  readonly password: (secret: string) => string | undefined;
  readonly identityOf: (certificate: string) => CertificatePair | undefined;
  /** The certificate of the local page: for who has named none. */
  readonly pagePair: () => Promise<CertificatePair>;
  readonly taker: StationTaker;
  readonly at: { readonly host: string; readonly port: number };
  /** The port is open or shut now: the firewall of the image. */
  readonly onListening: () => void;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: {
    info(facts: object, sentence: string): void;
    warn(facts: object, sentence: string): void;
  };
}

const retryMs = 30_000;
/** So often the certificate is looked at: that of the page is renewed by itself. */
const lookMs = 12 * 3_600_000;

/** The port for charge points as the site and its document want it: opened, shut and set anew while all else goes on. */
export class ChargePointDoor {
  readonly #o: ChargePointDoorOptions;
  #server: ChargePointServer | undefined;
  #port = 0;
  #settings: ServerSettings | undefined;
  /** What each who is connected had to show when he came. */
  readonly #refusals: RefusalLog;
  readonly #shown = new Map<string, StationCredentials>();
  #error: string | undefined;
  #working: Promise<void> = Promise.resolve();
  #cancelLook = (): void => undefined;
  #ended = false;

  constructor(options: ChargePointDoorOptions) {
    this.#o = options;
    const { clock, log } = options;
    // Anybody in the network may knock as often as he likes.
    this.#refusals = new RefusalLog(clock, (sentence, facts) => log.warn(facts, sentence));
  }

  get listening(): boolean {
    return this.#server !== undefined;
  }

  /** The port that is open, else the one that would be. */
  get port(): number {
    return this.#server === undefined ? this.#o.at.port : this.#port;
  }

  /** Why it is not open though it should be. */
  get error(): string | undefined {
    return this.#error;
  }

  /** Site, document, passwords or certificates have changed. Never rejects. */
  changed(): Promise<void> {
    this.#working = this.#working.then(() => this.#follow());
    return this.#working;
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#cancelLook();
    await this.#working;
    await this.#shut();
  }

  health(): readonly Ailment[] {
    if (this.#error === undefined) return [];
    const message = `charge points that speak OCPP cannot connect: ${this.#error}; it is tried again`;
    return [{ id: 'ocpp:server', severity: 'fault', code: 'ocppServerOff', what: `port ${this.port}`, message }];
  }

  get #isWanted(): boolean {
    return !this.#ended && (this.#o.document().enabled ?? ocppDevices(this.#o.site()).length > 0);
  }

  async #follow(): Promise<void> {
    this.#cancelLook();
    try {
      if (this.#isWanted) await this.#open();
      else await this.#shut();
      this.#error = undefined;
    } catch (error) {
      const message = sentenceOf(error, this.#o.at.port);
      if (this.#error !== message) this.#o.log.warn({ err: error }, 'the port for charge points cannot be opened');
      this.#error = message;
    }
    if (this.#ended) return;
    const waitMs = this.#error === undefined ? lookMs : retryMs;
    this.#cancelLook = this.#o.timers.after(waitMs, () => void this.changed());
  }

  async #open(): Promise<void> {
    const settings = await this.#wanted();
    if (this.#ended) return;
    if (this.#server === undefined) {
      await this.#start(settings);
      return;
    }
    if (!isDeepStrictEqual(settings, this.#settings)) this.#server.reconfigure(settings);
    this.#settings = settings;
    this.#server.forgetFailures();
    this.#sendAway(this.#server);
  }

  async #start(settings: ServerSettings): Promise<void> {
    const { clock, timers, at, site, taker, log, onListening } = this.#o;
    const server = new ChargePointServer({
      ...{ ...settings, clock, timers },
      authenticate: (presented) => {
        const known = this.#credentials(presented.stationId);
        return admit(known, presented);
      },
      onStation: (station) => {
        const known = this.#credentials(station.stationId);
        if (known !== undefined) this.#shown.set(station.stationId, known);
        taker.take(station.stationId, station);
      },
      onRefused: (refusal) => this.#refused(refusal),
      pingEveryMs: (identity) => pingEveryMs(site(), identity),
    });
    const { port } = await server.listen(at);
    this.#server = server;
    this.#port = port;
    this.#settings = settings;
    log.info({ port, tls: settings.tls }, 'charge points that speak OCPP can connect');
    onListening();
  }

  async #shut(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.#shown.clear();
    await server.close();
    this.#o.onListening();
  }

  /** Whoever had to show something else when he came has to come again; who is not in the site is shown out. */
  #sendAway(server: ChargePointServer): void {
    for (const { stationId, link } of server.stations()) {
      link.pingEvery(pingEveryMs(this.#o.site(), stationId));
      if (isDeepStrictEqual(this.#credentials(stationId), this.#shown.get(stationId))) continue;
      this.#shown.delete(stationId);
      link.close(1008, 'what this charge point has to show has changed');
    }
  }

  #credentials(identity: string): StationCredentials | undefined {
    return credentialsOf(this.#o.site(), identity, this.#o.password);
  }

  #refused(refusal: ServerRefusal): void {
    this.#refusals.take(refusal);
    const { stationId, address, fault } = refusal;
    if (stationId !== undefined) this.#o.taker.sawRefused(stationId, address, fault.message);
  }

  async #wanted(): Promise<ServerSettings> {
    const { document, identityOf, pagePair } = this.#o;
    const { tls, certificate, clientCaPem: clientCa, clientCrlPem: clientCrl } = document();
    const clients = { clientCa, ...(clientCrl === undefined ? {} : { clientCrl }) };
    if (tls === 'off') return { tls, pair: undefined, ...clients };
    const pair = certificate === undefined ? await pagePair() : identityOf(certificate);
    if (pair === undefined) throw new Error(`the certificate ${certificate} is not on this box`);
    return { tls, ...clients, pair: { certificatePem: pair.certificatePem, keyPem: pair.keyPem } };
  }
}

function sentenceOf(error: unknown, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `port ${port} is taken by another program`;
  return error instanceof Error ? error.message : String(error);
}
