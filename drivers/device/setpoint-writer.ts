import type { Clock } from '../../firmware/domain/clock.ts';
import type { DeviceFacts, DeviceFault, WriteState } from '../../firmware/domain/device.ts';
import type { WriteReply } from '../bus/types.ts';
import type { Control, Step } from '../definitions/control-schema.ts';
import type { HeldValues } from './readings.ts';
import { faultOf, isDeviceFailure, isRefusal, type RegisterAccess } from './register-access.ts';
import type { RegisterTable, RegisterWrite } from './register-table.ts';
import {
  clampSetpoint,
  disputedSetpoint,
  type ExpectedValue,
  expectedValues,
  heldSetpoint,
  isHeld,
  setpointWrites,
} from './setpoint.ts';

/** A read-back that differs is answered by writing again this often at once … */
const promptRewrites = 3;
/** … no faster than this, for a box may take a moment to show a new value … */
const rewriteGapMs = 800;
/** … and then, only while the box holds more than it may, this seldom. */
const slowRewriteMs = 30_000;

export interface SetpointWriterOptions {
  readonly table: RegisterTable;
  readonly control: Control;
  readonly facts: DeviceFacts;
  readonly access: RegisterAccess;
  readonly clock: Clock;
  readonly held: () => HeldValues;
  readonly phasesDrawn: () => number;
  /** Reads the set-point registers now; never rejects. */
  readonly readBack: () => Promise<void>;
  readonly answered: () => void;
  readonly failed: (error: unknown) => void;
  /** A write was answered, failed, or was read back. */
  readonly settled: () => void;
}

type Outcome = Partial<WriteState> & Pick<WriteState, 'outcome'>;

/** Brings set-points to a charge point: the last one wins, reductions first, proof by reading back. */
export class SetpointWriter {
  readonly #o: SetpointWriterOptions;
  readonly #disputed: string | undefined;
  readonly #running = new Set<Promise<void>>();
  #lastWrite: WriteState | undefined;
  #fault: DeviceFault | undefined;
  #target: { readonly ma: number; readonly expected: readonly ExpectedValue[] } | undefined;
  #isReady = false;
  #isLost = false;
  #isInitialised = false;
  /** Last acknowledged state of a switch that cannot be read back. */
  #isSwitchedOn = false;
  /** Counts set-points: a run whose number is not the last one stops. */
  #generation = 0;
  #settledAtMs = Number.NEGATIVE_INFINITY;
  #rewrites = 0;

  constructor(options: SetpointWriterOptions) {
    this.#o = options;
    this.#disputed = disputedSetpoint(options.table.definition);
    if (this.#disputed !== undefined) this.#fault = this.#disputeFault(this.#disputed);
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
    const reading = heldSetpoint(this.#o.table.definition, this.#o.held());
    if (reading === undefined || this.#target === undefined || this.#target.expected.length === 0) return reading;
    return isHeld(this.#target.expected, this.#o.held()) ? { ...reading, value: this.#target.ma } : reading;
  }

  offer(askedMa: number): void {
    const { facts, clock } = this.#o;
    const requestedAtMs = clock.monotonicMs();
    const refusal = this.#refusal();
    if (refusal !== undefined) {
      this.#lastWrite = { offeredMa: askedMa, requestedAtMs, outcome: 'failed', error: refusal };
      return;
    }
    const ma = clampSetpoint(facts, askedMa);
    const last = this.#lastWrite;
    if (this.#target?.ma === ma && last !== undefined && last.outcome !== 'failed') {
      this.#lastWrite = { ...last, offeredMa: askedMa };
      return;
    }
    this.#lastWrite = { offeredMa: askedMa, requestedAtMs, outcome: 'pending' };
    this.#rewrites = 0;
    this.#launch(ma);
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
    this.#isInitialised = false;
    this.#isSwitchedOn = false;
    this.#target = undefined;
    this.#generation += 1;
    if (this.#fault?.code === 'setpointNotHeld') this.#fault = undefined;
    if (this.#lastWrite?.outcome === 'pending') {
      this.#lastWrite = { ...this.#lastWrite, outcome: 'failed', error: fault };
      this.#o.settled();
    }
  }

  /** Ends every run; the answer comes when all have ended. */
  async stop(): Promise<void> {
    this.lost({ code: 'stopped', message: `${this.#o.facts.id} was stopped` });
    await Promise.allSettled(this.#running);
  }

  /** Writes the ruling set-point once more, for a device that forgets it. */
  refresh(): void {
    if (this.#target === undefined || !this.#isReady || this.#lastWrite?.outcome === 'pending') return;
    this.#track(this.#refresh(this.#target.ma, this.#generation));
  }

  /** To be called after the set-point registers were read. */
  observe(): void {
    const { clock, held } = this.#o;
    const target = this.#target;
    if (target === undefined || target.expected.length === 0 || this.#lastWrite?.outcome === 'pending') return;
    const values = held();
    if (target.expected.some(({ quantity }) => (values.get(quantity)?.atMs ?? -1) < this.#settledAtMs)) return;
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
    const { table, control, phasesDrawn } = this.#o;
    try {
      const all = setpointWrites(table, control, ma, { isOn: false, phasesDrawn: phasesDrawn() });
      this.#target = { ma, expected: expectedValues(table.definition, all) };
    } catch (error) {
      this.#settle({
        outcome: 'failed',
        error: faultOf('write', `${this.#o.facts.id} cannot be given ${ma} mA`, error),
      });
      return;
    }
    if (this.#isReady) this.#track(this.#run(ma, this.#generation));
  }

  async #run(ma: number, generation: number): Promise<void> {
    const outcome = await this.#writeAll(ma, generation);
    if (outcome === undefined || generation !== this.#generation) return;
    this.#settle(outcome);
    if (!this.#o.facts.readsBack) return;
    await this.#o.readBack();
    if (generation === this.#generation) this.#o.settled();
  }

  /** What became of the writes; `undefined` when a later set-point took over. */
  async #writeAll(ma: number, generation: number): Promise<Outcome | undefined> {
    try {
      let reply: WriteReply | undefined;
      for (const write of this.#writes(ma)) {
        if (generation !== this.#generation) return undefined;
        reply = await this.#send(write, 'write');
      }
      if (generation === this.#generation) this.#isInitialised = true;
      return { outcome: 'acknowledged', ...reply };
    } catch (error) {
      if (isDeviceFailure(error)) this.#o.failed(error);
      return { outcome: 'failed', error: faultOf('write', `${this.#o.facts.id} did not take ${ma / 1000} A`, error) };
    }
  }

  #writes(ma: number): RegisterWrite[] {
    const { table, control, held, phasesDrawn } = this.#o;
    const init = this.#isInitialised ? [] : (control.init ?? []);
    return [
      ...init.filter((step) => held().get(step.quantity)?.value !== step.value).map((step) => this.#stepWrite(step)),
      ...setpointWrites(table, control, ma, { isOn: this.#isOn(), phasesDrawn: phasesDrawn() }),
    ];
  }

  async #refresh(ma: number, generation: number): Promise<void> {
    const { table, control, phasesDrawn } = this.#o;
    try {
      for (const write of setpointWrites(table, control, ma, { isOn: this.#isOn(), phasesDrawn: phasesDrawn() })) {
        if (generation !== this.#generation) return;
        await this.#send(write, 'keepAlive');
      }
    } catch (error) {
      // The read-back of the next poll tells whether the set-point still holds.
      if (isDeviceFailure(error)) this.#o.failed(error);
    }
  }

  /** One write, with one immediate retry when the line and not the device is at fault. */
  async #send(write: RegisterWrite, priority: 'write' | 'keepAlive'): Promise<WriteReply> {
    const { access, control, answered } = this.#o;
    const generation = this.#generation;
    const reply = await access.write(write, priority).catch((error: unknown) => {
      if (isRefusal(error) || !isDeviceFailure(error) || generation !== this.#generation) throw error;
      return access.write(write, priority);
    });
    answered();
    if (write.quantity === control.enable?.quantity) this.#isSwitchedOn = write.value === control.enable.on;
    return reply;
  }

  #isOn(): boolean {
    const { control, facts, held } = this.#o;
    if (control.enable === undefined) return true;
    return facts.readsBack
      ? held().get(control.enable.quantity)?.value === control.enable.on && this.#switchIsFresh(control.enable.quantity)
      : this.#isSwitchedOn;
  }

  /** A switch that was read before the last write may have been turned by it. */
  #switchIsFresh(quantity: string): boolean {
    return (this.#o.held().get(quantity)?.atMs ?? Number.NEGATIVE_INFINITY) >= this.#settledAtMs;
  }

  #stepWrite(step: Step): RegisterWrite {
    return this.#o.table.write(step.quantity, step.fc, step.value);
  }

  #settle(outcome: Outcome): void {
    this.#settledAtMs = this.#o.clock.monotonicMs();
    if (this.#lastWrite !== undefined) this.#lastWrite = { ...this.#lastWrite, ...outcome };
    this.#o.settled();
  }

  /** Why nothing is written at all, if so. */
  #refusal(): DeviceFault | undefined {
    if (this.#disputed !== undefined) return this.#disputeFault(this.#disputed);
    if (!this.#isLost) return undefined;
    return { code: 'offline', message: `${this.#o.facts.id} does not answer: nothing was written` };
  }

  #disputeFault(quantity: string): DeviceFault {
    return {
      code: 'unitDisputed',
      message: `${this.#o.facts.id}: the unit of "${quantity}" is not settled for ${this.#o.table.definition.id}; nothing is written to it`,
    };
  }

  #track(run: Promise<void>): void {
    this.#running.add(run);
    void run.finally(() => this.#running.delete(run));
  }
}
