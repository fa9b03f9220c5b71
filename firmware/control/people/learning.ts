import type { Clock } from '../../domain/clock.ts';
import { uidKey } from '../../domain/site/users.ts';

/** So long it is waited for a card that nobody knows yet (original-product G3). */
const learnsForMs = 60_000;

/** How the learning of a card goes. */
export interface LearnView {
  /** It is waited for a card. */
  readonly open: boolean;
  /** ISO time until which it is waited, or a learned card can be read; null: nobody asked. */
  readonly until: string | null;
  /** Only a card that is shown there is learned; null: at any. */
  readonly chargePoint: string | null;
  /** The card that was shown. */
  readonly uid: string | null;
}

/** Learns the next card that nobody knows. In memory, one at a time: a restart ends it. */
export class Learning {
  readonly #clock: Clock;
  #asked: { readonly chargePoint: string | undefined; readonly endMs: number; uid?: string } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(chargePoint: string | undefined): LearnView {
    this.#asked = { chargePoint, endMs: this.#clock.monotonicMs() + learnsForMs };
    return this.view();
  }

  end(): void {
    this.#asked = undefined;
  }

  /** A card that nobody knows was shown; true when it was waited for. */
  shown(uid: string, chargePoint: string): boolean {
    const asked = this.#current();
    if (asked === undefined || asked.uid !== undefined) return false;
    if (asked.chargePoint !== undefined && asked.chargePoint !== chargePoint) return false;
    // It can be read for as long again.
    this.#asked = { ...asked, uid: uidKey(uid), endMs: this.#clock.monotonicMs() + learnsForMs };
    return true;
  }

  view(): LearnView {
    const asked = this.#current();
    if (asked === undefined) return { open: false, until: null, chargePoint: null, uid: null };
    const untilMs = this.#clock.wallMs() + asked.endMs - this.#clock.monotonicMs();
    return {
      open: asked.uid === undefined,
      until: new Date(untilMs).toISOString(),
      chargePoint: asked.chargePoint ?? null,
      uid: asked.uid ?? null,
    };
  }

  #current() {
    if (this.#asked !== undefined && this.#clock.monotonicMs() >= this.#asked.endMs) this.#asked = undefined;
    return this.#asked;
  }
}
