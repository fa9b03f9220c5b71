import type { DeviceFacts, WriteState } from '../../firmware/domain/device.ts';
import type { WriteReply } from '../bus/types.ts';
import type { Control } from '../definitions/control-schema.ts';
import type { HeldValues } from './readings.ts';
import { faultOf, isDeviceFailure, isRefusal, type RegisterAccess } from './register-access.ts';
import type { RegisterTable, RegisterWrite } from './register-table.ts';
import { setpointWrites } from './setpoint.ts';

export interface SetpointSenderOptions {
  readonly table: RegisterTable;
  readonly control: Control;
  readonly facts: DeviceFacts;
  readonly access: RegisterAccess;
  readonly held: () => HeldValues;
  readonly phasesDrawn: () => number;
  readonly answered: () => void;
  readonly failed: (error: unknown) => void;
}

export type WriteOutcome = Pick<WriteState, 'outcome'> & Partial<Pick<WriteState, 'repliedAtMs' | 'error'>>;

/** Brings one set-point over the wire: init where it is due, then the writes in their safe order. */
export class SetpointSender {
  readonly #o: SetpointSenderOptions;
  #isInitialised = false;
  /** Last acknowledged state of the switch. */
  #isSwitchedOn = false;
  #lastReplyAtMs = Number.NEGATIVE_INFINITY;
  #inFlight = 0;

  constructor(options: SetpointSenderOptions) {
    this.#o = options;
  }

  /** The device is gone: what it holds is not known any more. */
  forget(): void {
    this.#isInitialised = false;
    this.#isSwitchedOn = false;
  }

  /** Every write that a set-point may need. Throws RangeError when it does not fit a register. */
  writes(ma: number): RegisterWrite[] {
    const { table, control, phasesDrawn } = this.#o;
    return setpointWrites(table, control, ma, { isOn: false, phasesDrawn: phasesDrawn() });
  }

  /** What became of it; `undefined` when `isCurrent` said that a later set-point took over. Never rejects. */
  async send(ma: number, priority: 'write' | 'keepAlive', isCurrent: () => boolean): Promise<WriteOutcome | undefined> {
    const isAlone = this.#inFlight === 0;
    this.#inFlight += 1;
    try {
      let reply: WriteReply | undefined;
      for (const write of this.#due(ma, isAlone && this.#isOn())) {
        if (!isCurrent()) return undefined;
        reply = await this.#write(write, priority, isCurrent);
      }
      if (isCurrent()) this.#isInitialised = true;
      return { outcome: 'acknowledged', ...(reply && { repliedAtMs: reply.repliedAtMs }) };
    } catch (error) {
      if (isDeviceFailure(error)) this.#o.failed(error);
      return { outcome: 'failed', error: faultOf('write', `${this.#o.facts.id} did not take ${ma / 1000} A`, error) };
    } finally {
      this.#inFlight -= 1;
    }
  }

  #due(ma: number, isOn: boolean): RegisterWrite[] {
    const { table, control, held, phasesDrawn } = this.#o;
    const init = this.#isInitialised ? [] : (control.init ?? []);
    return [
      ...init
        .filter((step) => held().get(step.quantity)?.value !== step.value)
        .map((step) => table.write(step.quantity, step.fc, step.value)),
      ...setpointWrites(table, control, ma, { isOn, phasesDrawn: phasesDrawn() }),
    ];
  }

  /** One write, with one immediate retry when the line and not the device is at fault. */
  async #write(write: RegisterWrite, priority: 'write' | 'keepAlive', isCurrent: () => boolean): Promise<WriteReply> {
    const { access, control, answered } = this.#o;
    const reply = await access.write(write, priority).catch((error: unknown) => {
      if (isRefusal(error) || !isDeviceFailure(error) || !isCurrent()) throw error;
      return access.write(write, priority);
    });
    answered();
    this.#lastReplyAtMs = reply.repliedAtMs;
    if (write.quantity === control.enable?.quantity) this.#isSwitchedOn = write.value === control.enable.on;
    return reply;
  }

  /** Whether the switch is on for certain. Set-points under way may still turn it. */
  #isOn(): boolean {
    const { control, facts, held } = this.#o;
    if (control.enable === undefined) return true;
    if (!facts.readsBack) return this.#isSwitchedOn;
    const read = held().get(control.enable.quantity);
    return read !== undefined && read.value === control.enable.on && read.atMs >= this.#lastReplyAtMs;
  }
}
