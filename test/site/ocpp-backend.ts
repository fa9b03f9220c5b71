import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { OCPP16, OCPP20 } from 'typed-ocpp';
import type { OcppVersion } from '../../firmware/ocpp/version.ts';
import { strictCentral } from '../firmware/ocpp/transport/strict-peer.ts';

/** A call that came from a station. */
export interface ReceivedCall {
  readonly identity: string;
  readonly action: string;
  readonly payload: Record<string, unknown>;
  readonly atMs: number;
}

interface Client {
  readonly identity: string;
  call(action: string, payload: object): Promise<unknown>;
  handle(handler: (call: { method: string; params: Record<string, unknown> }) => Promise<unknown>): void;
  on(event: string, listener: (fact: never) => void): void;
  close(options: { code: number; force?: boolean }): Promise<unknown>;
}

type Answer = (payload: Record<string, unknown>, identity: string) => object;

const protocols = { '1.6': 'ocpp1.6', '2.0.1': 'ocpp2.0.1' } as const;
/** A judge of frames; `errors` belong to the last one. */
interface Judge {
  readonly validate: ((frame: unknown) => boolean) & { errors: readonly string[] };
  readonly checkCallResult: ((answer: unknown, call: unknown) => boolean) & { errors: readonly string[] };
}
const second: Readonly<Record<OcppVersion, Judge>> = {
  '1.6': OCPP16 as unknown as Judge,
  '2.0.1': OCPP20 as unknown as Judge,
};
/** A backend thinks for a moment: who does not wait for its answer is found out. */
const thinkMs = 15;

/**
 * A supplier's backend by an independent program (ocpp-rpc, strict about the schemas of the OCA). It notes every frame, lets
 * a second program (typed-ocpp) judge what came, and counts the calls that a station leaves unanswered at one time.
 */
export class Backend {
  /** `both`: each station speaks the one that it offers. */
  readonly version: OcppVersion | 'both';
  readonly calls: ReceivedCall[] = [];
  /** What broke a schema, by the one judge or the other. */
  readonly faults: string[] = [];
  /** The most calls of one station that waited for their answer at one time. */
  mostInFlight = 0;
  /** Passwords that stations showed. */
  readonly passwords = new Map<string, string | undefined>();
  /** What is answered instead of the usual. */
  readonly answers: Record<string, Answer> = {};
  /** The last transaction of each station (1.6), once its begin was answered. */
  readonly given = new Map<string, number>();
  #nextTransaction = 4711;
  readonly #spoken = new Map<string, OcppVersion>();
  readonly #http: Server;
  readonly #rpc = strictCentral();
  readonly #clients = new Map<string, Client>();

  private constructor(version: OcppVersion | 'both', http: Server) {
    this.version = version;
    this.#http = http;
  }

  static async open(version: OcppVersion | 'both', tls?: ServerOptions): Promise<Backend> {
    const backend = new Backend(version, tls === undefined ? createHttpServer() : createHttpsServer(tls));
    await backend.#listen();
    return backend;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get identities(): readonly string[] {
    return [...this.#clients.keys()];
  }

  /** A call to a station; rejects with its call error. */
  async call<T = Record<string, unknown>>(identity: string, action: string, payload: object = {}): Promise<T> {
    const client = this.#clients.get(identity);
    if (client === undefined) throw new Error(`${identity} is not connected, only ${this.identities.join(', ')}`);
    return (await client.call(action, payload)) as T;
  }

  received(identity: string, action: string): readonly Record<string, unknown>[] {
    return this.calls
      .filter((call) => call.identity === identity && call.action === action)
      .map(({ payload }) => payload);
  }

  async cut(identity: string): Promise<void> {
    await this.#clients.get(identity)?.close({ code: 1001, force: true });
  }

  async close(): Promise<void> {
    await this.#rpc.close({ force: true } as never);
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #listen(): Promise<void> {
    this.#rpc.auth(((
      accept: (options: object) => void,
      _reject: unknown,
      shown: { identity: string; password?: Buffer; protocols: ReadonlySet<string> },
    ) => {
      const spoken = this.version === 'both' ? (shown.protocols.has('ocpp1.6') ? '1.6' : '2.0.1') : this.version;
      this.#spoken.set(shown.identity, spoken);
      this.passwords.set(shown.identity, shown.password?.toString());
      accept({ protocol: protocols[spoken] });
    }) as never);
    this.#rpc.on('client', ((client: Client) => this.#take(client)) as never);
    this.#http.on('upgrade', this.#rpc.handleUpgrade as never);
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
  }

  #take(client: Client): void {
    const { identity } = client;
    this.#clients.set(identity, client);
    let inFlight = 0;
    const asked = new Map<unknown, unknown[]>();
    client.on('message', (({ message, outbound }: { message: Buffer | string; outbound: boolean }) => {
      const frame = JSON.parse(message.toString()) as unknown[];
      const [type, , action] = frame;
      if (type === 2 && outbound) asked.set(frame[1], frame);
      if (!outbound) this.#judge(identity, frame, asked.get(frame[1]));
      if (type === 2 && !outbound) this.mostInFlight = Math.max(this.mostInFlight, ++inFlight);
      if (type !== 2 && outbound) inFlight -= 1;
      if (type === 4 && outbound)
        this.faults.push(`${identity}: refused ${JSON.stringify(action)} ${JSON.stringify(frame)}`);
    }) as never);
    client.on('strictValidationFailure', (({ error }: { error: Error & { details?: unknown } }) => {
      this.faults.push(`${identity}: ${error.message} ${JSON.stringify(error.details)}`);
    }) as never);
    client.on('badMessage', (({ error }: { error: Error }) =>
      this.faults.push(`${identity}: ${error.message}`)) as never);
    client.on('close', (() => {
      if (this.#clients.get(identity) === client) this.#clients.delete(identity);
    }) as never);
    client.handle(async ({ method, params }) => {
      this.calls.push({ identity, action: method, payload: params, atMs: Date.now() });
      await new Promise((resolve) => setTimeout(resolve, thinkMs));
      const answer = this.answers[method] ?? this.#usual(identity)[method];
      if (answer === undefined) throw new Error(`no answer to ${method}`);
      return answer(params, identity);
    });
  }

  #judge(identity: string, frame: unknown[], asked: unknown[] | undefined): void {
    const judge = second[this.#spoken.get(identity) ?? '1.6'];
    if (!judge.validate(frame)) {
      this.faults.push(`${identity}: ${JSON.stringify(judge.validate.errors)} in ${JSON.stringify(frame)}`);
      return;
    }
    if (frame[0] !== 3) return;
    if (asked === undefined) {
      this.faults.push(`${identity}: an answer to nothing: ${JSON.stringify(frame)}`);
      return;
    }
    if (!judge.checkCallResult(frame, asked))
      this.faults.push(`${identity}: ${JSON.stringify(judge.checkCallResult.errors)} in ${JSON.stringify(frame)}`);
  }

  #usual(identity: string): Readonly<Record<string, Answer>> {
    const currentTime = new Date().toISOString();
    const boot = () => ({ status: 'Accepted', currentTime, interval: 300 });
    const common = { BootNotification: boot, Heartbeat: () => ({ currentTime }), StatusNotification: () => ({}) };
    const accepted = { status: 'Accepted' };
    if (this.#spoken.get(identity) === '1.6')
      return {
        ...common,
        Authorize: () => ({ idTagInfo: accepted }),
        StartTransaction: () => {
          const transactionId = this.#nextTransaction++;
          this.given.set(identity, transactionId);
          return { idTagInfo: accepted, transactionId };
        },
        StopTransaction: () => ({}),
        MeterValues: () => ({}),
        FirmwareStatusNotification: () => ({}),
        DiagnosticsStatusNotification: () => ({}),
        SecurityEventNotification: () => ({}),
        DataTransfer: () => ({ status: 'UnknownVendorId' }),
      };
    return {
      ...common,
      Authorize: () => ({ idTokenInfo: accepted }),
      TransactionEvent: () => ({ idTokenInfo: accepted }),
      MeterValues: () => ({}),
      NotifyReport: () => ({}),
      NotifyEvent: () => ({}),
      ReportChargingProfiles: () => ({}),
      SecurityEventNotification: () => ({}),
      FirmwareStatusNotification: () => ({}),
      LogStatusNotification: () => ({}),
      NotifyCustomerInformation: () => ({}),
      DataTransfer: () => ({ status: 'UnknownVendorId' }),
    };
  }
}
