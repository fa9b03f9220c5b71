import { z } from 'zod';
import type { Clock } from '../../domain/clock.ts';
import type { AboutView } from '../../domain/updates.ts';
import { auditedLog } from '../audited-log.ts';
import type { BackupPort } from '../backup-port.ts';
import type { BoxPort } from '../box-port.ts';
import type { CertificatePort, ReadGatewayBundle } from '../certificate-port.ts';
import type { ChargingPort } from '../charging-port.ts';
import type { DeadlinePort } from '../deadline-port.ts';
import type { DiagnosisPort } from '../diagnosis-port.ts';
import type { EventHub } from '../event-hub.ts';
import type { EventPort } from '../event-port.ts';
import type { FormulaPort } from '../formula-port.ts';
import type { GatewayPort } from '../gateway-port.ts';
import type { HistoryPort } from '../history-port.ts';
import type { InfluxPort } from '../influx-port.ts';
import type { Log } from '../log.ts';
import type { MeteringPort } from '../metering-port.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { metricsRoutes } from '../metrics/route.ts';
import type { ModbusPort } from '../modbus-port.ts';
import type { MqttPort } from '../mqtt-port.ts';
import type { OcppPort } from '../ocpp-port.ts';
import { openReadsOn } from '../open-reads.ts';
import type { OwnRulesPort, PeoplePort, PinPort } from '../people-port.ts';
import type { PointEventsPort } from '../point-events-port.ts';
import type { PointFactsPort } from '../point-facts-port.ts';
import type {
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
  RuleSetPort,
  RulesPort,
  ScanPort,
  SecretPort,
  SitePort,
  StatePort,
  VariablePort,
} from '../ports.ts';
import type { AuditPort, GridTestPort, ProofPort } from '../proof-port.ts';
import type { ResetPort } from '../reset-port.ts';
import type { Claim } from '../sign-in/claim.ts';
import type { PinRights } from '../sign-in/pin-rights.ts';
import type { Pins } from '../sign-in/pins.ts';
import type { Sessions } from '../sign-in/sessions.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import type { Tokens } from '../sign-in/tokens.ts';
import { aboutRoutes, applianceRoutes } from './appliance.ts';
import { auditRoutes } from './audit.ts';
import { backupRoutes } from './backup.ts';
import { certificateRoutes } from './certificates.ts';
import { chargingSessionRoutes } from './charging-sessions.ts';
import { checkRoutes } from './checks.ts';
import { deadlineRoutes } from './deadlines.ts';
import { definitionRoutes } from './definitions.ts';
import { diagnosisRoutes } from './diagnosis.ts';
import { dryRunRoutes } from './dry-run.ts';
import { eventRoutes } from './events.ts';
import { formulaRoutes } from './formulas.ts';
import { gatewayImportRoutes } from './gateway-import.ts';
import { gridLogRoutes } from './grid-log.ts';
import { gridTestRoutes } from './grid-test.ts';
import { historyRoutes } from './history.ts';
import { influxRoutes } from './influx.ts';
import { leaderRoutes } from './leader.ts';
import { licenceRoutes } from './licences.ts';
import { linesRoutes } from './lines.ts';
import { lpcRoutes } from './lpc.ts';
import { meteringPointRoutes } from './metering-points.ts';
import { modbusRoutes } from './modbus.ts';
import { mqttRoutes } from './mqtt.ts';
import { ocppRoutes } from './ocpp.ts';
import { type OcppDroppedPort, ocppDroppedRoutes } from './ocpp-dropped.ts';
import { openApi } from './openapi.ts';
import { orderRoutes } from './orders.ts';
import { outputRoutes } from './outputs.ts';
import { peopleRoutes } from './people.ts';
import { pinRoutes } from './pins.ts';
import { planRoutes } from './plans.ts';
import { pointRoutes } from './points.ts';
import { priceRoutes } from './prices.ts';
import { recordingRoutes } from './recording.ts';
import { resetRoutes } from './reset.ts';
import type { Route } from './route.ts';
import { ruleSetRoutes } from './rule-sets.ts';
import { ruleRoutes } from './rules.ts';
import { scanRoutes } from './scan.ts';
import { secretRoutes } from './secrets.ts';
import { sessionRoutes } from './session.ts';
import { setupRoutes } from './setup.ts';
import { siteRoutes } from './site.ts';
import { smgwRoutes } from './smgw.ts';
import { stateRoutes } from './state.ts';
import { tokenRoutes } from './tokens.ts';
import { updateRoutes } from './updates.ts';
import { userRoutes } from './users.ts';
import { variableRoutes } from './variables.ts';

/** What the routes work on. */
export interface RouteParts {
  readonly claim: Claim;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly variables: VariablePort;
  readonly gateway: GatewayPort;
  readonly site: SitePort;
  readonly state: StatePort;
  readonly orders: OrderPort;
  readonly plans: PlanPort;
  readonly dryRun: DryRunPort;
  readonly people: PeoplePort;
  readonly ruleSets: RuleSetPort;
  readonly ownRules: OwnRulesPort;
  readonly pins: Pins;
  readonly pinRights: PinRights;
  readonly pinStore: Pick<PinPort, 'pins' | 'removePin'>;
  readonly outputs: OutputPort;
  readonly mqtt: MqttPort;
  readonly modbus: ModbusPort;
  readonly influx: InfluxPort;
  readonly checks: CheckPort;
  readonly scans: ScanPort;
  readonly certificates: CertificatePort;
  readonly readGatewayBundle: ReadGatewayBundle;
  readonly reset: ResetPort;
  readonly backup: BackupPort;
  readonly diagnosis: DiagnosisPort;
  readonly secrets: SecretPort;
  readonly definitions: DefinitionPort;
  /** Undefined outside the image. */
  readonly box: BoxPort | undefined;
  readonly about: AboutView;
  /** Every licence text, compressed by gzip; undefined outside the image. */
  readonly licencesFile: string | undefined;
  readonly lines: LinesPort;
  readonly metrics: Pick<Metrics, 'text'>;
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
  readonly events: EventHub;
  readonly messages: EventPort;
  readonly recording: RecordingPort;
  readonly proof: ProofPort;
  readonly gridTest: GridTestPort;
  readonly audit: AuditPort;
  readonly ocppDropped: OcppDroppedPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Names of the original's calls. */
  readonly calls: readonly string[];
}

/** The whole table of /api/v1; openapi.json is made from it. */
export function routeTable(parts: RouteParts): readonly Route[] {
  const ended = () => parts.events.sweep();
  // Site, variables, gateway, certificates and the energy guard write into the audit trail at their desks.
  const acts = auditedLog(parts.log, parts.audit);
  const routes: Route[] = [
    ...setupRoutes(parts.claim),
    ...sessionRoutes({
      signIn: parts.signIn,
      sessions: parts.sessions,
      ended,
      openReads: () => openReadsOn(parts.site),
      log: acts,
    }),
    ...tokenRoutes({ tokens: parts.tokens, ended, log: acts }),
    ...siteRoutes(parts.site, parts.secrets, ended, parts.log),
    ...stateRoutes(parts.state, parts.events),
    ...linesRoutes(parts.lines),
    ...metricsRoutes(parts.metrics),
    ...priceRoutes(parts.prices, parts.state, () => parts.clock.wallMs()),
    ...checkRoutes(parts.checks, acts),
    ...scanRoutes(parts.scans, acts),
    ...recordingRoutes(parts.recording, acts),
    ...meteringPointRoutes(parts.metering),
    ...formulaRoutes(parts.formulas),
    ...deadlineRoutes(parts.deadlines),
    ...pointRoutes(parts.pointEvents, parts.pointFacts),
    ...chargingSessionRoutes(parts.charging, acts),
    ...historyRoutes(parts.history, parts.clock),
    ...lpcRoutes(parts.lpc, parts.log),
    ...leaderRoutes(parts.leader),
    ...orderRoutes(parts.orders, acts, parts.log),
    ...ruleRoutes(parts.rules),
    ...planRoutes(parts.plans),
    ...dryRunRoutes(parts.dryRun),
    ...ruleSetRoutes(parts.ruleSets, parts.log),
    ...peopleRoutes(parts, acts, parts.log),
    ...pinRoutes(parts, acts),
    ...userRoutes(parts, acts),
    ...outputRoutes(parts.outputs, acts),
    ...mqttRoutes(parts.mqtt),
    ...modbusRoutes(parts.modbus),
    ...eventRoutes(parts.messages, acts),
    ...influxRoutes(parts.influx),
    ...certificateRoutes(parts.certificates, parts.log),
    ...variableRoutes(parts.variables, parts.log),
    ...resetRoutes(parts.reset),
    ...secretRoutes(parts.secrets),
    ...definitionRoutes(parts.definitions),
    ...updateRoutes(parts.box),
    ...applianceRoutes(parts.box),
    ...aboutRoutes(parts.about),
    ...licenceRoutes(parts.licencesFile),
    ...smgwRoutes(parts.gateway),
    ...gatewayImportRoutes(parts.gateway, parts.readGatewayBundle),
    ...ocppRoutes(parts.ocpp),
    ...gridLogRoutes(parts.proof, parts.clock),
    ...gridTestRoutes(parts.gridTest, acts),
    ...auditRoutes(parts.audit),
    ...ocppDroppedRoutes(parts.ocppDropped, acts),
    ...backupRoutes(parts.backup),
    ...diagnosisRoutes(parts.diagnosis, acts),
    {
      method: 'GET',
      path: '/api/v1/openapi.json',
      summary: 'This description',
      access: 'open',
      answers: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({}) } },
      handle: () => ({ status: 200, body: description }),
    },
  ];
  const description = openApi(routes, parts.version, parts.calls);
  return routes;
}
