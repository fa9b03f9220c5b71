import { type IncomingMessage, request } from 'node:http';
import { Registry } from 'prom-client';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import type { BoxPort } from '../../../firmware/api/box-port.ts';
import type { ChannelRate } from '../../../firmware/api/channel/rate.ts';
import { siteReader } from '../../../firmware/api/cnf/site-reader.ts';
import type { DeadlinePlanView } from '../../../firmware/api/deadline-port.ts';
import type { EventPort } from '../../../firmware/api/event-port.ts';
import { type Api, createApi } from '../../../firmware/api/server.ts';
import { hashPassword } from '../../../firmware/api/sign-in/password-hash.ts';
import { RulesDesk } from '../../../firmware/control/charging-rules/rules-desk.ts';
import { RemoteChecks } from '../../../firmware/control/commissioning/remote-checks.ts';
import { DefinitionDesk } from '../../../firmware/control/definition-desk.ts';
import { FormulaDesk } from '../../../firmware/control/formula-desk.ts';
import type { RulesAnswer } from '../../../firmware/control/messages.ts';
import { RegisterDesk } from '../../../firmware/control/original/register-desk.ts';
import { OwnRules } from '../../../firmware/control/people/own-rules.ts';
import { PointEventsDesk } from '../../../firmware/control/point-events/point-events-desk.ts';
import { PointFactsDesk } from '../../../firmware/control/point-facts-desk.ts';
import { productList } from '../../../firmware/control/product-list.ts';
import { RuleSetDesk } from '../../../firmware/control/rule-sets/rule-set-desk.ts';
import { shippedPresets } from '../../../firmware/control/rule-sets/shipped-presets.ts';
import { RemoteScans } from '../../../firmware/control/scan/remote-scans.ts';
import { ShareDesk } from '../../../firmware/control/share-desk.ts';
import { siteKnowledge } from '../../../firmware/control/site-knowledge.ts';
import type { InfluxView } from '../../../firmware/domain/influx.ts';
import type { LinesState } from '../../../firmware/domain/lines.ts';
import type { TariffSpan } from '../../../firmware/domain/prices.ts';
import type { RawRead } from '../../../firmware/domain/raw-read.ts';
import type { AboutView } from '../../../firmware/domain/updates.ts';
import { CertificateDesk } from '../../../firmware/smgw/certificates/desk.ts';
import { readGatewayBundle } from '../../../firmware/smgw/certificates/gateway-bundle.ts';
import { knowledge } from '../../../scripts/site/in-process/products.ts';
import { MemoryKeys } from '../smgw/certificates/memory-keys.ts';
import { FakeBackup } from './backup-fake.ts';
import { FakeCharging } from './charging-fake.ts';
import {
  FakeAccounts,
  FakeCarrier,
  FakeClock,
  FakeGateway,
  FakeLeader,
  FakeLog,
  FakeLpc,
  FakeObserver,
  FakeOrders,
  FakePlans,
  FakeRecording,
  FakeReset,
  FakeSite,
  FakeState,
  FakeVariables,
  meterAndBox,
} from './fakes.ts';
import { FakeHistory } from './history-fake.ts';
import { FakeMetering } from './metering-fake.ts';
import { FakeOcpp } from './ocpp-fake.ts';
import { FakeDropped } from './ocpp-fakes.ts';
import { FakeOriginal } from './original-fake.ts';
import { MemoryPeople, peopleDesk } from './people-fake.ts';
import { FakeAudit, FakeGridTest, FakeProof } from './proof-fakes.ts';
import { FakePushes } from './push-fake.ts';

export const password = 'tulip Canal 7 quay';
export const basic = (user: string, secret: string): string =>
  `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
export const asAdmin = { authorization: basic('admin', password) };

let stored: Promise<string> | undefined;

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

export interface Ask {
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  readonly method?: string;
  readonly localAddress?: string;
}

export const about: AboutView = {
  ...{ id: 'NTW-1', version: '0.0.0-test', image: null, support: { until: '2031-12-31' } },
  ...{ contact: 'Tell us', advisories: 'There', licences: 'Apache-2.0' },
};

const offInflux: InfluxView = {
  ...{ state: 'off', lastWrittenAt: null, fault: null },
  ...{ written: 0, waiting: 0, dropped: 0, refused: 0 },
};

/** A box on a real socket of this machine, with everything behind the API in memory. */
const offMqtt = {
  ...({ state: 'off', since: null, root: null, fault: null, sent: 0 } as const),
  commands: { taken: 0, refused: 0, lastRefusal: null },
};

export class Box {
  readonly variables = new FakeVariables();
  readonly site = new FakeSite();
  readonly state = new FakeState();
  readonly orders = new FakeOrders();
  readonly plans = new FakePlans();
  readonly pushes = new FakePushes();
  readonly outputs = { list: () => [], sendAgain: (id: string) => void this.sentAgain.push(id) };
  readonly sentAgain: string[] = [];
  readonly original = new FakeOriginal();
  /** Each register holds its own address. */
  readonly rawRegisters = {
    asked: [] as RawRead[],
    async read(read: RawRead): Promise<readonly number[]> {
      this.asked.push(read);
      return Array.from({ length: read.quantity }, (_, k) => read.address + k);
    },
  };
  readonly ruleSets = new RuleSetDesk({ site: this.site, presets: shippedPresets() });
  readonly dryRuns: unknown[] = [];
  readonly dryRun = {
    run: async (question: object) => {
      this.dryRuns.push(question);
      return { everyS: 60, spans: [], gaps: [], unknown: [], cut: false };
    },
  };
  readonly recording = new FakeRecording();
  readonly accounts = new FakeAccounts();
  readonly clock = new FakeClock();
  readonly log = new FakeLog();
  readonly peopleStore = new MemoryPeople();
  readonly people = peopleDesk(this.peopleStore, this.clock);
  readonly gateway = new FakeGateway();
  readonly observer = new FakeObserver();
  readonly carrier = new FakeCarrier();
  readonly checks = new RemoteChecks({ host: this.carrier, site: meterAndBox, clock: this.clock });
  readonly scans = new RemoteScans({
    host: { startScan() {}, endScan() {}, onScan() {} },
    site: meterAndBox,
    clock: this.clock,
  });
  readonly reset = new FakeReset();
  readonly backup = new FakeBackup();
  readonly definitions = new Map<string, string>();
  readonly secrets: Record<string, unknown> = {};
  readonly keys = new MemoryKeys();
  readonly audit: string[] = [];
  /** Channels by the certificate that they use. */
  readonly certificateUsers = new Map<string, string[]>();
  readonly certificates = new CertificateDesk({
    files: this.keys,
    hanId: 'NTW-0123456789abcdef',
    clock: this.clock,
    usedBy: (name) => this.certificateUsers.get(name) ?? [],
    listens: () => ['192.168.1.17:4433'],
    addresses: () => ['192.168.1.17'],
    audit: (who, what) => void this.audit.push(`${who}: ${what}`),
    onChange: () => undefined,
  });
  prices: readonly TariffSpan[] = [];
  linesNow: LinesState = { at: new Date(0).toISOString(), lines: [], devices: [] };
  readonly rules = new RulesDesk({
    host: {
      rules: async (chargePoint: string) => this.ruleAnswers[chargePoint] ?? { unknown: true },
      current: () => this.state.current(),
    },
  });
  ruleAnswers: Record<string, RulesAnswer> = {};
  readonly leader = new FakeLeader();
  readonly lpc = new FakeLpc(this.clock);
  readonly metering = new FakeMetering();
  readonly ocpp = new FakeOcpp();
  readonly deadlines = new Map<string, DeadlinePlanView>();
  readonly pointEvents = new PointEventsDesk({ clock: this.clock, authorised: () => true });
  readonly charging = new FakeCharging();
  readonly history = new FakeHistory();
  readonly proof = new FakeProof();
  readonly gridTest = new FakeGridTest(this.clock);
  readonly restarted: string[] = [];
  readonly share = new ShareDesk({ host: { shares: () => undefined }, clock: this.clock });
  readonly auditTrail = new FakeAudit(this.clock);
  readonly ocppDropped = new FakeDropped();
  messages: EventPort = { channels: () => [], entries: () => [], test: async () => ({ ok: true, ms: 5 }) };
  #api: Api | undefined;
  port = 0;

  /** Claimed with `password`, unless `owner` says otherwise. */
  static async open(
    options: {
      owner?: false | 'unknown';
      claimCode?: string;
      pageDir?: string;
      hostNames?: string[];
      channelRate?: ChannelRate;
      plainHttp?: 'serve' | 'redirect';
      appliance?: BoxPort;
      licencesFile?: string;
    } = {},
  ): Promise<Box> {
    const box = new Box();
    if (options.owner === undefined) {
      stored ??= hashPassword(password);
      box.accounts.setPassword('admin', await stored);
    } else box.accounts.owner = options.owner;
    box.#api = createApi({
      registry: new Registry(),
      variables: box.variables,
      site: box.site,
      state: box.state,
      orders: box.orders,
      plans: box.plans,
      pushes: box.pushes,
      registers: new RegisterDesk({
        ...{ orders: box.orders, current: () => box.state.current() },
        site: siteReader(box.site),
        importWh: box.original.importWh,
        switchesPhases: () => true,
      }),
      rawRegisters: box.rawRegisters,
      dryRun: box.dryRun,
      people: box.people,
      ruleSets: box.ruleSets,
      pins: box.peopleStore,
      ownRules: new OwnRules(box.site),
      outputs: box.outputs,
      influx: { view: () => offInflux },
      original: box.original,
      mqtt: { view: () => offMqtt },
      modbus: { view: () => ({ sunspec: null, portOfStart: null, registers: [] }) },
      recording: box.recording,
      checks: box.checks,
      scans: box.scans,
      certificates: box.certificates,
      readGatewayBundle,
      reset: box.reset,
      backup: box.backup,
      diagnosis: { log: () => ({ lines: [], gone: 0 }), file: () => ['{"part":"end"}\n'] },
      definitions: new DefinitionDesk({
        write: (id, text) => void box.definitions.set(id, text),
        audit: (who, what) => void box.audit.push(`${who}: ${what}`),
        products: productList(loadCatalogue(), siteKnowledge(loadCatalogue())),
        ports: () => [{ path: '/dev/ttyUSB0', port: '/dev/ttyUSB0', name: null, line: null }],
      }),
      secrets: {
        has: (name) => Object.hasOwn(box.secrets, name),
        set: (name, secret, author) => {
          box.secrets[name] = { ...secret, by: author.name };
        },
      },
      box: options.appliance,
      about,
      licencesFile: options.licencesFile,
      gateway: box.gateway,
      observer: box.observer,
      channelRate: options.channelRate ?? { requests: 10_000, durationS: 10 },
      prices: { series: (fromMs, toMs) => box.prices.filter((span) => span.toMs > fromMs && span.fromMs < toMs) },
      lines: { lines: () => box.linesNow },
      rules: box.rules,
      lpc: box.lpc,
      leader: box.leader,
      metering: box.metering,
      ocpp: box.ocpp,
      formulas: new FormulaDesk({ site: () => undefined, current: () => box.state.current(), variables: () => [] }),
      deadlines: { plan: (id) => box.deadlines.get(id) },
      pointEvents: box.pointEvents,
      pointFacts: new PointFactsDesk({ site: meterAndBox, knowledge, current: () => box.state.current() }),
      charging: box.charging,
      history: box.history,
      messages: box.messages,
      proof: box.proof,
      gridTest: box.gridTest,
      share: box.share,
      restarts: { again: (device) => void box.restarted.push(device) },
      audit: box.auditTrail,
      ocppDropped: box.ocppDropped,
      accounts: box.accounts,
      clock: box.clock,
      log: box.log,
      pageDir: options.pageDir,
      hostNames: options.hostNames ?? ['netwacht-0001.local'],
      claimCode: options.claimCode,
      plainHttp: options.plainHttp ?? 'serve',
      version: '0.0.0-test',
    });
    ({ port: box.port } = await box.#api.listen({ host: '127.0.0.1', port: 0 }));
    return box;
  }

  get api(): Api {
    if (this.#api === undefined) throw new Error('the box is not open');
    return this.#api;
  }

  async close(): Promise<void> {
    await this.#api?.close();
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** One request with exactly the headers given, on a connection of its own. */
  ask(path: string, { headers = {}, body, method, localAddress }: Ask = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: this.port,
          path,
          method: method ?? (body === undefined ? 'GET' : 'POST'),
          headers: { ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }), ...headers },
          agent: false,
          ...(localAddress === undefined ? {} : { localAddress }),
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => resolve(replyOf(incoming, Buffer.concat(chunks))));
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  /** JSON to a REST route, as admin unless headers say otherwise. */
  send(method: string, path: string, body: unknown, headers: Record<string, string> = asAdmin): Promise<Reply> {
    const text = JSON.stringify(body);
    return this.ask(path, { method, body: text, headers: { 'content-type': 'application/json', ...headers } });
  }

  /** The cookie of a fresh session, as a browser would send it. */
  async signIn(): Promise<{ cookie: string }> {
    const reply = await this.send('POST', '/api/v1/session', { user: 'admin', password }, {});
    return { cookie: cookieOf(reply) };
  }
}

/** The name=value part of the Set-Cookie header. */
export const cookieOf = (reply: Reply): string => reply.headers['set-cookie']?.[0]?.split(';')[0] ?? '';

function replyOf(incoming: IncomingMessage, bytes: Buffer): Reply {
  const text = bytes.toString('utf8');
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
