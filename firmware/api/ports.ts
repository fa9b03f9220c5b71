import type { Readable } from 'node:stream';
import type { CheckRequest, CheckResult } from '../domain/check.ts';
import type { NetwachtError } from '../domain/errors.ts';
import type { LeaderAnswer, LeaderCall, LeaderOutcome } from '../domain/leader.ts';
import type { LinesState } from '../domain/lines.ts';
import type { LpcCommand, LpcView } from '../domain/lpc.ts';
import type { OutsideEntry, PlanKind } from '../domain/outside-plan.ts';
import type { TariffSpan } from '../domain/prices.ts';
import type { ProductView, SerialPortView } from '../domain/product.ts';
import type { RecordingStatus } from '../domain/recording.ts';
import type { Role } from '../domain/rights.ts';
import type { BatteryRuleStates, RuleStates } from '../domain/rule-states.ts';
import type { ScanRequest, ScanResult } from '../domain/scan.ts';
import type { Rule } from '../domain/site/rules.ts';
import type { State } from '../domain/state.ts';

/** Who changes something: for the audit trail, ownership and the variable's `source`. */
export interface Author {
  /** "admin", a token's name, or "channel:ID". */
  readonly name: string;
  readonly side: 'lan' | 'channel';
}

/** One accepted call of set_cm_vars; names and numbers are already checked (contracts §2). */
export interface VariableChange {
  readonly author: Author;
  /** True: every variable not named here loses its value (flat POST, clear=1). */
  readonly replace: boolean;
  /** Names that a replace touches, and no others; absent: all that nobody owns. */
  readonly within?: readonly string[];
  /** tmp=1. */
  readonly temporary: boolean;
  /** Single names that lose their value; `owned` as for values. */
  readonly remove?: readonly string[];
  readonly values: readonly { readonly name: string; readonly value?: number; readonly expr?: string }[];
}

/** A variable with its value as it stands now. */
export interface VariableView {
  readonly name: string;
  /** null: a formula without a value, or declared and never set. */
  readonly value: number | null;
  readonly expr: string | null;
  readonly at: string;
  readonly source: string;
  readonly stale: boolean;
}

/** The variables of the box. `change` resolves when the change is on disk; rejects with a NetwachtError and changes nothing. */
export interface VariablePort {
  list(): readonly VariableView[];
  /** Codes: `tooMany` (400), `badFormula` (400), `owned` (403), `notPersisted` (503). */
  change(change: VariableChange): Promise<void>;
  /** Takes a variable back from its channel until that writes again. Codes: `notFound` (404), `notPersisted` (503). */
  release(name: string, author: Author): void;
}

/** The site document. */
export interface SitePort {
  /** The document as it was given (defaults not filled in) and its ETag without quotes. */
  current(): { readonly document: unknown; readonly etag: string } | undefined;
  /** Every fault of a document, empty when it may be put. Changes nothing. */
  check(document: unknown): readonly NetwachtError[];
  /** Codes: `badSite` (400, with path), `conflict` (412 when `ifMatch` is given and old), `notPersisted` (503). Returns the new ETag. */
  put(document: unknown, options: { readonly ifMatch?: string; readonly author: Author }): string;
}

/** The parts of an override. */
export interface OverrideNow {
  /** Charging is switched off. */
  readonly off: boolean;
  /** mA per phase. */
  readonly limitMa?: number;
  readonly rulesOff: boolean;
}

/** What persons want of charge points. Codes: `noChargePoint` (404), `past` (400), `cannotSwitch` (409), `notPersisted` (503). */
export interface OrderPort {
  /** `limitA` 0 = off; without `untilMs` until unplugged. */
  override(
    chargePoint: string,
    wanted: { readonly limitA?: number; readonly untilMs?: number; readonly rulesOff: boolean },
    author: Author,
  ): void;
  endOverride(chargePoint: string, author: Author): void;
  /** What is on disk now: a state of the next cycle tells the same. A ceiling under `off` counts again with its end. */
  overrideNow(chargePoint: string): OverrideNow;
  /** The same of every charge point that has one: for an answer about all of them. */
  overridesNow(): ReadonlyMap<string, OverrideNow>;
  /** Changes the parts that are named and leaves the others; lasts until unplugged. */
  adjustOverride(chargePoint: string, change: Partial<OverrideNow>, author: Author): void;
  /** Neither energy nor departure ends the need. */
  need(
    chargePoint: string,
    wanted: { readonly energyWh?: number; readonly departureMs?: number },
    author: Author,
  ): void;
  phases(chargePoint: string, phases: 1 | 3 | 'auto', author: Author): void;
}

/** A plan given from outside, of a circuit, a charge point or a battery. */
export interface PlanView {
  readonly id: string;
  readonly kind: PlanKind;
  readonly plan: readonly OutsideEntry[];
  /** When and by whom it was given; null: there is none. */
  readonly at: string | null;
  readonly source: string | null;
}

/** Plans given from outside (A20). Codes: `noPlace` (404), `badPlan` (400, with path), `notPersisted` (503). */
export interface PlanPort {
  /** Every plan there is. */
  list(): readonly PlanView[];
  /** Of one place; an empty plan where none was given. */
  get(id: string): PlanView;
  /** On disk when it returns; an empty plan takes it away. */
  put(id: string, plan: readonly OutsideEntry[], author: Author): void;
  remove(id: string, author: Author): void;
  /** The id of the house connection. Code: `noSite` (404). */
  root(): string;
}

/** Rules walked over recorded time. Codes: `noChargePoint`, `noSite` (404), `badRules`, `badTime` (400, with path), `busy` (503). */
export interface DryRunPort {
  run(question: {
    readonly chargePoint: string;
    /** Absent: those of the charge point. */
    readonly rules?: readonly Rule[];
    readonly fromMs: number;
    readonly toMs: number;
    readonly everyS?: number;
  }): Promise<object>;
}

/** What a rule set is, without its rules. */
export interface RuleSetHead {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly { readonly name: string; readonly formula: string }[];
  /** How many there are. */
  readonly rules: number;
}

/**
 * Named rule sets as files. Codes: `noSite`, `notFound` (404), `badRuleSet` (400, with the path in the file), `inUse` (409), and those
 * of a put of the site.
 */
export interface RuleSetPort {
  list(): { readonly etag: string; readonly ruleSets: readonly RuleSetHead[] };
  get(id: string): { readonly etag: string; readonly file: object };
  /** Returns the new ETag of the site. */
  put(id: string, file: unknown, options: { readonly ifMatch?: string; readonly author: Author }): string;
  remove(id: string, options: { readonly ifMatch?: string; readonly author: Author }): string;
  presets(): readonly RuleSetHead[];
  preset(id: string): object;
}

/** An output and how it stands; addresses are shown whole. */
export interface OutputView {
  readonly id: string;
  readonly name: string;
  readonly state: 'off' | 'noValue' | 'idle' | 'sending' | 'sent' | 'failing';
  readonly sent: OutputCallView | null;
  readonly sentAt: string | null;
  readonly waiting: OutputCallView | null;
  readonly fault: { readonly code: string; readonly message: string; readonly since: string } | null;
}

interface OutputCallView {
  readonly method: string;
  readonly url: string;
  readonly body: string | undefined;
}

/** Devices that begin anew. */
export interface RestartPort {
  /** Its connection is closed and opened again; the site stays as it is. */
  again(device: string): void;
}

/** The share of the house connection that is set for now, in memory only. */
export interface SharePort {
  /** 0 to 100 %, 100 ends it. Lowers only. */
  set(percent: number, author: Author): void;
  /** 100: there is none. */
  percent(): number;
}

/** Outputs of the site (E3). */
export interface OutputPort {
  list(): readonly OutputView[];
  /** Once more, changed or not. Code: `notFound` (404). */
  sendAgain(id: string): void;
}

/** Products that a device may be, and the ports to reach them by. */
export interface DefinitionPort {
  list(): readonly ProductView[];
  /** The serial ports of this machine now. */
  ports(): readonly SerialPortView[];
  /** Makes a definition of a meter file of the original. Codes: `badFile`, `tooMany` (400), `notPersisted` (503). */
  importMeter(
    file: string,
    asked: { readonly name: string; readonly keep: boolean },
    author: Author,
  ): {
    readonly definition: object;
    readonly leftOut: readonly { readonly path: string; readonly why: string }[];
    readonly kept: boolean;
  };
}

/** Names and passwords that the site names. Code: `notPersisted` (503). */
export interface SecretPort {
  has(name: string): boolean;
  set(name: string, secret: { readonly user: string; readonly password: string }, author: Author): void;
}

/** The live state: one snapshot per control cycle. */
export interface StatePort {
  current(): State | undefined;
  /** Returns the way to stop listening. */
  onState(listener: (state: State) => void): () => void;
}

/** Prices over time, wall ms; see `PriceDesk`. */
export interface PricePort {
  series(fromMs: number, toMs: number): readonly TariffSpan[];
}

/** How lines and devices do; undefined before the first look. */
export interface RulesPort {
  /** How the rules of a charge point stand. Codes: `notFound` (404), `starting` (503). */
  states(chargePoint: string): Promise<RuleStates>;
  batteryStates(device: string): Promise<BatteryRuleStates>;
}

export interface LinesPort {
  lines(): LinesState | undefined;
}

/** The leader of several boxes. */
export interface LeaderPort {
  /**
   * Resolves when the grant is in force and on disk, or refused. Codes: `notConfigured` (404), `starting`, `notPersisted` (503).
   */
  grant(call: LeaderCall): Promise<LeaderOutcome>;
  view(): LeaderAnswer;
}

/** The energy guard's limit. */
export interface LpcPort {
  /**
   * Resolves when what came of it is in force and on disk. Codes: `notConfigured` (404), `badLimit`, `belowMinimum`,
   * `badDuration` (400), `starting`, `notPersisted` (503).
   */
  tell(command: LpcCommand, author: Author): Promise<LpcView>;
  view(): Promise<LpcView>;
}

/** Commissioning checks: one at a time, the last one can be read. */
export interface CheckPort {
  /** Codes: `noSite` (404), `unknownDevice` (400, with path), `checkRuns` (409). */
  start(request: CheckRequest): CheckResult;
  /** Code: `notFound` (404), for `end` too. */
  get(id: string): CheckResult;
  end(id: string): void;
}

/** Looking for devices: one scan at a time, the last one can be read. */
export interface ScanPort {
  /** Codes: `unknownLine`, `lineTaken` (400, with path), `scanRuns` (409). */
  start(request: ScanRequest): ScanResult;
  /** Code: `notFound` (404), for `end` too. */
  get(id: string): ScanResult;
  end(id: string): void;
}

/** The recording of control cycles (contracts §9): one at a time, bounded, never in the way of the loop. */
export interface RecordingPort {
  status(): RecordingStatus;
  /** Codes: `exists` (409, one runs), `notPersisted` (503, too little room on the disk). */
  start(maxMinutes: number): RecordingStatus;
  stop(): RecordingStatus;
  /** The lines so far; undefined when there is no recording. */
  read(): Readable | undefined;
}

/** What sign-in keeps on disk; the secrets are hashes, never passwords. */
export interface AccountPort {
  /** Whether somebody owns this box. `unknown` after a loss of both files: never claimable, nobody can sign in. */
  claimed(): true | false | 'unknown';
  password(user: string): string | undefined;
  /** Stores the hash (a PHC string `$argon2id$…`). */
  setPassword(user: string, phc: string): void;
  tokens(): readonly StoredToken[];
  addToken(token: StoredToken): void;
  removeToken(name: string): boolean;
}

export interface StoredToken {
  readonly name: string;
  readonly role: Role;
  /** SHA-256 of the token, hex. */
  readonly sha256: string;
  /** Wall ms; undefined = never. */
  readonly expiresMs?: number;
}
