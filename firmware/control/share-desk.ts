import type { Clock } from '../domain/clock.ts';
import type { TemporaryShare } from './temporary-share.ts';

/** The main thread's desk for temporary shares of the house connection (original-product A5); the lowest rules. */
export class ShareDesk {
  readonly #host: { shares(shares: readonly TemporaryShare[]): void };
  readonly #clock: Pick<Clock, 'wallMs'>;
  #share: TemporaryShare | undefined;
  #leased: TemporaryShare | undefined;

  constructor({
    host,
    clock,
  }: { host: { shares(shares: readonly TemporaryShare[]): void }; clock: Pick<Clock, 'wallMs'> }) {
    this.#host = host;
    this.#clock = clock;
  }

  /** 0 to 100; 100 ends it. Lowers only: what the site allows is never raised. */
  set(percent: number, author: { readonly name: string }): void {
    this.#share = percent < 100 ? { percent, source: author.name, sinceMs: this.#clock.wallMs() } : undefined;
    this.#tell();
  }

  /** The one with a lease, beside the other; undefined: there is none. Who gives it watches its end. */
  lease(share: TemporaryShare | undefined): void {
    this.#leased = share;
    this.#tell();
  }

  /** 100: there is none. */
  percent(): number {
    return Math.min(this.#share?.percent ?? 100, this.#leased?.percent ?? 100);
  }

  #tell(): void {
    this.#host.shares([this.#share, this.#leased].filter((share) => share !== undefined));
  }
}
