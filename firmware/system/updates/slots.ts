import type { SlotFacts } from '../../domain/box.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { type RootAsker, readAnswer, slotsAnswer } from '../root-answers.ts';
import type { Standing } from './after-restart.ts';

/** A page looks every few seconds, and to ask costs a process or two; what changes them is known here. */
const freshMs = 30_000;

/** The slots as the root service sees them. */
export class Slots {
  readonly #root: RootAsker;
  readonly #clock: Clock;
  readonly #bootId: string;
  #known: { readonly standing: Standing; readonly atMs: number } | undefined;

  constructor(parts: { readonly root: RootAsker; readonly clock: Clock; readonly bootId: string }) {
    this.#root = parts.root;
    this.#clock = parts.clock;
    this.#bootId = parts.bootId;
  }

  /** Asked anew. Rejects with `rootDown` and the other refusals of the root service. */
  async look(): Promise<Standing> {
    const { slots, installing } = readAnswer(slotsAnswer, await this.#root.ask({ verb: 'install', do: 'status' }));
    const running = slots.find((slot) => slot.running);
    if (running === undefined) throw new NetwachtError('rootFailed', 'The box cannot say which of its slots runs');
    const other = slots.find((slot: SlotFacts) => !slot.running);
    const standing = { bootId: this.#bootId, running, other, installing };
    this.#known = { standing, atMs: this.#clock.monotonicMs() };
    return standing;
  }

  /** What is known, at most half a minute old; older only where the root service does not answer. */
  async recent(): Promise<Standing> {
    const known = this.#known;
    if (known !== undefined && this.#clock.monotonicMs() - known.atMs < freshMs) return known.standing;
    try {
      return await this.look();
    } catch (error) {
      if (known === undefined) throw error;
      return known.standing;
    }
  }

  /** What is known may have changed. */
  changed(): void {
    if (this.#known !== undefined) this.#known = { ...this.#known, atMs: Number.NEGATIVE_INFINITY };
  }
}
