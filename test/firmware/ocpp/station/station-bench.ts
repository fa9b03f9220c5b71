import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { RPCServer } from 'ocpp-rpc';
import { systemTimers, type Timers } from '../../../../drivers/link/timers.ts';
import { Stamps } from '../../../../firmware/ocpp/queue/stamps.ts';
import type { SeenMessage } from '../../../../firmware/ocpp/rpc/peer.ts';
import { Station } from '../../../../firmware/ocpp/station/station.ts';
import type { StationOptions } from '../../../../firmware/ocpp/station/station-options.ts';
import { dialect16 } from '../../../../firmware/ocpp/station/v16/dialect16.ts';
import { dialect201 } from '../../../../firmware/ocpp/station/v201/dialect201.ts';
import { NetworkStreams } from '../../../../firmware/ocpp/transport/network-streams.ts';
import type { OcppVersion } from '../../../../firmware/ocpp/version.ts';
import { openStore, type Store } from '../../../../firmware/store/store.ts';
import { FakeTime } from '../../../drivers/device/fake-time.ts';
import { testParent } from '../../store/data-folder-fixture.ts';
import { strictCentral } from '../transport/strict-peer.ts';
import { FakePlace } from './fake-place.ts';

export interface Got {
  readonly action: string;
  readonly payload: Record<string, unknown>;
  readonly id: string;
}

type Answerer = (payload: Record<string, unknown>) => object | Promise<object>;
interface FarStation {
  handle(handler: (call: { method: string; params: Record<string, unknown>; messageId: string }) => unknown): void;
  call(action: string, payload: object): Promise<Record<string, unknown>>;
  close(options: object): Promise<unknown>;
}

/**
 * A station with real files and real sockets towards an independent, strict central system; time moves only when the test says
 * so. What breaks a schema, in either direction, is an error of that central system.
 */
export class StationBench {
  readonly dir = mkdtempSync(join(testParent, 'netwacht-station-'));
  readonly time = new FakeTime();
  readonly timers: Timers = {
    after: (delayMs, action) => this.time.after(delayMs, action),
    turn: () => this.time.settle(),
  };
  readonly places: FakePlace[];
  /** What the backend got, in order. */
  readonly got: Got[] = [];
  readonly seen: SeenMessage[] = [];
  readonly warnings: string[] = [];
  readonly secrets: string[] = [];
  /** Calls at a time that waited for the backend, at most. */
  mostInFlight = 0;
  answers: Record<string, Answerer>;
  version: 'ocpp1.6' | 'ocpp2.0.1' = 'ocpp1.6';
  /** Of the station, where it is not the version of the backend only. */
  offers: readonly OcppVersion[] | undefined;
  /** Whether the backend lets the station in. */
  admit: () => boolean = () => true;
  /** Authorities that are entered for the backend, PEM. */
  ca: string | undefined;
  /** The backend's certificate: TLS is spoken, with a password. */
  tls: { readonly certificatePem: string; readonly keyPem: string } | undefined;
  more: Partial<StationOptions> = {};
  station!: Station;
  store!: Store;
  #server: RPCServer | undefined;
  #https: Server | undefined;
  #port = 0;
  #far: FarStation | undefined;
  #inFlight = 0;
  #transactions = 0;

  constructor(places = 1) {
    this.places = Array.from({ length: places }, (_, k) => new FakePlace(`E${k + 1}`, () => this.time.wallMs()));
    this.answers = {
      BootNotification: () => ({ status: 'Accepted', interval: 600, currentTime: this.iso() }),
      Heartbeat: () => ({ currentTime: this.iso() }),
      Authorize: () => ({ idTagInfo: { status: 'Accepted' } }),
      StartTransaction: () => this.#started(),
      DataTransfer: () => ({ status: 'Accepted' }),
    };
  }

  get place(): FakePlace {
    return this.places[0] as FakePlace;
  }

  iso(ms = this.time.wallMs()): string {
    return new Date(ms).toISOString();
  }

  /** The backend listens, on the port that it had. */
  async listen(): Promise<void> {
    const server = strictCentral({ protocols: [this.version] });
    server.auth((accept, reject) => (this.admit() ? accept() : reject(401, 'who are you?')));
    server.on('client', (client) => {
      const far = client as unknown as FarStation;
      this.#far = far;
      far.handle(async ({ method, params, messageId }) => {
        this.#inFlight += 1;
        this.mostInFlight = Math.max(this.mostInFlight, this.#inFlight);
        this.got.push({ action: method, payload: params, id: messageId });
        try {
          return await (this.answers[method] ?? (() => ({})))(params);
        } finally {
          this.#inFlight -= 1;
        }
      });
    });
    if (this.tls === undefined) {
      const http = await server.listen(this.#port, '127.0.0.1');
      this.#port = (http.address() as AddressInfo).port;
    } else {
      const https = createServer({ cert: this.tls.certificatePem, key: this.tls.keyPem });
      https.on('upgrade', server.handleUpgrade);
      await new Promise<void>((resolve) => https.listen(this.#port, '127.0.0.1', resolve));
      this.#port = (https.address() as AddressInfo).port;
      this.#https = https;
    }
    this.#server = server;
  }

  /** The backend goes away with all its connections. */
  async vanish(): Promise<void> {
    this.#far = undefined;
    await this.#server?.close({ force: true });
    this.#https?.close();
    this.#https?.closeAllConnections();
    this.#server = undefined;
  }

  start(): void {
    this.store = openStore({ dir: this.dir, clock: this.time });
    const { ocpp, ocppDocuments } = this.store;
    const log = {
      info: () => {},
      warn: (_: object, text: string) => this.warnings.push(text),
      error: (facts: object, text: string) => this.warnings.push(`${text} ${JSON.stringify(facts)}`),
    };
    this.station = new Station({
      ...{
        backend: 'supplier',
        places: this.places,
        dialects: { '1.6': dialect16, '2.0.1': dialect201 },
        defaultTag: 'NETWACHT',
      },
      ...{ store: ocpp, documents: ocppDocuments, clock: this.time, timers: this.timers, random: () => 0.5, log },
      stamps: new Stamps({
        ...{ clock: this.time, store: ocpp, timeSynced: () => true },
        boot: { id: 'boot-1', nowMs: () => this.time.monotonicMs() },
      }),
      connection: {
        ...{
          url: `${this.tls === undefined ? 'ws' : 'wss'}://127.0.0.1:${this.#port}/ocpp`,
          secret: this.tls === undefined ? undefined : 'a password of 16+',
          stationId: 'NW1',
          versions: this.offers ?? [this.version.slice(4) as OcppVersion],
          leastProfile: 0,
        },
        ...{ insecure: true, ca: this.ca, streams: new NetworkStreams(systemTimers, 2000) },
      },
      settings: { minimumStatusS: 0, webSocketPingS: 0 },
      observe: (message) => this.seen.push(message),
      onSecret: async (secret) => this.secrets.push(secret) > 0,
      ...this.more,
    });
    this.station.start();
  }

  /** The program is killed: nothing is told, nothing is written any more. */
  kill(): void {
    this.station.close();
    this.store.close();
  }

  /** Listens, starts, and waits for all that follows a boot. */
  async run(): Promise<void> {
    await this.listen();
    this.start();
    await this.until(
      () => this.of('StatusNotification').length === this.places.length + (this.version === 'ocpp1.6' ? 1 : 0),
    );
  }

  /** Waits for something that needs no time but what sockets take. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await this.time.advance(0);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    // What the backend has got is answered, too, before time moves.
    await this.settle();
  }

  /** Sockets have had their time, for what must not happen; every call has its answer. */
  async settle(most = 2000): Promise<void> {
    for (let k = 0; k < 6 || (k < most && this.#unanswered()); k += 1) {
      await this.time.advance(0);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** Whether a call of ours waits for its answer over a link that stands. */
  #unanswered(): boolean {
    if (this.station.state().link.kind !== 'connected') return false;
    const last = this.seen.findLast(({ direction, kind }) => (direction === 'out') === (kind === 'call'));
    return last?.kind === 'call';
  }

  async pass(ms: number): Promise<void> {
    await this.settle();
    await this.time.advance(ms);
    await this.settle();
  }

  of(action: string): Record<string, unknown>[] {
    return this.got.filter((one) => one.action === action).map(({ payload }) => payload);
  }

  /** Errors that went either way, and messages that break a schema. */
  faults(): SeenMessage[] {
    return this.seen.filter(({ kind, note }) => kind === 'error' || kind === 'bad' || note !== undefined);
  }

  /** A call of the backend. */
  async call(action: string, payload: object = {}): Promise<Record<string, unknown>> {
    await this.until(() => this.#far !== undefined);
    let answer: Record<string, unknown> | undefined;
    let fault: unknown;
    (this.#far as FarStation).call(action, payload).then(
      (given) => (answer = given),
      (error: unknown) => (fault = error),
    );
    await this.until(() => answer !== undefined || fault !== undefined);
    if (answer === undefined) throw fault;
    return answer;
  }

  /** Connected again after an outage, however long the pause before the next try is. */
  async connected(): Promise<void> {
    while (this.station.state().link.kind !== 'connected') {
      await this.time.advance(500);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  #started(): object {
    this.#transactions += 1;
    return { transactionId: this.#transactions + 40, idTagInfo: { status: 'Accepted' } };
  }

  async cut(): Promise<void> {
    await this.#far?.close({ code: 1001, force: true });
    this.#far = undefined;
    await this.until(() => this.station.state().link.kind !== 'connected');
  }

  async end(): Promise<void> {
    this.kill();
    await this.#server?.close({ force: true });
    this.#https?.close();
    this.#https?.closeAllConnections();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
