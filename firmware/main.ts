import './system/node-version.ts';
import { randomInt, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { loadDefinitions } from '../drivers/definitions/loaded-definitions.ts';
import { systemResolve } from '../drivers/link/outbound.ts';
import { systemTimers } from '../drivers/link/timers.ts';
import type { VariableChange } from './api/ports.ts';
import { auditTrail } from './control/audit-trail.ts';
import { channelBeat } from './control/channel-beat.ts';
import { ChannelHealth } from './control/channel-health.ts';
import { RulesDesk } from './control/charging-rules/rules-desk.ts';
import { RemoteChecks } from './control/commissioning/remote-checks.ts';
import { DefinitionDesk } from './control/definition-desk.ts';
import { DefinitionHealth } from './control/definition-health.ts';
import { DryRunDesk } from './control/dry-run/dry-run-desk.ts';
import { withEmptyState } from './control/empty-state.ts';
import { FormulaDesk } from './control/formula-desk.ts';
import { GatewayDesk } from './control/gateway-desk.ts';
import { GridTestDesk } from './control/grid-test-desk.ts';
import { HistoryDesk } from './control/history/history-desk.ts';
import { ControlHost } from './control/host.ts';
import { KnownDesk } from './control/known-desk.ts';
import { LpcDesk } from './control/lpc-desk.ts';
import { MeteringDesk } from './control/metering-points/metering-desk.ts';
import { OrderDesk } from './control/order-desk.ts';
import { EnergyCounters } from './control/original/energy-counters.ts';
import { OverdraftMark } from './control/original/overdraft-mark.ts';
import { RawDesk } from './control/original/raw-desk.ts';
import { RegisterDesk } from './control/original/register-desk.ts';
import { OutputDesk } from './control/outputs/output-desk.ts';
import { OwnRules } from './control/people/own-rules.ts';
import { PeopleDesk } from './control/people/people-desk.ts';
import { withOwnCards } from './control/people/with-own-cards.ts';
import { DeadlineDesk } from './control/planning/deadline-desk.ts';
import { plannedLimits } from './control/planning/limits-ahead.ts';
import { planInThread } from './control/planning/planner.ts';
import { PlanDesk } from './control/plans/plan-desk.ts';
import { PointEventsDesk } from './control/point-events/point-events-desk.ts';
import { PointFactsDesk } from './control/point-facts-desk.ts';
import { productList } from './control/product-list.ts';
import { proofAccess } from './control/proof-access.ts';
import { ProofDesk } from './control/proof-desk.ts';
import { PushedDevices } from './control/pushed/pushed-devices.ts';
import { RecordingDesk } from './control/replay/recording-desk.ts';
import { restoreCheck } from './control/restore-check.ts';
import { RuleSetDesk } from './control/rule-sets/rule-set-desk.ts';
import { shippedPresets } from './control/rule-sets/shipped-presets.ts';
import { RemoteScans } from './control/scan/remote-scans.ts';
import { SecretDesk } from './control/secret-desk.ts';
import { serialPorts } from './control/serial-ports.ts';
import { SessionBook } from './control/sessions/session-book.ts';
import { SessionDesk } from './control/sessions/session-desk.ts';
import { withSessions } from './control/sessions/with-sessions.ts';
import { LeaderDesk } from './control/several-boxes/leader-desk.ts';
import { MembersDesk } from './control/several-boxes/members-desk.ts';
import { ShareDesk } from './control/share-desk.ts';
import { SiteDesk } from './control/site-desk.ts';
import { putSiteFile, siteFileAuthor } from './control/site-file.ts';
import { ownDefinitions, siteKnowledge } from './control/site-knowledge.ts';
import { PriceDesk } from './control/tariffs/price-desk.ts';
import { priceGuard } from './control/tariffs/price-guard.ts';
import { VariableDesk } from './control/variable-desk.ts';
import { watchedChange } from './control/watched-variables.ts';
import { wholeState } from './control/whole-state.ts';
import { freshAtStart, workerKeeping } from './control/worker-keeping.ts';
import { systemClock } from './domain/clock.ts';
import { lanProxies } from './domain/site/lan-proxies.ts';
import { Outward } from './interfaces/outward.ts';
import { keptShares } from './interfaces/sunspec/share-lease.ts';
import { sunspecAuthor } from './interfaces/sunspec/sunspec-desk.ts';
import { readBackend } from './ocpp/config/check-backend.ts';
import { KeptCeilings } from './ocpp/kept-ceilings.ts';
import type { Ocpp } from './ocpp/ocpp.ts';
import { CertificateDesk } from './smgw/certificates/desk.ts';
import { readGatewayBundle } from './smgw/certificates/gateway-bundle.ts';
import { makePagePair } from './smgw/certificates/page-pair.ts';
import { judgeChain, requestFor } from './smgw/certificates/signed-chain.ts';
import { SmgwHost } from './smgw/host.ts';
import { SmgwHostWhenNeeded } from './smgw/host-when-needed.ts';
import { finishRestore } from './store/backup/staged.ts';
import { writeDefinition } from './store/definition-files.ts';
import { HistoryThread } from './store/history/history-thread.ts';
import { keyFiles } from './store/key-files.ts';
import { ProofQueries } from './store/proof/proof-queries.ts';
import { readSecret, writeSecret } from './store/secrets.ts';
import { openStore } from './store/store.ts';
import { aboutThis } from './system/about.ts';
import { takeHandedSockets } from './system/activation.ts';
import { ownAddresses } from './system/addresses.ts';
import { Appliance } from './system/appliance.ts';
import { BackupDesk } from './system/backup/desk.ts';
import { claimCodeOf } from './system/claim-code.ts';
import { ClockTrust } from './system/clock-trust.ts';
import { consoleText } from './system/console-text.ts';
import { DiagnosisDesk } from './system/diagnosis/desk.ts';
import { knownSecrets } from './system/diagnosis/known-secrets.ts';
import { LogRing } from './system/diagnosis/log-ring.ts';
import { Masker } from './system/diagnosis/masker.ts';
import { exits } from './system/exits.ts';
import { FactoryReset, finishReset, resetExitCode } from './system/factory-reset.ts';
import { HttpsDoor } from './system/https-door.ts';
import { boxId } from './system/identity.ts';
import { readImageFacts } from './system/image-facts.ts';
import { Announcer } from './system/mdns/announcer.ts';
import { Notifier, takeNotifyPlace } from './system/notify.ts';
import { answersItself } from './system/own-request.ts';
import { PageCertificate } from './system/page-certificate.ts';
import { RootClient } from './system/root-client.ts';
import { RuntimeFiles } from './system/runtime-files.ts';
import { isLoopback, readSettings } from './system/settings.ts';

/** Builds every object and hands each what it needs; the only place that does. */
const settings = readSettings(process.argv.slice(2), process.env);
const handed = takeHandedSockets(process.env, process.pid);
const notifyPlace = takeNotifyPlace(process.env, process.pid);
const clock = systemClock;
const clockTrust = new ClockTrust({ clock, mode: settings.timeSync });
const logRing = new LogRing();
const stdout = pino.destination(1);
const log = pino(
  { level: settings.logLevel, base: null, mixin: clockTrust.mark },
  {
    write(line: string) {
      stdout.write(line);
      logRing.add(line);
    },
  },
);
const exit = exits(log);

const image = readImageFacts(settings.imageFile, log);
const root = new RootClient(settings.rootSocket);
const eraseAll = image === undefined ? undefined : () => root.ask({ verb: 'reset' });
await finishReset(settings.dataDir, log, eraseAll).catch(exit.resetUnfinished);
const store = openStore({
  dir: settings.dataDir,
  clock,
  log: log.child({ room: 'store' }),
  timeSynced: () => clockTrust.timeSynced(),
});
// Before anybody has read what is in it.
const restored = await finishRestore(settings.dataDir, store).catch(exit.restoreUnfinished);
if (restored !== undefined) log.warn({ by: restored.by, made: restored.content.made }, 'a backup was restored');
// Survives restarts until an installer puts the site: see docs/decisions/003.
if (store.startUp.restored !== 'none') store.meta.set('failsafeOnly', '1');
const definitions = loadDefinitions({ own: ownDefinitions(settings.dataDir) });
for (const { file, reason } of definitions.off) log.error({ file }, `a definition is off: ${reason}`);
const knowledge = siteKnowledge(definitions.catalogue, definitions.whyOff);

/** A site file is put before there is anybody to tell. */
let siteWasPut = (): void => {};
const site = new SiteDesk({
  store,
  knowledge,
  onPut: (author) => {
    const looked = author !== siteFileAuthor;
    prices.siteChanged();
    people.siteChanged();
    if (looked) store.meta.remove('failsafeOnly');
    host.siteChanged(looked);
    siteWasPut();
  },
});

/** Interfaces towards a Smart Meter Gateway. */
let hanInterfaces: readonly string[] = [];
const prices = new PriceDesk({
  store: store.dayPrices,
  site: () => site.site(),
  current: () => host.current(),
  clock,
  askFor: priceGuard({ hanInterfaces: () => hanInterfaces, loopbackAllowed: isLoopback(settings.bind) }),
  // Not every box in the land asks in the same second.
  spreadMs: randomInt(600_000),
  log: log.child({ room: 'prices' }),
});

const people = new PeopleDesk({
  store,
  site: () => site.site(),
  current: () => host.current(),
  clock,
  changed: () => {
    known.look();
    host.siteChanged(false);
  },
  effects: {
    setVariable: (name, value, author) =>
      changeVariables({
        author: { name: author, side: 'lan' },
        replace: false,
        temporary: false,
        values: [{ name, value }],
      }),
    sendOutput: (id) => outputs.sendAgain(id),
  },
  log: log.child({ room: 'people' }),
});

const charging = new SessionDesk({
  store: store.sessions,
  site: () => site.site(),
  clock,
  timeSynced: () => clockTrust.timeSynced(),
  occupantOf: (chargePoint) => people.occupantOf(chargePoint),
  pricesOf: (fromMs, toMs) => prices.series(fromMs, toMs),
  onEnded: (sessions) => outward.messages.sessionsEnded(sessions),
  log: log.child({ room: 'sessions' }),
});
const deadlines = new DeadlineDesk({
  site: () => site.site(),
  orders: () => store.orders.all(),
  prices: () => prices.ahead(),
  plannedLimits: () => plannedLimits(site.site(), store.plans.all()),
  plan: planInThread,
  clock,
  log: log.child({ room: 'planning' }),
});
const keptCeilings = new KeptCeilings(store.ocppDocuments, log.child({ room: 'ocpp' }));
/** Comes with the packages of the API. */
let ocpp: Ocpp | undefined;
const known = new KnownDesk({
  parts: {
    occupants: () => withSessions(people.occupants(), charging.now()),
    prices: () => prices.known(),
    schedules: () => deadlines.schedules(),
    ceilings: () => ocpp?.ceilings() ?? keptCeilings.now(),
  },
  send: (all) => host.know(all),
});

const id = boxId(store.meta, log);
const host = new ControlHost({
  definitions,
  dir: settings.dataDir,
  box: id,
  failsafeOnly: store.meta.get('failsafeOnly') !== undefined,
  freshAt: freshAtStart(store),
  loopbackAllowed: isLoopback(settings.bind),
  known: known.now(),
  shares: keptShares(store.meta, clock),
  log: log.child({ room: 'control' }),
  ...workerKeeping({ store, orders: () => orders, proof: () => proof, log }),
  onOutputs: (changed) => outputs.take(changed),
  onFatal: exit.workerLost,
});
const outputs = new OutputDesk({
  site: () => site.site(),
  clock,
  timers: systemTimers,
  hanInterfaces: () => hanInterfaces,
  loopbackAllowed: isLoopback(settings.bind),
  credentials: (name) => (name === undefined ? undefined : readSecret(settings.dataDir, name)),
  own: async (call, author) => void (await api.ownCall(call, author)),
  log: log.child({ room: 'outputs' }),
});
if (settings.siteFile !== undefined) putSiteFile(settings.siteFile, site, exit.siteFile);
host.onState((now) => {
  void prices.look();
  people.observe(now);
  deadlines.observe(now);
  known.look();
});
const recording = new RecordingDesk({
  dir: settings.dataDir,
  clock,
  record: (onLine) => host.record(onLine),
  log: log.child({ room: 'recording' }),
});
const proof = new ProofDesk({ proof: store.proof, clock });
proof.started(settings.version);
const variables = new VariableDesk({
  store,
  host,
  site: () => site.site(),
  clock,
  writers: () => gateway.writers(),
  onReleased: (release) => proof.released(release),
});

const changeVariables = watchedChange<VariableChange>(variables, proof, clock);

const proofQueries = new ProofQueries(settings.dataDir);
const share = new ShareDesk({ host, clock });
const gridTest = new GridTestDesk({ host, site: () => site.site(), proof, clock });
const audit = auditTrail(store.audit, log, (entry) => outward.messages.act(entry));

const orders = new OrderDesk({
  store,
  site: () => site.site(),
  knowledge,
  current: () => host.current(),
  clock,
  nudge: () => host.siteChanged(false),
});

const plans = new PlanDesk({ store, site: () => site.site(), clock, nudge: () => host.siteChanged(false) });
const metering = new MeteringDesk({ store: store.metering, site: () => site.site(), clock, log });
host.onState((now) => metering.observe(now));
host.onState((now) => charging.observe(now));
const counters = new EnergyCounters({
  drawer: store.meta,
  sessionNow: (chargePoint) => charging.sessionNow(chargePoint),
  clock,
  log: log.child({ room: 'original' }),
});
const overdraft = new OverdraftMark();
host.onState((now) => {
  counters.observe(now);
  overdraft.observe(now);
});
const registers = new RegisterDesk({
  site: () => site.site(),
  current: () => host.current(),
  orders,
  importWh: counters.importWh,
  switchesPhases(chargePoint) {
    const device = site.site()?.devices.find(({ id }) => id === chargePoint);
    return device?.wiring.length === 3 && knowledge.definition(device.definition)?.switchesPhases === true;
  },
});
const history = new HistoryThread({ dir: settings.dataDir, clock, log: log.child({ room: 'history' }) });
const historyDesk = new HistoryDesk(history);
host.onState((now) => historyDesk.observe(now));

let ending = false;
/** Names beside addresses that the box answers to. */
const hostNames = ['netwacht.local'];
/** Comes once the API listens. */
let announcer: Announcer | undefined;
const certificateFiles = keyFiles(join(settings.dataDir, 'keys', 'certificates'), log.child({ room: 'store' }));
const stationKeys = keyFiles(join(settings.dataDir, 'keys', 'stations'), log.child({ room: 'store' }));
const certificates = new CertificateDesk({
  files: certificateFiles,
  hanId: id,
  clock,
  usedBy: (name) => [...gateway.usedBy(name), ...(ocpp?.usedBy(name) ?? []), ...outward.mqtt.usedBy(name)],
  listens: (name) => gateway.usedBy(name).flatMap((channel) => gateway.channel(channel).listen ?? []),
  addresses: ownAddresses,
  audit: (who, what) => store.audit.append({ who, what }),
  onChange: () => {
    gateway.apply();
    ocpp?.changed();
    outward.mqtt.credentialsChanged();
  },
});

const outward = new Outward({
  ...{ box: id, version: settings.version, host: settings.bind, modbusPort: settings.modbusPort, registers },
  site: () => site.site(),
  // The same object until the next cycle: what is made of it is kept as long.
  state: () => host.current(),
  drawer: store.meta,
  secret: (name) => readSecret(settings.dataDir, name),
  guard: {
    interfaces: networkInterfaces,
    hanInterfaces: () => hanInterfaces,
    loopbackAllowed: isLoopback(settings.bind),
    resolve: systemResolve,
  },
  mqtt: {
    identityOf: (name) => certificates.identityOf(name),
    orders,
    original: {
      devInfo: () => api.anybodyReads('get_dev_info'),
      params: () => api.anybodyReads('get_params'),
    },
    audit: (who, what) => audit.append({ who, what }),
  },
  sunspec: {
    share,
    setVariable: (name, value) =>
      changeVariables({ author: sunspecAuthor, replace: false, temporary: false, values: [{ name, value }] }),
  },
  timeSynced: () => clockTrust.timeSynced(),
  ...{ clock, timers: systemTimers, log: (room) => log.child({ room }) },
});
const pageCertificate = new PageCertificate({
  files: keyFiles(join(settings.dataDir, 'keys', 'page'), log.child({ room: 'store' })),
  boxId: id,
  names: hostNames,
  addresses: ownAddresses,
  clock,
  make: makePagePair,
});

const about = aboutThis({ id, version: settings.version, image });
const claimed = store.accounts.claimed();
const claimCode = claimed === false ? claimCodeOf(store.claimCode, log) : undefined;
// Loaded while the worker starts: charge points do not wait for the packages of the API.
const { createApi } = await import('./api/server.ts');
const { Door } = await import('./api/channel/door.ts');
const { defaultRate } = await import('./api/channel/rate.ts');
const { joinLocalProgram } = await import('./api/channel/raw.ts');
const { socketFolder } = await import('./api/channel/socket-folder.ts');
const { handToStations } = await import('./api/channel/station-streams.ts');
const { ChannelStreams } = await import('./ocpp/transport/channel-streams.ts');
const { gatedStreams } = await import('./ocpp/transport/gated-streams.ts');
const { Ocpp: OcppRoom } = await import('./ocpp/ocpp.ts');
const sockets = socketFolder(settings.dataDir);
const channelLog = log.child({ room: 'channels' });
const smgw = new SmgwHostWhenNeeded(
  () => new SmgwHost({ socketPath: sockets.door, clock, timers: systemTimers, log: log.child({ room: 'smgw' }) }),
);
const channelStreams = new ChannelStreams({ host: smgw, newStreamId: randomUUID, timers: systemTimers });
const gateway = new GatewayDesk({
  store,
  host: smgw,
  identityOf: (name) => certificates.identityOf(name),
  clock,
  onChange: () => {
    door.reconfigured();
    appliance?.listensChanged();
  },
  onFunctions: (on, who) => proof.note('functions', on, who),
  log: channelLog,
});
const appliance =
  image === undefined
    ? undefined
    : new Appliance({
        ...{ image, root, hostNames, clock, updatesDir: settings.updatesDir, drawer: store.meta },
        onHan: (names) => {
          hanInterfaces = names;
          host.hanInterfaces(names);
          // Before this nobody knows which side is the gateway's.
          announcer?.start();
          announcer?.look();
        },
        channelListens: () => gateway.channels().flatMap(({ enabled, listen }) => (enabled ? (listen ?? []) : [])),
        proxyPorts: () => [
          ...lanProxies(site.site(), settings.modbusPort),
          ...(ocpp?.listening === true ? [settings.ocppPort] : []),
        ],
        audit: (who, what) => audit.append({ who, what }),
        log: log.child({ room: 'updates' }),
      });
const sessionBook = new SessionBook({ store: store.sessions, site: () => site.site(), clock, desk: charging });
const stations = new OcppRoom({
  site: () => site.site(),
  current: () => host.current(),
  catalogue: definitions.catalogue,
  store,
  people: {
    authorised: (chargePoint) => people.view(chargePoint).authorised,
    cardAt: (chargePoint) => people.cardAt(chargePoint),
    letCharge: (chargePoint, idTag, by) => people.vouch(chargePoint, idTag, { name: `ocpp:${by}` }),
    end: (chargePoint) => people.end(chargePoint),
  },
  sessionNow: (chargePoint) => charging.sessionNow(chargePoint),
  cards: people,
  sign: (value) => sessionBook.sign(value),
  readSecret: (name) => readSecret(settings.dataDir, name),
  writeSecret: (name, secret) => writeSecret(settings.dataDir, name, secret),
  stationKeys,
  requests: { request: requestFor, judge: judgeChain },
  pagePair: () => pageCertificate.current(),
  onListening: () => appliance?.listensChanged(),
  tellWorker: (reports, sentMs) => host.tellRemote(reports, sentMs),
  identityOf: (name) => certificates.identityOf(name),
  channel: (name) => gateway.channels().find(({ id }) => id === name),
  throughChannel: (name) => gatedStreams(channelStreams.through(name), () => gateway.functionOn('ocpp')),
  timeSynced: () => clockTrust.timeSynced(),
  at: { host: settings.bind, port: settings.ocppPort },
  kept: keptCeilings,
  onCeilings: () => known.look(),
  audit: (who, what) => store.audit.append({ who, what }),
  clock,
  timers: systemTimers,
  log: log.child({ room: 'ocpp' }),
});
ocpp = stations;
const members = new MembersDesk({
  site: () => site.site(),
  host,
  box: id,
  hanInterfaces: () => hanInterfaces,
  loopbackAllowed: isLoopback(settings.bind),
  token: (secret) => readSecret(settings.dataDir, secret)?.password,
  log: log.child({ room: 'members' }),
});
const ownCards = stations.ownCards(people);
// After the sessions: what has flown in them is looked at.
host.onState((now) => stations.observe(now));
const pushed = new PushedDevices({
  site: () => site.site(),
  tellWorker: (reports, sentMs) => host.tellRemote(reports, sentMs),
  showCard(chargePoint, uid) {
    withOwnCards(people, (...card) => ownCards.show(...card))
      .show(chargePoint, uid, { name: `push:${chargePoint}` })
      .catch(({ message }: Error) => log.info({ chargePoint, reason: message }, 'a card of a push was not taken'));
  },
  clock,
  timers: systemTimers,
});
host.onRemoteOffer((offer) => {
  stations.offer(offer);
  pushed.offer(offer);
});
const channelHealth = new ChannelHealth(clock);
const definitionsOff = new DefinitionHealth({ off: definitions.off, knowledge, site: () => site.site(), clock });
siteWasPut = () => {
  outward.siteChanged();
  pushed.siteChanged();
  definitionsOff.siteChanged();
  outputs.siteChanged();
  members.siteChanged();
  stations.changed();
  appliance?.listensChanged();
};
const health = () => [
  ...store.health(),
  ...history.health(),
  ...certificates.health(),
  ...channelHealth.of(gateway.channels()),
  ...definitionsOff.health(),
  ...prices.health(),
  ...outputs.health(),
  ...outward.health(),
  ...stations.health(),
  ...clockTrust.health(),
  ...(https?.health() ?? []),
  ...(appliance?.health() ?? []),
];
const emptyUntilSite = withEmptyState(host, {
  absent: () => site.current() === undefined,
  clock,
  every(run, ms) {
    const timer = setInterval(run, ms).unref();
    return () => clearInterval(timer);
  },
});
const state = wholeState(emptyUntilSite, {
  health,
  owners: () => variables.owners(),
});
const pointEvents = new PointEventsDesk({ clock, authorised: (chargePoint) => people.view(chargePoint).authorised });
state.onState((now) => pointEvents.observe(now));
state.onState((now) => outward.observe(now));
const api = createApi({
  registry: new Registry(),
  variables: {
    list: () => variables.list(),
    change: changeVariables,
    release: (name, author) => variables.release(name, author),
  },
  site,
  state,
  orders,
  plans,
  pushes: pushed,
  registers,
  rawRegisters: new RawDesk({ host }),
  dryRun: new DryRunDesk({
    ...{ site, knowledge, clock, history },
    rest: () => new Promise((resolve) => setImmediate(resolve)),
  }),
  people: withOwnCards(people, (...card) => ownCards.show(...card)),
  ruleSets: new RuleSetDesk({ site, presets: shippedPresets() }),
  pins: store.people,
  ownRules: new OwnRules(site),
  outputs,
  influx: outward.influx,
  original: {
    importWh: counters.importWh,
    exportWh: counters.exportWh,
    overdraftMa: overdraft.ma,
    sessionNow: (chargePoint) => charging.sessionNow(chargePoint),
  },
  mqtt: outward.mqtt,
  modbus: { view: () => outward.modbus() },
  recording,
  lines: host,
  metering,
  ocpp: stations,
  formulas: new FormulaDesk({
    site: () => site.site(),
    current: () => host.current(),
    variables: () => variables.list(),
  }),
  deadlines,
  pointEvents,
  pointFacts: new PointFactsDesk({ site: () => site.site(), knowledge, current: () => host.current() }),
  charging: sessionBook,
  prices,
  history,
  messages: outward.messages,
  knocked: (source, count) => outward.messages.knocked(source, count),
  rules: new RulesDesk({ host }),
  leader: new LeaderDesk({
    ...{ store, host, site: () => site.site(), box: id, leads: () => members.boxes() },
  }),
  lpc: new LpcDesk({ store, host, site: () => site.site() }),
  checks: new RemoteChecks({ host, site: () => site.site(), clock }),
  scans: new RemoteScans({ host, site: () => site.site(), clock }),
  certificates,
  readGatewayBundle,
  definitions: new DefinitionDesk({
    write: (id, text) => writeDefinition(join(settings.dataDir, 'definitions', 'meters'), id, text),
    audit: (who, what) => audit.append({ who, what }),
    products: productList(definitions.catalogue, knowledge),
    ports: () => serialPorts(site.site()?.lines ?? []),
  }),
  secrets: new SecretDesk({
    isSet: (name) => readSecret(settings.dataDir, name) !== undefined,
    write: (name, secret) => {
      writeSecret(settings.dataDir, name, secret);
      stations.changed();
      outward.credentialsChanged();
    },
    audit: (who, what) => audit.append({ who, what }),
  }),
  reset: new FactoryReset({
    dir: settings.dataDir,
    word: id,
    stop: () => stop(),
    exit: (code) => process.exit(code),
    eraseAll,
    log,
  }),
  backup: new BackupDesk({
    ...{ dir: settings.dataDir, store, clock, box: id, version: settings.version },
    owned: (variable) => variables.owners()(variable) !== undefined,
    keys: () => [...certificateFiles.names(), ...stationKeys.names()],
    check: restoreCheck({
      ownDefinitions: ownDefinitions(settings.dataDir),
      certificates: () => certificateFiles.names(),
      secretExists: (name) => readSecret(settings.dataDir, name) !== undefined,
      backendFaults: (document, around) => {
        const read = readBackend(document, around);
        return read.ok ? [] : read.faults;
      },
    }),
    audit: (who, what) => audit.append({ who, what }),
    // Whoever supervises starts it anew, as after a factory reset.
    restart: () => stop().finally(() => process.exit(resetExitCode)),
  }),
  diagnosis: new DiagnosisDesk({
    ring: logRing,
    masker: new Masker(() => knownSecrets(settings.dataDir, site.current()?.document, claimCode)),
    ...{ dir: settings.dataDir, wallMs: () => clock.wallMs(), timeSynced: () => clockTrust.timeSynced() },
    facts: {
      about: () => ({ ...about, licences: undefined }),
      health: () => state.current()?.health ?? health(),
      lines: () => host.lines(),
      channels: () =>
        gateway
          .channels()
          .map(({ id: channel, status, lastError, role, use }) => ({ channel, status, lastError, role, use })),
      ocpp: () => stations.health(),
      state: () => state.current(),
    },
    site: () => site.current()?.document,
  }),
  box: appliance,
  about,
  licencesFile: image === undefined ? undefined : fileURLToPath(new URL('../licences.txt.gz', import.meta.url)),
  gateway,
  observer: proof,
  proof: proofAccess({ proof: store.proof, queries: proofQueries, audit, clock }),
  gridTest,
  share,
  restarts: host,
  audit,
  ocppDropped: store.ocpp,
  channelRate: defaultRate,
  accounts: store.accounts,
  clock,
  log: log.child({ room: 'api' }),
  pageDir: existsSync(settings.pageDir) ? settings.pageDir : undefined,
  hostNames,
  claimCode,
  plainHttp: settings.plainHttp,
  version: settings.version,
});
outputs.start();
pushed.start();
members.start();
outward.start();
const httpAt = handed.http === undefined ? { host: settings.bind, port: settings.httpPort } : { fd: handed.http };
const { httpsPort } = settings;
const https =
  httpsPort === undefined
    ? undefined
    : new HttpsDoor({
        certificate: pageCertificate,
        listen: (pair) =>
          api.listenTls(
            handed.https === undefined ? { host: settings.bind, port: httpsPort } : { fd: handed.https },
            pair,
          ),
        port: httpsPort,
        clock,
        log,
      });
const door = new Door({
  path: sockets.door,
  channels: gateway,
  takers: {
    http: (socket, authority) => api.serveChannel(socket, authority),
    ocpp: handToStations((...stream) => channelStreams.take(...stream), channelLog),
    raw: joinLocalProgram(sockets.raw, channelLog),
  },
  log: channelLog,
});
await door.listen().catch((error: unknown) => {
  // The box does its work without its gateway; whoever looks at a channel sees that nothing comes through.
  channelLog.error({ err: error, path: sockets.door }, 'the door for gateway channels cannot listen');
});
gateway.apply();
stations.start();
const endBeat = channelBeat(gateway, host);
const { port } = await api.listen(httpAt).catch((error: unknown) => exit.cannotListen(settings.httpPort, error));
log.info({ port, bind: settings.bind, version: settings.version, claimed }, 'netwacht listens');
void https?.start();
announcer = isLoopback(settings.bind)
  ? undefined
  : new Announcer({
      ...{ said: { id, version: settings.version, port }, interfaces: networkInterfaces },
      hanInterfaces: () => hanInterfaces,
      onName(name) {
        if (!hostNames.includes(name)) hostNames.push(name);
      },
      log: log.child({ room: 'mdns' }),
    });
if (appliance === undefined) announcer?.start();
void appliance?.start();

const notifier = new Notifier({
  place: notifyPlace,
  alive: () => host.lives(),
  status: () => `control cycle ${host.beats()}`,
  log,
});
notifier.ready();
const { runtimeDir } = settings;
const runtimeFiles =
  runtimeDir === undefined
    ? undefined
    : new RuntimeFiles({
        dir: runtimeDir,
        clock,
        cycle: () => host.beats(),
        api: () => answersItself({ bind: settings.bind, port }),
        tryWrite: () => store.tryWrite(),
        consoleText: () =>
          consoleText({
            boxId: id,
            addresses: ownAddresses(),
            names: hostNames.slice(0, 1),
            httpPort: port,
            claimCode: store.accounts.claimed() === false ? claimCode : undefined,
            hasSite: site.site() !== undefined,
            health: state.current()?.health ?? (host.beats() > 0 ? health() : undefined),
          }),
        log,
      });
runtimeFiles?.start();
// The console is what the person who stands before the box sees; under systemd this output is the log, which must not hold it.
if (claimCode !== undefined && runtimeFiles === undefined)
  process.stderr.write(`\nThis box has no owner yet. Claim code: ${claimCode}\n\n`);

exit.onSignals(stop, () => ending);

async function stop(): Promise<void> {
  ending = true;
  notifier.stopping();
  runtimeFiles?.end();
  https?.end();
  appliance?.end();
  await announcer?.close();
  endBeat();
  outputs.close();
  pushed.stop();
  members.close();
  await outward.close();
  // Before the gateway, so that backends are told farewell through it.
  await stations.stop();
  await Promise.all([host.stop(), smgw.stop()]);
  await door.close();
  await api.close();
  await proofQueries.close();
  sockets.remove();
  metering.close();
  await history.close();
  charging.close();
  counters.flush();
  people.close();
  proof.close();
  store.close();
}
