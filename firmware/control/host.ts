import { Worker } from 'node:worker_threads';
import type { CheckedDefinitions } from '../../drivers/definitions/loaded-definitions.ts';
import type { CheckResult } from '../domain/check.ts';
import { threadsMs } from '../domain/clock.ts';
import type { StoredSource } from '../domain/grid-source.ts';
import type { Known } from '../domain/known.ts';
import type { LeaderGrant } from '../domain/leader.ts';
import type { StoredRuling } from '../domain/limit.ts';
import type { LinesState } from '../domain/lines.ts';
import type { LpcCommand } from '../domain/lpc.ts';
import type { MemberGrant, MemberReport } from '../domain/members.ts';
import type { RawRead, RawReadAnswer } from '../domain/raw-read.ts';
import type { RemoteOffer, RemoteReport } from '../domain/remote-device.ts';
import type { ScanRequest, ScanResult } from '../domain/scan.ts';
import type { State } from '../domain/state.ts';
import type { OrderMark } from '../domain/stored-order.ts';
import type { StoredVariable } from '../domain/variable.ts';
import type { CycleProof } from '../grid/proof/facts.ts';
import type { UpChannel } from './channel-freshness.ts';
import type { CheckStart } from './commissioning/check-desk.ts';
import { HeartWatch } from './heart-watch.ts';
import type {
  CandidateOutcome,
  FromWorker,
  LeadAnswer,
  LpcAnswer,
  RulesAnswer,
  ToWorker,
  WorkerSettings,
} from './messages.ts';
import type { OutputValues } from './outputs/output-formulas.ts';
import { Questions } from './questions.ts';
import type { TemporaryShare } from './temporary-share.ts';
import type { TestLimit } from './test-limit.ts';

const checkEveryMs = 1000;
const stopWithinMs = 3000;
/** A worker that is busy with a cycle answers within one; one that starts, within a few seconds. */
const answerWithinMs = 5000;
/** Reads of persons wait for the line, and for those before them. */
const rawWithinMs = 15_000;
/** Run as it is, or compiled for the image. */
const workerEntry = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

export interface ControlHostOptions {
  readonly dir: string;
  readonly failsafeOnly: boolean;
  /** What `onFreshAt` was told before the restart. */
  readonly freshAt: Readonly<Record<string, number>>;
  /** See WorkerSettings. */
  readonly loopbackAllowed: boolean;
  /** See WorkerSettings; absent: nobody is led. */
  readonly box?: string;
  /** See WorkerSettings. */
  readonly definitions: CheckedDefinitions;
  /** What is known at the start. */
  readonly known: Known;
  /** Shares of the house connection that hold from the first cycle on. */
  readonly shares?: readonly TemporaryShare[];
  readonly log: {
    debug(facts: object, message: string): void;
    info(facts: object, message: string): void;
    warn(facts: object, message: string): void;
    error(facts: object, message: string): void;
  };
  /** The worker's entry; tests put another one here. */
  readonly worker?: URL;
  /** Limits that the worker wants on disk. */
  readonly onRulings: (rulings: readonly StoredRuling[]) => void;
  /** What sources of limits need after a restart. */
  readonly onGridSources: (sources: readonly StoredSource[]) => void;
  /** When variables were last kept fresh by their channels: to be stored. */
  readonly onFreshAt: (at: Readonly<Record<string, number>>) => void;
  /** Outputs whose formulas came to something else. */
  readonly onOutputs?: (outputs: readonly OutputValues[]) => void;
  /** Orders of persons that a car came for, or that are over. */
  readonly onOrderMarks: (marks: readonly OrderMark[]) => void;
  /** Every cycle, with what the proof log needs of it. */
  readonly onCycle?: (state: State, proof: CycleProof) => void;
  /**
   * The control worker died or hangs. It cannot be replaced in place (a killed thread keeps its serial ports locked):
   * the process has to end, so that its supervisor starts it anew.
   */
  readonly onFatal: (why: string) => void;
}

/** The main thread's end of the control worker: starts it, watches its heartbeat, passes messages. */
export class ControlHost {
  readonly #worker: Worker;
  readonly #options: ControlHostOptions;
  readonly #beats: Int32Array;
  readonly #heart: HeartWatch;
  readonly #watch: NodeJS.Timeout;
  readonly #listeners = new Set<(state: State) => void>();
  readonly #failing = new Set<(state: State) => void>();
  readonly #checkListeners: ((result: CheckResult) => void)[] = [];
  readonly #scanListeners: ((result: ScanResult) => void)[] = [];
  /** The last offer of each: who has the sockets may come later than the first. */
  readonly #remoteOffers = new Map<string, RemoteOffer>();
  #onRemoteOffer: ((offer: RemoteOffer) => void) | undefined;
  #onGrants: ((grants: readonly MemberGrant[]) => void) | undefined;
  #onRecorded: ((line: string) => void) | undefined;
  #state: State | undefined;
  #lines: LinesState | undefined;
  #stopping = false;
  #candidates = 0;
  #settled = 0;
  readonly #lpcAsked = new Questions<LpcAnswer>(answerWithinMs);
  readonly #leadAsked = new Questions<LeadAnswer>(answerWithinMs);
  readonly #rulesAsked = new Questions<RulesAnswer>(answerWithinMs);
  readonly #rawAsked = new Questions<RawReadAnswer>(rawWithinMs);

  constructor(options: ControlHostOptions) {
    this.#options = options;
    const heartbeat = new SharedArrayBuffer(4);
    this.#beats = new Int32Array(heartbeat);
    this.#heart = new HeartWatch(() => this.beats(), performance.now());
    const settings: WorkerSettings = {
      dir: options.dir,
      heartbeat,
      failsafeOnly: options.failsafeOnly,
      freshAt: options.freshAt,
      loopbackAllowed: options.loopbackAllowed,
      box: options.box ?? '',
      definitions: { definitions: options.definitions.definitions, off: options.definitions.off },
      known: options.known,
      shares: options.shares ?? [],
    };
    this.#worker = new Worker(options.worker ?? workerEntry, { workerData: settings });
    this.#worker.on('message', (message: FromWorker) => this.#take(message));
    this.#worker.on('error', (error) => this.#fatal(`the control worker failed: ${error.stack ?? error.message}`));
    this.#worker.on('exit', (code) => this.#fatal(`the control worker ended with code ${code}`));
    this.#watch = setInterval(() => this.#checkHeartbeat(), checkEveryMs);
  }

  current(): State | undefined {
    return this.#state;
  }

  /** How lines and devices did a moment ago. */
  lines(): LinesState | undefined {
    return this.#lines;
  }

  /** How often the loop has run since the start, with or without a site. */
  beats(): number {
    return Atomics.load(this.#beats, 0);
  }

  /** False once the loop is stuck, or has not begun in time. */
  lives(): boolean {
    return this.#heart.fault(performance.now()) === undefined;
  }

  onState(listener: (state: State) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lets values act before they are on disk. Returns the id to settle them with. */
  tryVariables(rows: readonly StoredVariable[]): number {
    this.#candidates += 1;
    this.#send({ kind: 'candidate', candidate: { id: this.#candidates, rows } });
    return this.#candidates;
  }

  settle(id: number, outcome: CandidateOutcome): void {
    this.#settled = id;
    this.#send(
      outcome === 'refused' ? { kind: 'notPersisted', id } : { kind: 'settled', id, wrote: outcome === 'written' },
    );
  }

  temporaryVariables(variables: readonly StoredVariable[]): void {
    this.#send({ kind: 'temporary', variables });
  }

  siteChanged(looked: boolean): void {
    this.#send({ kind: 'site', looked });
  }

  /** A device is ended and made anew, with its connection. */
  again(device: string): void {
    this.#send({ kind: 'again', device });
  }

  /** How devices do whose sockets this thread has. */
  tellRemote(reports: readonly RemoteReport[], sentMs: number): void {
    this.#send({ kind: 'remoteDevices', sentMs, reports });
  }

  /** Who passes set-points on to those devices; told the last one of each at once. */
  onRemoteOffer(listener: (offer: RemoteOffer) => void): void {
    this.#onRemoteOffer = listener;
    for (const offer of this.#remoteOffers.values()) listener(offer);
  }

  /** The channels that are up; to be said every second, silence counts as down. */
  channelsUp(channels: readonly UpChannel[]): void {
    this.#send({ kind: 'channelsUp', channels });
  }

  /** Interfaces towards a Smart Meter Gateway, as they are from now on. */
  hanInterfaces(names: readonly string[]): void {
    this.#send({ kind: 'hanInterfaces', names });
  }

  /** Who charges where, prices and schedules, as they are from now on. */
  know(known: Known): void {
    this.#send({ kind: 'known', known });
  }

  startCheck(check: CheckStart): void {
    this.#send({ kind: 'startCheck', check });
  }

  endCheck(): void {
    this.#send({ kind: 'endCheck' });
  }

  startScan(id: string, request: ScanRequest): void {
    this.#send({ kind: 'startScan', id, request });
  }

  endScan(): void {
    this.#send({ kind: 'endScan' });
  }

  onScan(listener: (result: ScanResult) => void): void {
    this.#scanListeners.push(listener);
  }

  /** Plays a limit for a while; undefined ends it. */
  testLimit(test: TestLimit | undefined): void {
    this.#send({ kind: 'testLimit', test });
  }

  /** Shares of the house connection for now: all of them. */
  shares(shares: readonly TemporaryShare[]): void {
    this.#send({ kind: 'shares', shares });
  }

  onCheck(listener: (result: CheckResult) => void): void {
    this.#checkListeners.push(listener);
  }

  /** What the energy guard says; undefined when the worker does not answer in time. */
  lpc(command: LpcCommand): Promise<LpcAnswer | undefined> {
    return this.#lpcAsked.ask((id) => this.#send({ kind: 'lpc', id, command }));
  }

  /** What the leader of several boxes grants; undefined when the worker does not answer in time. */
  lead(grant: LeaderGrant): Promise<LeadAnswer | undefined> {
    return this.#leadAsked.ask((id) => this.#send({ kind: 'lead', id, grant, sentMs: threadsMs() }));
  }

  /** What the boxes said that this one leads. */
  membersSaid(reports: readonly MemberReport[]): void {
    this.#send({ kind: 'members', reports });
  }

  /** Who passes grants on to them. */
  onGrants(listener: (grants: readonly MemberGrant[]) => void): void {
    this.#onGrants = listener;
  }

  /** How the charging rules of a charge point stand; undefined when the worker does not answer in time. */
  rules(chargePoint: string): Promise<RulesAnswer | undefined> {
    return this.#rulesAsked.ask((id) => this.#send({ kind: 'rules', id, chargePoint }));
  }

  /** Registers of a device of the site; undefined when it did not get its turn in time. */
  readRaw(read: RawRead): Promise<RawReadAnswer | undefined> {
    return this.#rawAsked.ask((id) => this.#send({ kind: 'readRaw', id, read }));
  }

  /** Has every cycle told as a line of a recording; undefined ends that. */
  record(onLine: ((line: string) => void) | undefined): void {
    this.#onRecorded = onLine;
    this.#send({ kind: 'record', on: onLine !== undefined });
  }

  /** Lets the worker bring its charge points to a safe current and close its lines, then ends it. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#watch);
    const stopped = new Promise<void>((resolve) => {
      this.#worker.on('message', (message: FromWorker) => {
        if (message.kind === 'stopped') resolve();
      });
      this.#worker.on('exit', () => resolve());
      setTimeout(resolve, stopWithinMs).unref();
    });
    this.#send({ kind: 'stop' });
    await stopped;
    await this.#worker.terminate();
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** One that fails stops neither the others nor the program; it is said once, until it works again. */
  #tell(listener: (state: State) => void, state: State): void {
    try {
      listener(state);
      this.#failing.delete(listener);
    } catch (error) {
      if (!this.#failing.has(listener)) this.#options.log.error({ err: error }, 'who looks at each cycle has failed');
      this.#failing.add(listener);
    }
  }

  #take(message: FromWorker): void {
    switch (message.kind) {
      case 'snapshot':
        this.#state = message.state;
        this.#options.onCycle?.(message.state, message.proof);
        for (const listener of this.#listeners) this.#tell(listener, message.state);
        return;
      case 'rulings':
        // What a write has overtaken says nothing any more; what is still so the next cycle says again.
        if (message.settled >= this.#settled) this.#options.onRulings(message.rulings);
        return;
      case 'gridSources':
        this.#options.onGridSources(message.sources);
        return;
      case 'lpcAnswer':
        this.#lpcAsked.answer(message.id, message.answer);
        return;
      case 'grants':
        this.#onGrants?.(message.grants);
        return;
      case 'leadAnswer':
        this.#leadAsked.answer(message.id, message.answer);
        return;
      case 'rulesAnswer':
        this.#rulesAsked.answer(message.id, message.answer);
        return;
      case 'rawRead':
        this.#rawAsked.answer(message.id, message.answer);
        return;
      case 'orderMarks':
        this.#options.onOrderMarks(message.marks);
        return;
      case 'remoteOffer':
        this.#remoteOffers.set(message.offer.device, message.offer);
        this.#onRemoteOffer?.(message.offer);
        return;
      case 'outputs':
        this.#options.onOutputs?.(message.outputs);
        return;
      case 'lines':
        this.#lines = message.lines;
        return;
      case 'freshAt':
        this.#options.onFreshAt(message.at);
        return;
      case 'check':
        for (const listener of this.#checkListeners) listener(message.result);
        return;
      case 'scan':
        for (const listener of this.#scanListeners) listener(message.result);
        return;
      case 'recorded':
        this.#onRecorded?.(message.line);
        return;
      case 'log':
        this.#options.log[message.level](message.facts, message.message);
        return;
      case 'ready':
        this.#options.log.info({}, 'control loop runs');
        return;
      case 'stopped':
        return;
    }
  }

  #checkHeartbeat(): void {
    const fault = this.#heart.fault(performance.now());
    if (fault !== undefined) this.#fatal(fault);
  }

  #fatal(why: string): void {
    if (this.#stopping) return;
    this.#stopping = true;
    clearInterval(this.#watch);
    this.#options.onFatal(why);
  }
}
