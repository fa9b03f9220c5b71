import type { ChargeState } from './device.ts';
import type { LeaderState } from './leader.ts';
import type { LimitOrigin } from './limit.ts';
import type { MemberState } from './members.ts';
import type { MeteringPointState } from './metering.ts';
import type { PerPhase, PhaseName } from './phases.ts';
import type { Reason } from './reason.ts';

/** The live state, `GET /api/v1/state` (contracts §5). A = ampere, W, Wh, V; missing is null; times are ISO 8601. */
export interface State {
  readonly cycle: number;
  readonly at: string;
  readonly site: {
    readonly name: string;
    readonly mode: 'manage' | 'observe';
    /** IANA; whoever shows times or days shows those of the site. */
    readonly timezone: string;
  };
  readonly circuits: readonly CircuitState[];
  readonly chargePoints: readonly ChargePointState[];
  readonly flow: FlowState;
  /** Null: nobody says what a kilowatt hour costs. */
  readonly price: PriceState | null;
  readonly meters: readonly MeterState[];
  readonly variables: readonly VariableState[];
  readonly limits: readonly LimitState[];
  readonly health: readonly HealthState[];
  /** Batteries that follow rules; absent where there are none. */
  readonly batteries?: readonly BatteryState[];
  /** How this box stands to the one that leads it; absent where none does. */
  readonly leader?: LeaderState;
  /** The boxes that are led by this one; only where there are some. */
  readonly members?: readonly MemberState[];
  /** Only where the site has some. */
  readonly meteringPoints?: readonly MeteringPointState[];
}

export interface CircuitState {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  readonly fuseA: number;
  readonly reserveA: number;
  /** The lowest ceiling in force per phase (fuse and limits in A). */
  readonly limitA: PerPhase;
  /** The lowest ceiling in W over the phases, if any. */
  readonly limitW: number | null;
  /** What rules: the lowest ceiling and where it comes from. */
  readonly reason: Reason;
  readonly drawnA: PerPhase<number | null>;
  readonly headroomA: PerPhase<number | null>;
}

export interface ChargePointState {
  readonly id: string;
  readonly name: string;
  readonly circuit: string;
  readonly state: ChargeState | null;
  readonly minA: number;
  readonly maxA: number;
  readonly offeredA: number | null;
  /** Building phases in use or allowed to be used. */
  readonly phases: readonly PhaseName[];
  readonly drawnA: PerPhase<number | null>;
  readonly powerW: number | null;
  readonly energyWh: number | null;
  /** Device whose counter `energyWh` is, where it is not the charge point's own. */
  readonly energyMeter?: string;
  readonly reason: Reason;
  /** What persons want of it. */
  readonly orders?: OrdersState;
}

export interface OrdersState {
  /** `limitA` 0 = off, null = only the rules are off; `until` a time or "unplug". */
  readonly override: {
    readonly limitA: number | null;
    readonly until: string;
    readonly rulesOff: boolean;
    readonly source: string;
  } | null;
  /** A ceiling that a program gave beside it; the lower of both holds. Absent: there is none. */
  readonly remote?: { readonly limitA: number; readonly until: string; readonly source: string };
  readonly need: { readonly energyWh: number | null; readonly departure: string | null } | null;
  readonly phases: 1 | 3 | 'auto';
}

export interface FlowState {
  readonly gridW: number | null;
  readonly solarW: number | null;
  readonly batteryW: number | null;
  readonly houseW: number | null;
  readonly chargePointsW: number | null;
}

/** What a kilowatt hour costs now, ct. */
export interface PriceState {
  readonly ct: number;
  /** -2 very expensive, -3, -4 normal, -5, -6 very cheap. */
  readonly level: number | null;
  /** `id` in the site's tariffs; `_set_price`: set from outside. */
  readonly tariff: string;
  /** Nobody has announced it: the tariff's fallback. */
  readonly assumed: boolean;
  /** What a kilowatt hour fed in brings. */
  readonly feedInCt: number | null;
  /** Since when tariff, price and level have been these, and until when as far as it is known. */
  readonly since: string;
  readonly until: string | null;
}

/** What the rules of a battery came to, W; null = it is left alone. */
export interface BatteryState {
  /** The device. */
  readonly id: string;
  readonly chargeW: number | null;
  readonly dischargeW: number | null;
  /** Rules that gave the values; null = the most that is allowed. */
  readonly chargeRule: string | null;
  readonly dischargeRule: string | null;
}

export interface MeterState {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly currentA: PerPhase<number | null>;
  readonly powerW: PerPhase<number | null>;
  /** W over all phases; only of a meter that tells no power per phase. */
  readonly totalW?: number;
  readonly voltageV: PerPhase<number | null>;
  /** The counters as they were last read; only where the meter has them. */
  readonly importWh?: number;
  readonly exportWh?: number;
  /** State of charge, 0..100 %; only where the device tells it. */
  readonly soc?: number;
  readonly ageS: number | null;
}

export interface VariableState {
  readonly name: string;
  readonly value: number | null;
  readonly at: string;
  readonly source: string;
  readonly stale: boolean;
  readonly owner: string | null;
}

export interface LimitState {
  readonly id: string;
  readonly origin: LimitOrigin;
  readonly circuit: string | null;
  /** Only of a limit of one charge point. */
  readonly chargePoint?: string;
  readonly unit: 'A' | 'W';
  readonly value: number;
  readonly since: string;
  readonly until: string | null;
  readonly source: string;
}

/** Something that is not as it should be; `what` names the device, line or part. Texts live in the page. */
export interface HealthState {
  readonly id: string;
  readonly severity: 'info' | 'warning' | 'fault';
  readonly code: HealthCode;
  readonly what: string;
  /** One plain English sentence with the facts, for logs and API readers. */
  readonly message: string;
  readonly since: string;
}

export const healthCodes = [
  'deviceLost',
  'deviceDegraded',
  'definitionOff',
  'meterStale',
  'meterNoPower',
  'formulaFailed',
  'notFollowing',
  'failsafeUnverified',
  'notPersisted',
  'storeSetAside',
  'proofBroken',
  'cyclesMissed',
  'lineBusy',
  'channelDown',
  'developmentKeys',
  'certificateExpires',
  'certificateExpired',
  'clockUnsynced',
  'sourceSilent',
  'httpsOff',
  'updateRolledBack',
  'pricesMissing',
  'outputFailed',
  'eventNotSent',
  'influxNotWritten',
  'ocppMessageDropped',
  'ocppMessageRetry',
  'ocppQueueThinned',
  'ocppBackendDown',
  'ocppServerOff',
  'ocppTwins',
  'memberLost',
  'mqttDown',
] as const;
export type HealthCode = (typeof healthCodes)[number];

/** Codes whose place is an address in the network of the house: told to who reads the state, not to databases and brokers. */
const atAddresses: ReadonlySet<HealthCode> = new Set(['mqttDown', 'influxNotWritten']);

/** What a trouble is about, without addresses. */
export const placeOfHealth = ({ code, what }: { readonly code: HealthCode; readonly what: string }): string =>
  atAddresses.has(code) ? '' : what;
