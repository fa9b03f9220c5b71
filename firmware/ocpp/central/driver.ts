import type { Clock } from '../../domain/clock.ts';
import type { Done, MeterValue, StatusNow, StopReason, TagInfo } from '../ports.ts';
import type { Repair } from '../rpc/peer.ts';
import type { OcppVersion } from '../version.ts';

/**
 * The seam between the central system's core and a version of the protocol. A driver lives as long as one connection: it
 * turns the charge point's calls into news and the core's wishes into calls. Connectors are numbered from 1; 0 is the
 * whole charge point. (In 2.0.1: the EVSE.)
 */
export interface Driver {
  readonly version: OcppVersion;
  /** Answers a valid call. Throws CallRefused. */
  answer(action: string, payload: object): Promise<object>;
  /**
   * Finds out what the charge point can and sets it up: meter values, heartbeat. Never rejects; what does not answer is
   * left as it was known before.
   */
  probe(known: Abilities): Promise<Abilities>;
  /** The ways a limit can be set, the best first. */
  readonly limitWays: readonly LimitWay[];
  /** The current that holds when nobody speaks to it (a default profile below ours). False: it does not take one. */
  setSafe(safe: SafeOrder): Promise<boolean>;
  /** Asks for what it says by itself too seldom. False: it cannot be asked. */
  askFor(what: 'boot' | 'status' | 'values', connector: number): Promise<boolean>;
  start(connector: number, idTag: string): Promise<Done>;
  /** `theirs`: the transaction's id in the protocol. */
  stop(theirs: string): Promise<Done>;
  setAvailable(connector: number, available: boolean): Promise<Done | 'scheduled'>;
  unlock(connector: number): Promise<'unlocked' | 'failed' | 'notSupported'>;
  reset(hard: boolean): Promise<Done>;
}

/** A version of the protocol: what is needed before there is a connection's driver, and the driver. */
export interface Dialect {
  readonly version: OcppVersion;
  /** Puts right what charge points get wrong. */
  readonly repair: Repair;
  driver(context: DriverContext): Driver;
}

export interface DriverContext {
  readonly identity: string;
  readonly clock: Clock;
  /** `urgent`: before all that waits. Rejects with CallFailed. */
  call(action: string, payload: object, urgent?: boolean): Promise<object>;
  readonly news: News;
  /** So often the charge point shall say that it is there, and what it measures, s. */
  readonly heartbeatS: number;
  readonly meterIntervalS: number;
  /** What was odd, in one sentence, for the log. */
  note(sentence: string): void;
}

/** What a charge point can, remembered from one connection to the next. Missing = not known. */
export interface Abilities {
  /** Smart charging, remote trigger and the like, by the names of the version. */
  readonly profiles?: readonly string[];
  readonly maxStackLevel?: number;
  readonly rateUnits?: readonly ('A' | 'W')[];
  readonly maxPeriods?: number;
  readonly maxProfiles?: number;
  readonly switchesPhases?: boolean;
  readonly connectors?: number;
  /** Names of the ways to limit that were refused, or taken and not followed. */
  readonly deadWays?: readonly string[];
  /** 0 A was refused. */
  readonly refusesZero?: boolean;
  /** Measurands it sends. */
  readonly measurands?: readonly string[];
  /** So often it sends them, s. */
  readonly meterIntervalS?: number;
  /** Calls it does not know. */
  readonly unknownCalls?: readonly string[];
}

/** A limit for one connector, in force for `seconds` from now. */
export interface LimitOrder {
  readonly connector: number;
  /** mA per phase; 0 = no charging. */
  readonly currentMa: number;
  /** Phases that the connector is wired with. */
  readonly wiredPhases: 1 | 2 | 3;
  /** Set where the number of phases is ours to say. */
  readonly phases?: 1 | 3;
  readonly seconds: number;
  readonly voltageV: number;
  /** The running transaction's id in the protocol. */
  readonly transaction?: string;
  /** What the charge point's clock says now, wall ms. */
  readonly theirNowMs: number;
  /** See SafeOrder. */
  readonly safeMa: number;
}

export interface LimitWay {
  readonly name: string;
  /** What it sets stays until it is set again: it is not refreshed, and no safe current follows. */
  readonly isLasting?: boolean;
  possible(order: LimitOrder, abilities: Abilities): boolean;
  /** `rejected`: this way does not work here. Rejects with CallFailed where no answer came. */
  send(order: LimitOrder, abilities: Abilities): Promise<'accepted' | { readonly rejected: string }>;
}

export interface SafeOrder {
  readonly connector: number;
  readonly safeMa: number;
  readonly wiredPhases: 1 | 2 | 3;
  readonly voltageV: number;
}

/** What the charge point is, in its own words. */
export interface BoxFacts {
  readonly vendor: string;
  readonly model: string;
  readonly serial?: string;
  readonly firmware?: string;
}

/** A transaction begins. `key`: the same again when the charge point repeats itself, another for any other. */
export interface BeginNews {
  readonly connector: number;
  readonly key: string;
  readonly idTag: string;
  readonly meterWh: number;
  readonly atMs: number;
  readonly trigger: 'authorised' | 'plugged' | 'remote';
  /** The id that the charge point has given (2.0.1); absent: ours is told (1.6). */
  readonly theirs?: string;
}

export interface EndNews {
  readonly theirs: string;
  readonly meterWh: number;
  readonly atMs: number;
  readonly reason: StopReason;
  readonly idTag?: string;
  readonly values: readonly MeterValue[];
}

/** What a driver tells the core. Times are wall ms of the charge point's clock, as far as it says any. */
export interface News {
  /** It has started: answered at once, looked at afterwards. */
  booted(facts: BoxFacts): void;
  status(connector: number, status: StatusNow): void;
  /** `theirs`: the transaction they belong to. `connector` 0: the meter of the whole charge point. */
  values(connector: number, theirs: string | undefined, values: readonly MeterValue[]): void;
  /** `connector`: 0 where the protocol does not say. */
  authorise(connector: number, idTag: string): Promise<TagInfo>;
  /** `number`: ours, unique for ever, 1 to 2^31 - 1. Throws StoreError where the disk refuses. */
  begin(news: BeginNews): Promise<{ readonly number: number; readonly info: TagInfo }>;
  /** Undefined: no such transaction, or no tag was given. */
  end(news: EndNews): Promise<TagInfo | undefined>;
  /** A call that is only taken note of; undefined: the usual answer. */
  passed(connector: number, action: string, payload: object): Promise<object | undefined>;
}
