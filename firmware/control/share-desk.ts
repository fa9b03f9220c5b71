import type { Clock } from '../domain/clock.ts';
import type { TemporaryShare } from './temporary-share.ts';

/** The main thread's desk for the temporary share of the house connection (original-product A5). */
export class ShareDesk {
  readonly #host: { share(share: TemporaryShare | undefined): void };
  readonly #clock: Pick<Clock, 'wallMs'>;
  #share: TemporaryShare | undefined;

  constructor({
    host,
    clock,
  }: { host: { share(share: TemporaryShare | undefined): void }; clock: Pick<Clock, 'wallMs'> }) {
    this.#host = host;
    this.#clock = clock;
  }

  /** 0 to 100; 100 ends it. Lowers only: what the site allows is never raised. */
  set(percent: number, author: { readonly name: string }): void {
    this.#share = percent < 100 ? { percent, source: author.name, sinceMs: this.#clock.wallMs() } : undefined;
    this.#host.share(this.#share);
  }

  /** 100: there is none. */
  percent(): number {
    return this.#share?.percent ?? 100;
  }
}
