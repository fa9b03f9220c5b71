import type { RootAsker } from './root-answers.ts';

export interface ListenPortsParts {
  readonly root: RootAsker;
  /** What channels listen on towards the gateway, `host:port`, as it is at the moment. */
  readonly channelListens: () => readonly string[];
  readonly log: { warn(facts: object, sentence: string): void };
  /** After a failure, ms. */
  readonly retryMs: number;
}

/** Ports of the box itself, or of a shell: no channel listens there, whatever its document says. */
const never: readonly number[] = [22, 80, 443, 502, 19_520];
/** What the firewall takes. */
const mostPorts = 16;

/** Tells the firewall of the box on which ports the program listens beyond the page's (S22). Nothing told is nothing open. */
export class ListenPorts {
  readonly #parts: ListenPortsParts;
  #told: string | undefined;
  #asking = false;
  #failed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ListenPortsParts) {
    this.#parts = parts;
  }

  /** The ports may have changed. Never rejects: what could not be told is told again. */
  async changed(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const { root, log, retryMs } = this.#parts;
    clearTimeout(this.#timer);
    try {
      for (let han = this.#ports(); JSON.stringify(han) !== this.#told; han = this.#ports()) {
        await root.ask({ verb: 'network', do: 'listen', lan: [], han });
        this.#told = JSON.stringify(han);
      }
      this.#failed = false;
    } catch (error) {
      if (!this.#failed)
        log.warn({ err: error }, 'the firewall could not be told where channels listen; it is tried again');
      this.#failed = true;
      this.#timer = setTimeout(() => void this.changed(), retryMs).unref();
    } finally {
      this.#asking = false;
    }
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #ports(): readonly number[] {
    const ports = this.#parts.channelListens().map((listen) => Number(listen.slice(listen.lastIndexOf(':') + 1)));
    return [...new Set(ports)]
      .filter((port) => !never.includes(port))
      .sort((a, b) => a - b)
      .slice(0, mostPorts);
  }
}
