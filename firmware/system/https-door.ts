import type { Clock } from '../domain/clock.ts';
import type { HealthState } from '../domain/state.ts';

interface Pair {
  readonly certificatePem: string;
  readonly keyPem: string;
}

export interface HttpsDoorParts {
  readonly certificate: { current(): Promise<Pair & { readonly sha256: string; readonly fresh: boolean }> };
  /** Opens the port; `renew` gives new connections another certificate. */
  readonly listen: (pair: Pair) => Promise<{ readonly port: number; renew(pair: Pair): void }>;
  /** For sentences. */
  readonly port: number;
  readonly clock: Clock;
  readonly log: {
    info(facts: object, sentence: string): void;
    warn(facts: object, sentence: string): void;
  };
  /** How long between two tries to open the port, ms. */
  readonly retryMs?: number;
}

/** A port is freed by a person or a program that ends. */
const retryMsByDefault = 30_000;
/** How often the certificate is looked at, ms. */
const lookMs = 12 * 3600_000;

/** HTTPS of the local page beside all else: what hinders it is said and tried again, and never stops the box (S11). */
export class HttpsDoor {
  readonly #parts: HttpsDoorParts;
  #open: { renew(pair: Pair): void } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #trouble: HealthState | undefined;
  #ended = false;

  constructor(parts: HttpsDoorParts) {
    this.#parts = parts;
  }

  /** Resolves when the port is open or could not be opened for now. Never rejects. */
  async start(): Promise<void> {
    try {
      const pair = await this.#parts.certificate.current();
      if (this.#ended) return;
      if (this.#open === undefined) {
        const opened = await this.#parts.listen(pair);
        this.#open = opened;
        this.#parts.log.info(
          { port: opened.port, sha256: pair.sha256 },
          'the page and its calls are served over HTTPS too',
        );
      } else if (pair.fresh) {
        this.#open.renew(pair);
        this.#parts.log.info({ sha256: pair.sha256 }, 'the certificate of the page was renewed');
      }
      this.#trouble = undefined;
    } catch (error) {
      this.#say(error);
    }
    if (this.#ended) return;
    const waitMs = this.#trouble === undefined ? lookMs : (this.#parts.retryMs ?? retryMsByDefault);
    this.#timer = setTimeout(() => void this.start(), waitMs).unref();
  }

  health(): readonly HealthState[] {
    return this.#trouble === undefined ? [] : [this.#trouble];
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #say(error: unknown): void {
    const { port, clock, log } = this.#parts;
    const busy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    const why = busy ? 'it is taken by another program' : error instanceof Error ? error.message : String(error);
    const message = `HTTPS on port ${port} is not served: ${why}; it is tried again`;
    if (this.#trouble === undefined) log.warn({ err: error }, message);
    const since = this.#trouble?.since ?? new Date(clock.wallMs()).toISOString();
    this.#trouble = { id: 'https', severity: 'warning', code: 'httpsOff', what: `HTTPS, ${port}`, message, since };
  }
}
