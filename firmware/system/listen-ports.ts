import { lanProxyPorts } from '../domain/site/proxy.ts';
import type { RootAsker } from './root-answers.ts';

export interface ListenPortsParts {
  readonly root: RootAsker;
  /** What channels listen on towards the gateway, `host:port`, as it is at the moment. */
  readonly channelListens: () => readonly string[];
  /** Ports that proxies of the site and the OCPP server listen on towards the LAN, as it is at the moment. */
  readonly proxyPorts: () => readonly number[];
  readonly log: { warn(facts: object, sentence: string): void };
  /** After a failure, ms. */
  readonly retryMs: number;
}

/** Ports of the box itself, or of a shell: no channel listens there, whatever its document says. */
const never: readonly number[] = [22, 80, 443, 502, 19_520, ...lanProxyPorts];
/** Those of proxies, OCPP's, and that of the SunSpec server. */
const lanPorts: readonly number[] = [...lanProxyPorts, 19_520, 502];
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
      for (let open = this.#open(); JSON.stringify(open) !== this.#told; open = this.#open()) {
        await root.ask({ verb: 'network', do: 'listen', ...open });
        this.#told = JSON.stringify(open);
      }
      this.#failed = false;
    } catch (error) {
      if (!this.#failed)
        log.warn({ err: error }, 'the firewall could not be told where channels and proxies listen; it is tried again');
      this.#failed = true;
      this.#timer = setTimeout(() => void this.changed(), retryMs).unref();
    } finally {
      this.#asking = false;
    }
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #open(): { lan: readonly number[]; han: readonly number[] } {
    const { channelListens, proxyPorts } = this.#parts;
    const channels = channelListens().map((listen) => Number(listen.slice(listen.lastIndexOf(':') + 1)));
    return {
      lan: sorted(proxyPorts().filter((port) => lanPorts.includes(port))),
      han: sorted(channels.filter((port) => !never.includes(port))).slice(0, mostPorts),
    };
  }
}

const sorted = (ports: readonly number[]): number[] => [...new Set(ports)].sort((a, b) => a - b);
