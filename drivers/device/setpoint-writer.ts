import type { Clock } from '../../firmware/domain/clock.ts';
import type { DeviceFault, WriteState } from '../../firmware/domain/device.ts';
import { faultOf } from './register-access.ts';
import { clampSetpoint, type ExpectedValue, expectedValues, heldSetpoint, isHeld } from './setpoint.ts';
import { SetpointSender, type SetpointSenderOptions, type WriteOutcome } from './setpoint-sender.ts';

/** A read-back that differs is answered by writing again this often at once … */
const promptRewrites = 3;
/** … no faster than this, for a box may take a moment to show a new value … */
const rewriteGapMs = 800;
/** … and then, only while the box holds more than it may, this seldom. */
const slowRewriteMs = 30_000;

export interface SetpointWriterOptions extends SetpointSenderOptions {
  readonly clock: Clock;
  /** Why this device is never given a set-point, if so. */
  readonly refusal: DeviceFault | undefined;
  /** Reads the set-point registers now; never rejects. */
  readonly readBack: () => Promise<void>;
  /** A write was answered, failed, or was read back. */
  readonly settled: () => void;
}

/** Brings set-points to a charge point: the last one wins, reductions first, proof by reading back. */
export class SetpointWriter {
  readonly #o: SetpointWriterOptions;
  readonly #sender: SetpointSender;
  readonly #running = new Set<Promise<unknown>>();
  #lastWrite: WriteState | undefined;
  #fault: DeviceFault | undefined;
  #target: { readonly ma: number; readonly expected: readonly ExpectedValue[] } | undefined;
  #isReady = false;
  #isLost = false;
  /** Counts set-points: a run whose number is not the last one stops. */
  #generation = 0;
  #settledAtMs = Number.NEGATIVE_INFINITY;
  #rewrites = 0;

  constructor(options: SetpointWriterOptions) {
    this.#o = options;
    this.#sender = new SetpointSender(options);
    this.#fault = options.refusal;
  }

  get lastWrite(): WriteState | undefined {
    return this.#lastWrite;
  }

  get fault(): DeviceFault | undefined {
    return this.#fault;
  }

  /** Whether the loop has offered anything since the device was last found. */
  hasOffered(): boolean {
    return this.#target !== undefined && this.#isReady;
  }

  /** What the registers give as set-point; exactly what was asked for when they hold what was written. */
  get heldMa(): ReturnType<typeof heldSetpoint> {
    // What must not be written because nobody knows what it means is not understood when it is read either.
    if (this.#o.refusal !== undefined) return undefined;
    const reading = heldSetpoint(this.#o.table.definition, this.#o.held());
    if (reading === undefined || this.#target === undefined || this.#target.expected.length === 0) return reading;
    return isHeld(this.#target.expected, this.#o.held()) ? { ...reading, value: this.#target.ma } : reading;
  }

  offer(askedMa: number): void {
    const { facts, clock } = this.#o;
    const requestedAtMs = clock.monotonicMs();
    const asked = { offeredMa: askedMa, requestedAtMs };
    const refusal = this.#refusal();
    if (refusal !== undefined) {
      this.#lastWrite = { ...asked, outcome: 'failed', error: refusal };
      this.#settleSoon();
      return;
    }
    const ma = clampSetpoint(facts, askedMa);
    const isSame = this.#target?.ma === ma;
    if (isSame && this.#lastWrite?.outcome === 'pending') {
      this.#lastWrite = { ...asked, outcome: 'pending' };
    } else if (isSame && this.#lastWrite?.outcome === 'acknowledged' && (this.#isProven() || !this.#wearsNothing())) {
      this.#lastWrite = { ...asked, outcome: 'acknowledged', repliedAtMs: requestedAtMs };
      this.#settleSoon();
    } else {
      if (!isSame) this.#rewrites = 0;
      this.#lastWrite = { ...asked, outcome: 'pending' };
      this.#launch(ma);
    }
  }

  /** The device was found and its set-point was read: what was offered meanwhile goes out. */
  ready(): void {
    this.#isReady = true;
    this.#isLost = false;
    if (this.#target !== undefined) this.#launch(this.#target.ma);
  }

  /** The device is gone: what it holds is no longer known, and nothing is written until the loop offers again. */
  lost(fault: DeviceFault): void {
    this.#isReady = false;
    this.#isLost = true;
    this.#sender.forget();
    this.#target = undefined;
    this.#generation += 1;
    if (this.#fault?.code === 'setpointNotHeld') this.#fault = undefined;
    // A set-point that was taken may be gone by the time the device is back: it has to be offered anew.
    if (this.#lastWrite === undefined || this.#lastWrite.outcome === 'failed') return;
    const wasPending = this.#lastWrite.outcome === 'pending';
    this.#lastWrite = { ...this.#lastWrite, outcome: 'failed', error: fault };
    if (wasPending) this.#o.settled();
  }

  /** Ends every run; the answer comes when all have ended. */
  async stop(): Promise<void> {
    this.lost({ code: 'stopped', message: `${this.#o.facts.id} was stopped` });
    await Promise.allSettled(this.#running);
  }

  /** Writes the ruling set-point once more, for a device that forgets it. */
  refresh(): void {
    if (this.#target === undefined || !this.#isReady || this.#lastWrite?.outcome === 'pending') return;
    const generation = this.#generation;
    // Whether it still holds is told by the read-back of the next poll.
    this.#track(this.#sender.send(this.#target.ma, 'keepAlive', () => generation === this.#generation));
  }

  /** To be called after the set-point registers were read. */
  observe(): void {
    const { clock, held } = this.#o;
    const target = this.#target;
    if (target === undefined || target.expected.length === 0 || this.#lastWrite?.outcome === 'pending') return;
    const values = held();
    if (!this.#wasReadSince(target.expected)) return;
    if (isHeld(target.expected, values)) {
      this.#rewrites = 0;
      if (this.#fault?.code === 'setpointNotHeld') this.#fault = undefined;
      return;
    }
    const heldMa = heldSetpoint(this.#o.table.definition, values)?.value;
    const sinceMs = clock.monotonicMs() - this.#settledAtMs;
    const again =
      this.#rewrites < promptRewrites ? sinceMs >= rewriteGapMs : this.#mayInsist(heldMa, target.ma, sinceMs);
    if (!again) return;
    this.#rewrites += 1;
    this.#fault = {
      code: 'setpointNotHeld',
      message: `${this.#o.facts.id} was given ${target.ma / 1000} A and holds ${heldMa === undefined ? 'something else' : `${heldMa / 1000} A`}`,
    };
    if (this.#lastWrite !== undefined) this.#lastWrite = { ...this.#lastWrite, outcome: 'pending' };
    this.#launch(target.ma);
  }

  /** Whether the registers were read after the last write. */
  #wasReadSince(expected: readonly ExpectedValue[]): boolean {
    const values = this.#o.held();
    return expected.every(
      ({ quantity }) => (values.get(quantity)?.atMs ?? Number.NEGATIVE_INFINITY) >= this.#settledAtMs,
    );
  }

  /** Whether a read-back after the last write shows the set-point. */
  #isProven(): boolean {
    const expected = this.#target?.expected ?? [];
    return expected.length > 0 && this.#wasReadSince(expected) && isHeld(expected, this.#o.held());
  }

  #mayInsist(heldMa: number | undefined, targetMa: number, sinceMs: number): boolean {
    return sinceMs >= slowRewriteMs && (heldMa ?? Number.POSITIVE_INFINITY) > targetMa && this.#wearsNothing();
  }

  #wearsNothing(): boolean {
    const { setCurrent, setPower, volatile } = this.#o.control;
    const quantities = [setCurrent?.quantity ?? setPower?.quantity ?? []].flat();
    return volatile === 'all' || quantities.every((quantity) => volatile.includes(quantity));
  }

  #launch(ma: number): void {
    this.#generation += 1;
    try {
      this.#target = { ma, expected: expectedValues(this.#o.table.definition, this.#sender.writes(ma)) };
    } catch (error) {
      const fault = faultOf('write', `${this.#o.facts.id} cannot be given ${ma / 1000} A`, error);
      if (this.#lastWrite !== undefined) this.#lastWrite = { ...this.#lastWrite, outcome: 'failed', error: fault };
      this.#settleSoon();
      return;
    }
    if (this.#isReady) this.#track(this.#run(ma, this.#generation));
  }

  async #run(ma: number, generation: number): Promise<void> {
    const isCurrent = () => generation === this.#generation;
    const outcome = await this.#sender.send(ma, 'write', isCurrent);
    if (outcome === undefined || !isCurrent()) return;
    this.#settle(outcome);
    if (!this.#o.facts.readsBack) return;
    await this.#o.readBack();
    if (isCurrent()) this.#o.settled();
  }

  /** Not before the caller of `offer` is done. */
  #settleSoon(): void {
    queueMicrotask(() => this.#o.settled());
  }

  #settle(outcome: WriteOutcome): void {
    this.#settledAtMs = this.#o.clock.monotonicMs();
    if (this.#lastWrite !== undefined) this.#lastWrite = { ...this.#lastWrite, ...outcome };
    this.#o.settled();
  }

  /** Why nothing is written at all, if so. */
  #refusal(): DeviceFault | undefined {
    if (this.#o.refusal !== undefined) return this.#o.refusal;
    if (!this.#isLost) return undefined;
    return { code: 'offline', message: `${this.#o.facts.id} does not answer: nothing was written` };
  }

  #track(run: Promise<unknown>): void {
    this.#running.add(run);
    void run.finally(() => this.#running.delete(run));
  }
}
