import type { ContactSourceSite } from '../../firmware/domain/site/grid.ts';
import type { Timers } from '../link/timers.ts';
import { type ContactEvents, type ContactReader, retryMs } from './contact-reader.ts';

export type SerialContactsSite = Extract<ContactSourceSite, { kind: 'serial' }>;
export type ModemLine = SerialContactsSite['lines'][number];

/** The modem lines of an open port; a line that its driver does not tell is missing. */
export interface ModemPort {
  get(): Promise<Readonly<Partial<Record<ModemLine, boolean>>>>;
  close(): void;
}

export interface SerialContactsOptions extends ContactEvents {
  readonly site: SerialContactsSite;
  readonly open: (path: string) => Promise<ModemPort>;
  readonly timers: Timers;
  /** How often it looks; 50 ms when absent, which is faster than the shortest debounce time. */
  readonly pollMs?: number;
}

const usualPollMs = 50;

/** Contacts between the supply of a serial port and its CTS, DSR, DCD or RI: no interrupts, so they are polled. */
export class SerialContacts implements ContactReader {
  readonly #options: SerialContactsOptions;
  #seen: readonly (boolean | undefined)[];
  #port: ModemPort | undefined;
  #cancel: () => void = () => {};
  #failures = 0;
  #closed = false;

  constructor(options: SerialContactsOptions) {
    this.#options = options;
    this.#seen = options.site.lines.map(() => undefined);
    void this.#look();
  }

  seen(): readonly (boolean | undefined)[] {
    return this.#seen;
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#drop();
  }

  /** Never rejects: what fails is tried again. */
  async #look(): Promise<void> {
    const { site, open, timers, pollMs = usualPollMs } = this.#options;
    try {
      const port = this.#port ?? (await open(site.path));
      this.#port = port;
      if (this.#closed) {
        this.#drop();
        return;
      }
      const lines = await port.get();
      if (this.#closed) return;
      this.#failures = 0;
      this.#tell(site.lines.map((line) => lines[line]));
      this.#cancel = timers.after(pollMs, () => void this.#look());
    } catch (error) {
      this.#drop();
      if (this.#closed) return;
      this.#failures += 1;
      const why = error instanceof Error ? error.message : String(error);
      if (this.#failures === 1) this.#options.onTrouble(`control lines of ${site.path} cannot be read: ${why}`);
      this.#tell(site.lines.map(() => undefined));
      this.#cancel = timers.after(retryMs(this.#failures), () => void this.#look());
    }
  }

  #tell(seen: readonly (boolean | undefined)[]): void {
    const moved = seen.some((closed, k) => closed !== this.#seen[k]);
    this.#seen = seen;
    if (moved) this.#options.onChange();
  }

  #drop(): void {
    this.#port?.close();
    this.#port = undefined;
  }
}
