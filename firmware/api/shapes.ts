/** What the page and other clients of the REST API may rely on (contracts §5, §6). Types only. */
export type { BackupContent, RestoreDone, RestoreEffect, RestoreView } from '../domain/backup.ts';
export type { InterfaceFacts, NetworkSetting, NetworkView, SlotState, TimeView } from '../domain/box.ts';
export type { CertificateCurve, CertificateView } from '../domain/certificate.ts';
export type {
  Channel,
  ChannelError,
  ChannelLayer,
  ChannelPhase,
  ChannelTest,
  Gateway,
  GatewayFunction,
} from '../domain/channel.ts';
export type { CheckCode, CheckKind, CheckRequest, CheckResult } from '../domain/check.ts';
export type { ChargeState } from '../domain/device.ts';
export type { EventChannelView, EventLogEntry, EventTestResult, EventTopic } from '../domain/events.ts';
export type { InfluxView } from '../domain/influx.ts';
export type { LimitOrigin } from '../domain/limit.ts';
export type { LimitPeriod, MeasuredPower } from '../domain/limit-period.ts';
export type { DeviceLineState, LineState, LinesState } from '../domain/lines.ts';
export type { LogLevel, LogLine, LogView } from '../domain/log-line.ts';
export type { ModbusServerState, ModbusView, TurnedAway } from '../domain/modbus-server.ts';
export type { MqttView } from '../domain/mqtt.ts';
export type {
  BackendTest,
  BackendView,
  ChargeBoxView,
  OcppLogEntry,
  OcppServerView,
  StationView,
} from '../domain/ocpp-views.ts';
export type { PerPhase, PhaseName } from '../domain/phases.ts';
export type { PointEvent, PointEvents } from '../domain/point-events.ts';
export type { PointFacts, SetLimit } from '../domain/point-facts.ts';
export type { ProductView, SerialPortView } from '../domain/product.ts';
export type { Reason, ReasonCode } from '../domain/reason.ts';
export type { RecordingEnd, RecordingStatus } from '../domain/recording.ts';
export type { Role } from '../domain/rights.ts';
export type {
  BatteryRuleStates,
  RuleListState,
  RuleState,
  RuleStates,
} from '../domain/rule-states.ts';
export type { FoundDevice, ScanRequest, ScanResult, SerialSetting } from '../domain/scan.ts';
export type { Rule } from '../domain/site/rules.ts';
export type {
  BatteryState,
  ChargePointState,
  CircuitState,
  FlowState,
  HealthCode,
  HealthState,
  LimitState,
  MeterState,
  OrdersState,
  State,
  VariableState,
} from '../domain/state.ts';
export type { AboutView, UpdatePhase, UpdatesView } from '../domain/updates.ts';
export type { FormulaNames, FormulaVerdict } from './formula-port.ts';
export type { BudgetChange, BudgetView, LearnView, OccupancyView } from './people-port.ts';
export type { SessionDetail, SessionList, SessionShape } from './v1/charging-shapes.ts';
export type { DryRun } from './v1/dry-run-answer.ts';
export type { DroppedEntry as OcppDropped } from './v1/ocpp-dropped.ts';

import type { z } from 'zod';
import type { Channel, ChannelStatus } from '../domain/channel.ts';
import type { backendSchema, ocppServerSchema } from '../domain/ocpp-documents.ts';
import type { Role } from '../domain/rights.ts';
import type { siteSchema } from '../domain/site/schema.ts';

/** `GET /api/v1/setup`. */
export interface SetupState {
  readonly claimed: boolean;
  /** True when the claim code is needed: always, but for a peer on loopback. */
  readonly codeRequired: boolean;
}

/** `POST /api/v1/setup`, application/json only. */
export interface SetupRequest {
  readonly password: string;
  readonly code?: string;
}

/** `GET /api/v1/session`; `user` null when not signed in. */
export interface SessionState {
  readonly user: string | null;
  readonly role?: Role;
}

/** A browser that is signed in: `GET /api/v1/session/browsers`. */
export interface BrowserView {
  readonly user: string;
  readonly role: Role;
  readonly since: string;
  readonly lastUsed: string;
  /** It is that of who asks. */
  readonly own: boolean;
}

/** A token without its text: `GET /api/v1/tokens`. */
export interface TokenView {
  readonly name: string;
  readonly role: Role;
  /** Null: never. */
  readonly expires: string | null;
}

/** A row of `GET /api/v1/audit`. */
export interface AuditView {
  readonly id: number;
  readonly at: string;
  readonly who: string;
  readonly what: string;
  /** The clock of the box had not been set. */
  readonly timeUnsynced?: true;
}

/** Every error of a REST route. */
export interface ErrorAnswer {
  readonly error: string;
  readonly message: string;
  /** JSON path of what was wrong, `devices[2].fuseA`. */
  readonly path?: string;
}

/** A channel as it was put, with what it is at the moment: `GET /api/v1/smgw/channels`. */
export type ChannelView = Channel & { readonly id: string } & ChannelStatus;

/** A row of `GET /api/v1/grid/log`. */
export interface LogRow {
  readonly stream: 'grid' | 'power';
  readonly seq: number;
  readonly at: string;
  /** `command`, `applied`, `confirmed`, `ended`, `minute` … */
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly hash: string;
}

/** `GET /api/v1/grid/log/verify`. */
export interface LogCheck {
  readonly ok: boolean;
  /** Rows that were looked at, by chain; null where something is broken. */
  readonly rows: Readonly<Record<string, number>> | null;
  readonly broken: { readonly chain: string; readonly row: number; readonly why: string } | null;
}

/** A site document as it is given (contracts §4): everything with a default may be absent. */
export type SiteDocument = z.input<typeof siteSchema>;

/** An OCPP backend and the port for charge points, as they are put. */
export type OcppBackend = z.input<typeof backendSchema>;
export type OcppServer = z.input<typeof ocppServerSchema>;
