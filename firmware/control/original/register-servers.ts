import type { Timers } from '../../../drivers/link/timers.ts';
import { ModbusServer } from '../../../drivers/server/modbus-server.ts';
import type { Clock } from '../../domain/clock.ts';
import type { ModbusView } from '../../domain/modbus-server.ts';
import type { RegisterServerEntry } from '../../domain/site/register-servers.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { RegisterDesk } from './register-desk.ts';
import { RegisterValues } from './register-values.ts';

export interface RegisterServersOptions {
  readonly site: () => Site | undefined;
  readonly desk: RegisterDesk;
  /** Where the program listens for others. */
  readonly host: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: { warn(facts: object, sentence: string): void };
}

/** The ports of the site where the original's registers are served (`registerServers`). */
export class RegisterServers {
  readonly #o: RegisterServersOptions;
  readonly #open = new Map<string, { readonly device: string; readonly server: ModbusServer }>();
  #work: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: RegisterServersOptions) {
    this.#o = options;
  }

  /** The site was put: ports that are gone or changed are closed before others open. Resolves when all listen or have failed to. */
  siteChanged(): Promise<void> {
    this.#work = this.#work.then(() => this.#follow());
    return this.#work;
  }

  /** Who is connected to each, in no order that means anything. */
  view(): ModbusView['registers'] {
    return [...this.#open.values()].map(({ device, server }) => ({ device, ...server.view() }));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#work;
    await Promise.all([...this.#open.values()].map(({ server }) => server.close()));
    this.#open.clear();
  }

  async #follow(): Promise<void> {
    if (this.#isClosed) return;
    const wanted = new Map((this.#o.site()?.registerServers ?? []).map((entry) => [JSON.stringify(entry), entry]));
    const gone = [...this.#open].filter(([text]) => !wanted.has(text));
    for (const [text] of gone) this.#open.delete(text);
    await Promise.all(gone.map(([, { server }]) => server.close()));
    for (const [text, entry] of wanted) {
      if (this.#open.has(text)) continue;
      const server = this.#serverOf(entry);
      this.#open.set(text, { device: entry.device, server });
      await server.start();
    }
  }

  #serverOf(entry: RegisterServerEntry): ModbusServer {
    const { desk, host, clock, timers, log } = this.#o;
    const { device, port, allow } = entry;
    return new ModbusServer({
      ...{ name: `registers of ${device}`, host, port, allow, clock, timers },
      values: new RegisterValues(entry, desk, clock),
      warn: (sentence) => log.warn({ device, port }, sentence),
    });
  }
}
