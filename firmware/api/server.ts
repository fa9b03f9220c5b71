import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import Koa from 'koa';
import type { Registry } from 'prom-client';
import type { ChannelAuthority, CommandObserver } from '../domain/channel-command.ts';
import type { Clock } from '../domain/clock.ts';
import { NetwachtError } from '../domain/errors.ts';
import type { AboutView } from '../domain/updates.ts';
import { auditedLog, failuresInAudit, type ToldOfFailure } from './audited-log.ts';
import type { BackupPort } from './backup-port.ts';
import type { BoxPort } from './box-port.ts';
import type { CertificatePort, ReadGatewayBundle } from './certificate-port.ts';
import { channelApp } from './channel/app.ts';
import { Authorities } from './channel/authority.ts';
import { ChannelHttp } from './channel/http.ts';
import type { ChannelRate } from './channel/rate.ts';
import type { ChargingPort } from './charging-port.ts';
import { anybodyReads } from './cnf/anybody-reads.ts';
import { commands } from './cnf/commands.ts';
import { type OwnCaller, ownCaller } from './cnf/own-call.ts';
import { serveCnf } from './cnf/serve.ts';
import type { DeadlinePort } from './deadline-port.ts';
import type { DiagnosisPort } from './diagnosis-port.ts';
import { answerErrors } from './errors.ts';
import { EventHub } from './event-hub.ts';
import type { EventPort } from './event-port.ts';
import type { FormulaPort } from './formula-port.ts';
import type { GatewayPort } from './gateway-port.ts';
import { logUnlessGone } from './gone.ts';
import { boundConnections, serverOptions } from './guard/connections.ts';
import { securityHeaders } from './guard/headers.ts';
import { hostAllowed } from './guard/host.ts';
import { LongCalls } from './guard/long-calls.ts';
import { type PagePair, pageTls } from './guard/tls.ts';
import type { HistoryPort } from './history-port.ts';
import { inTurn } from './in-turn.ts';
import type { InfluxPort } from './influx-port.ts';
import type { Log } from './log.ts';
import type { MeteringPort } from './metering-port.ts';
import { Metrics } from './metrics/metrics.ts';
import type { ModbusPort } from './modbus-port.ts';
import type { MqttPort } from './mqtt-port.ts';
import type { OcppPort } from './ocpp-port.ts';
import { openReadsOn } from './open-reads.ts';
import type { OriginalPort } from './original-port.ts';
import { servePage } from './page.ts';
import type { OwnRulesPort, PeoplePort, PinPort } from './people-port.ts';
import { redirectingHandler } from './plain-http.ts';
import type { PointEventsPort } from './point-events-port.ts';
import type { PointFactsPort } from './point-facts-port.ts';
import type {
  AccountPort,
  CheckPort,
  DefinitionPort,
  DryRunPort,
  LeaderPort,
  LinesPort,
  LpcPort,
  OrderPort,
  OutputPort,
  PlanPort,
  PricePort,
  RecordingPort,
  RestartPort,
  RuleSetPort,
  RulesPort,
  ScanPort,
  SecretPort,
  SharePort,
  SitePort,
  StatePort,
  VariablePort,
} from './ports.ts';
import type { AuditPort, GridTestPort, ProofPort } from './proof-port.ts';
import type { PushPort } from './push-port.ts';
import type { RawRegisterPort, RegisterPort } from './register-port.ts';
import type { ResetPort } from './reset-port.ts';
import { SeldomLog } from './seldom-log.ts';
import { Claim } from './sign-in/claim.ts';
import { Credentials } from './sign-in/credentials.ts';
import { PinRights } from './sign-in/pin-rights.ts';
import { Pins } from './sign-in/pins.ts';
import { Sessions } from './sign-in/sessions.ts';
import { argon2Hasher, SignIn } from './sign-in/sign-in.ts';
import { Tokens } from './sign-in/tokens.ts';
import { mountRoutes } from './v1/mount.ts';
import type { OcppDroppedPort } from './v1/ocpp-dropped.ts';
import { routeTable } from './v1/routes.ts';

/** What the API works on. */
export interface ApiOptions {
  readonly variables: VariablePort;
  readonly site: SitePort;
  readonly state: StatePort;
  readonly orders: OrderPort;
  readonly plans: PlanPort;
  /** Devices whose values are pushed to the box. */
  readonly pushes: PushPort;
  readonly registers: RegisterPort;
  readonly rawRegisters: RawRegisterPort;
  readonly dryRun: DryRunPort;
  readonly people: PeoplePort;
  readonly ruleSets: RuleSetPort;
  readonly ownRules: OwnRulesPort;
  readonly pins: PinPort;
  readonly outputs: OutputPort;
  readonly influx: InfluxPort;
  readonly original: OriginalPort;
  readonly mqtt: MqttPort;
  readonly modbus: ModbusPort;
  readonly recording: RecordingPort;
  readonly checks: CheckPort;
  readonly scans: ScanPort;
  readonly gateway: GatewayPort;
  /** Told of every command of a channel. */
  readonly observer: CommandObserver;
  readonly channelRate: ChannelRate;
  readonly certificates: CertificatePort;
  readonly readGatewayBundle: ReadGatewayBundle;
  readonly reset: ResetPort;
  readonly backup: BackupPort;
  readonly diagnosis: DiagnosisPort;
  readonly secrets: SecretPort;
  readonly definitions: DefinitionPort;
  /** What only a box that runs from an image has; undefined elsewhere. */
  readonly box: BoxPort | undefined;
  readonly about: AboutView;
  /** Every licence text, compressed by gzip; undefined outside the image. */
  readonly licencesFile: string | undefined;
  readonly lines: LinesPort;
  /** What the metrics are kept in: of this program alone. */
  readonly registry: Registry;
  readonly prices: PricePort;
  readonly rules: RulesPort;
  readonly lpc: LpcPort;
  readonly leader: LeaderPort;
  readonly metering: MeteringPort;
  readonly ocpp: OcppPort;
  readonly formulas: FormulaPort;
  readonly deadlines: DeadlinePort;
  readonly pointEvents: PointEventsPort;
  readonly pointFacts: PointFactsPort;
  readonly charging: ChargingPort;
  readonly history: HistoryPort;
  readonly messages: EventPort;
  /** Told of wrong passwords; absent: nobody is. */
  readonly knocked?: ToldOfFailure;
  readonly proof: ProofPort;
  readonly gridTest: GridTestPort;
  readonly share: SharePort;
  readonly restarts: RestartPort;
  readonly audit: AuditPort;
  readonly ocppDropped: OcppDroppedPort;
  readonly accounts: AccountPort;
  readonly clock: Clock;
  readonly log: Log;
  /** The built page; undefined when there is none. */
  readonly pageDir: string | undefined;
  /** Names beside IP addresses and localhost that the box answers to (mDNS name, configured names). */
  readonly hostNames: readonly string[];
  /** The code on the console that claims a box from another machine; undefined: from the box itself only. */
  readonly claimCode: string | undefined;
  /** What plain HTTP is for: to serve, or only to lead to HTTPS. */
  readonly plainHttp: 'serve' | 'redirect';
  readonly version: string;
}

/** Where to listen: an address, or a socket that whoever started the program has opened and handed over. */
export type ListenAt = { readonly host: string; readonly port: number } | { readonly fd: number };

/** The API of the local network: the original's calls, REST, live events and the page's files. */
export interface Api {
  readonly handler: RequestListener;
  /** Gives the port it listens on, the chosen one for port 0. May be called for several addresses. */
  listen(at: ListenAt): Promise<{ readonly port: number }>;
  /** The same over TLS. `renew`: new connections get another certificate. */
  listenTls(at: ListenAt, pair: PagePair): Promise<{ readonly port: number; renew(pair: PagePair): void }>;
  /** Answers a call of `/cnf` that the program makes itself, with the rights of an installer. Rejects with a NetwachtError. */
  ownCall: OwnCaller;
  /** State as the original tells it, to nobody in particular: without persons. */
  anybodyReads: ReturnType<typeof anybodyReads>;
  /** Serves HTTP on a stream of a gateway channel; its authority is the socket's from now on. */
  serveChannel(socket: Socket, authority: ChannelAuthority): void;
  /** Ends streams and connections and frees the ports. */
  close(): Promise<void>;
}

export function createApi(options: ApiOptions): Api {
  const { accounts, clock, log } = options;
  const sessions = new Sessions(clock);
  const tokens = new Tokens(accounts, clock);
  const doorLog = failuresInAudit(auditedLog(log, options.audit), options.audit, clock, options.knocked);
  const signIn = new SignIn({ accounts, hasher: argon2Hasher, clock, log: doorLog });
  const claim = new Claim({ accounts, signIn, code: options.claimCode, clock, log: doorLog });
  const pinRights = new PinRights(clock);
  const pins = new Pins({ store: options.pins, clock, log: doorLog });
  const credentials = new Credentials({ signIn, sessions, tokens, pinRights });
  const events = new EventHub(options.state);
  const metrics = new Metrics(options);
  const signedOut = () => {
    sessions.endAll();
    events.sweep();
  };
  const cnf = commands({
    ...options,
    ...{ pinOwners: pins, passwords: signIn, signedOut, acts: auditedLog(log, options.audit) },
  });
  const routes = routeTable({
    ...options,
    claim,
    signIn,
    sessions,
    tokens,
    pins,
    pinRights,
    pinStore: options.pins,
    events,
    metrics,
    calls: [...cnf.keys()],
  });

  const longCalls = new LongCalls();
  const app = new Koa();
  app.on('error', (error) => logUnlessGone(error, log));
  app.use(securityHeaders());
  app.use(answerErrors(log));
  app.use((ctx, next) => {
    if (hostAllowed(ctx.headers.host, options.hostNames)) return next();
    throw new NetwachtError('wrongHost', 'This box does not answer to that name; use its address');
  });
  const openReads = () => openReadsOn(options.site);
  app.use(serveCnf(cnf, { claim, credentials, openReads }));
  mountRoutes(app, routes, { claim, credentials, longCalls, openReads });
  app.use(servePage(options.pageDir));

  const seldom = new SeldomLog(log);
  const handler = inTurn(app.callback(), (socket) =>
    seldom.warn({ source: socket.remoteAddress }, 'A connection was closed: too many requests were sent ahead on it'),
  );
  const servers: Server[] = [];
  let httpsPort: number | undefined;
  const { hostNames } = options;
  const plain =
    options.plainHttp === 'serve' ? handler : redirectingHandler({ hostNames, httpsPort: () => httpsPort, log });
  const open = async (server: Server, at: ListenAt): Promise<number> => {
    boundConnections(server, longCalls);
    const port = await listening(server, at);
    servers.push(server);
    events.start();
    return port;
  };
  const authorities = new Authorities();
  const channels = new ChannelHttp({
    authorities,
    handler: channelApp({
      ...options,
      channels: options.gateway,
      rate: options.channelRate,
      authorities,
      routes,
      commands: cnf,
      longCalls,
    }),
    longCalls,
    log,
  });
  return {
    handler,
    async listen(at) {
      return { port: await open(createServer(serverOptions, plain), at) };
    },
    async listenTls(at, pair) {
      const server = createTlsServer({ ...serverOptions, ...pageTls(pair) }, handler);
      const port = await open(server, at);
      httpsPort = port;
      return { port, renew: (next) => server.setSecureContext(pageTls(next)) };
    },
    ownCall: ownCaller(cnf),
    anybodyReads: anybodyReads(options),
    serveChannel: channels.take,
    async close() {
      channels.close();
      events.stop();
      metrics.close();
      await Promise.all(servers.splice(0).map(closed));
    },
  };
}

/** Resolves with the port. A socket that was handed over tells its own: redirects name what callers see. */
function listening(server: Server, at: ListenAt): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, () => {
      server.off('error', reject);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 'port' in at ? at.port : 0);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
