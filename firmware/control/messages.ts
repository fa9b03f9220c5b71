import type { CheckedDefinitions } from '../../drivers/definitions/loaded-definitions.ts';
import type { CheckResult } from '../domain/check.ts';
import type { StoredSource } from '../domain/grid-source.ts';
import type { Known } from '../domain/known.ts';
import type { LeaderGrant, LeaderRefusal } from '../domain/leader.ts';
import type { StoredRuling } from '../domain/limit.ts';
import type { LinesState } from '../domain/lines.ts';
import type { LpcCommand, LpcRefusal, LpcView } from '../domain/lpc.ts';
import type { MemberGrant, MemberReport } from '../domain/members.ts';
import type { RawRead, RawReadAnswer } from '../domain/raw-read.ts';
import type { RemoteOffer, RemoteReport } from '../domain/remote-device.ts';
import type { BatteryRuleStates, RuleStates } from '../domain/rule-states.ts';
import type { ScanRequest, ScanResult } from '../domain/scan.ts';
import type { State } from '../domain/state.ts';
import type { OrderMark } from '../domain/stored-order.ts';
import type { StoredVariable } from '../domain/variable.ts';
import type { CycleProof } from '../grid/proof/facts.ts';
import type { UpChannel } from './channel-freshness.ts';
import type { CheckStart } from './commissioning/check-desk.ts';
import type { OutputValues } from './outputs/output-formulas.ts';
import type { TemporaryShare } from './temporary-share.ts';
import type { TestLimit } from './test-limit.ts';

/** What the worker is started with. */
export interface WorkerSettings {
  /** Data folder with netwacht.sqlite. */
  readonly dir: string;
  /** Counts cycles: one Int32 in a SharedArrayBuffer. A number that stands still means a stuck loop. */
  readonly heartbeat: SharedArrayBuffer;
  /** The store was set aside or restored: stay at fail-safe currents until a person has looked. */
  readonly failsafeOnly: boolean;
  /** When variables were last kept fresh by their channels, wall ms by key (see ChannelFreshness). */
  readonly freshAt: Readonly<Record<string, number>>;
  /** Devices may be asked at loopback addresses: only where the program itself is bound to one (demo, tests). */
  readonly loopbackAllowed: boolean;
  /** The id of this box: other boxes know it by that. */
  readonly box: string;
  /** As the main thread read them: one reading, so that both threads know the same products. */
  readonly definitions: CheckedDefinitions;
  /** See the message of that name. */
  readonly known: Known;
  /** See the message of that name. */
  readonly shares: readonly TemporaryShare[];
}

/** The rows of a write that is not on disk yet; one without a value removes. */
export interface Candidate {
  readonly id: number;
  readonly rows: readonly StoredVariable[];
}

/** What became of a candidate: on disk, kept in memory only (tmp=1), or refused by the disk. */
export type CandidateOutcome = 'written' | 'inMemory' | 'refused';

/** What became of a command of the energy guard, and what has to be on disk before it is told. */
export type LpcAnswer =
  | { readonly view: LpcView; readonly sources: readonly StoredSource[] }
  | { readonly refused: LpcRefusal }
  /** The worker has not read a site yet. */
  | { readonly starting: true };

/** What became of a grant of the leader, and what has to be on disk before it is told. */
export type LeadAnswer =
  | { readonly taken: true; readonly sources: readonly StoredSource[] }
  | { readonly refused: LeaderRefusal }
  | { readonly starting: true };

/** How the rules of a charge point or a battery stand. */
export type RulesAnswer =
  | { readonly states: RuleStates }
  | { readonly battery: BatteryRuleStates }
  /** There is no such device. */
  | { readonly unknown: true }
  | { readonly starting: true };

/** Main thread to control worker. */
export type ToWorker =
  /** Acts at once, together with what the disk has: per limit the lower of the two holds. */
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  /** The candidate is on disk (or, with `temporary`, decided): read again and forget it. `wrote`: something went to disk. */
  | { readonly kind: 'settled'; readonly id: number; readonly wrote: boolean }
  /** It never reached the disk: the lower limit stays until a later write does. */
  | { readonly kind: 'notPersisted'; readonly id: number }
  /** Values that live in memory only (tmp=1), the whole list. */
  | { readonly kind: 'temporary'; readonly variables: readonly StoredVariable[] }
  /** The site changed on disk. `looked`: a person put it, fail-safe currents may end. */
  | { readonly kind: 'site'; readonly looked: boolean }
  /** A device is ended and made anew, with its connection. */
  | { readonly kind: 'again'; readonly device: string }
  /** A commissioning check begins, or the one that runs ends. */
  | { readonly kind: 'startCheck'; readonly check: CheckStart }
  | { readonly kind: 'endCheck' }
  /** A scan begins, or the one that runs ends. */
  | { readonly kind: 'startScan'; readonly id: string; readonly request: ScanRequest }
  | { readonly kind: 'endScan' }
  /** The energy guard speaks; an empty command only looks. Answered with the same id. */
  | { readonly kind: 'lpc'; readonly id: number; readonly command: LpcCommand }
  /** The leader of several boxes grants; answered with the same id. `sentMs`: by `threadsMs`, what it took counts. */
  | { readonly kind: 'lead'; readonly id: number; readonly grant: LeaderGrant; readonly sentMs: number }
  /** What the boxes that are led by this one said. */
  | { readonly kind: 'members'; readonly reports: readonly MemberReport[] }
  /** A limit is played for a while; undefined ends it. */
  | { readonly kind: 'testLimit'; readonly test: TestLimit | undefined }
  /** A share of the house connection for now; undefined ends it. */
  | { readonly kind: 'shares'; readonly shares: readonly TemporaryShare[] }
  /** From the next cycle on each is told as a line of a recording, or no longer. */
  | { readonly kind: 'record'; readonly on: boolean }
  /** The gateway channels that are up: every second, and no reason to look sooner. */
  | { readonly kind: 'channelsUp'; readonly channels: readonly UpChannel[] }
  /** Interfaces towards a Smart Meter Gateway: no device is asked behind them. */
  | { readonly kind: 'hanInterfaces'; readonly names: readonly string[] }
  /** Who charges where, prices, schedules: all of it, when something changed; counts with the next cycle. */
  | { readonly kind: 'known'; readonly known: Known }
  /** How devices do whose sockets the main thread has: when something changed, and every second. `sentMs`: by its clock. */
  | { readonly kind: 'remoteDevices'; readonly sentMs: number; readonly reports: readonly RemoteReport[] }
  /** How the charging rules of a charge point stand: answered with the same id, no reason to look sooner. */
  | { readonly kind: 'rules'; readonly id: number; readonly chargePoint: string }
  /** Read registers of a device; answered with `rawRead`. */
  | { readonly kind: 'readRaw'; readonly id: number; readonly read: RawRead }
  | { readonly kind: 'stop' };

/** Control worker to main thread. */
export type FromWorker =
  | { readonly kind: 'ready' }
  /** After every cycle. */
  | { readonly kind: 'snapshot'; readonly state: State; readonly proof: CycleProof }
  /**
   * Limits that went down (or a minute passed): to be stored, unless a write has overtaken them. `settled`: the id of the
   * last candidate that they know the outcome of, 0 = none.
   */
  | { readonly kind: 'rulings'; readonly rulings: readonly StoredRuling[]; readonly settled: number }
  /** What sources of limits need after a restart: said in every cycle until it is on disk. */
  | { readonly kind: 'gridSources'; readonly sources: readonly StoredSource[] }
  | { readonly kind: 'lpcAnswer'; readonly id: number; readonly answer: LpcAnswer }
  /** What they are to be told: the last of each counts. */
  | { readonly kind: 'grants'; readonly grants: readonly MemberGrant[] }
  | { readonly kind: 'leadAnswer'; readonly id: number; readonly answer: LeadAnswer }
  | { readonly kind: 'rulesAnswer'; readonly id: number; readonly answer: RulesAnswer }
  | { readonly kind: 'rawRead'; readonly id: number; readonly answer: RawReadAnswer }
  /** What happened to orders of persons: said in every cycle until it is on disk. */
  | { readonly kind: 'orderMarks'; readonly marks: readonly OrderMark[] }
  /** How a commissioning check goes: in every cycle while it runs, and once when it is over. */
  | { readonly kind: 'check'; readonly result: CheckResult }
  /** How lines and devices do: every 2 s. */
  | { readonly kind: 'lines'; readonly lines: LinesState }
  /** How a scan goes: at each step, and once when it is over. */
  | { readonly kind: 'scan'; readonly result: ScanResult }
  /** A set-point for a device whose socket the main thread has. */
  | { readonly kind: 'remoteOffer'; readonly offer: RemoteOffer }
  /** Outputs whose formulas came to something else. */
  | { readonly kind: 'outputs'; readonly outputs: readonly OutputValues[] }
  /** What must survive a restart of `freshAt`: at most once a minute. */
  | { readonly kind: 'freshAt'; readonly at: Readonly<Record<string, number>> }
  /** A line of a recording, without its end. */
  | { readonly kind: 'recorded'; readonly line: string }
  | {
      readonly kind: 'log';
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly message: string;
      readonly facts: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'stopped' };
