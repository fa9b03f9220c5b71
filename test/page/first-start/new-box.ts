import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../scripts/demo/free-port.ts';
import { type SiteProcess, startSiteProcess } from '../../../scripts/site/site-process.ts';
import { FirmwareProcess, Output } from '../../site/firmware-process.ts';

/** A device of the simulated house, as its scenario says. */
export interface TrueDevice {
  readonly id: string;
  readonly definition: string;
  readonly name?: string;
  readonly line?: string;
  readonly address?: string;
  readonly unitId?: number;
  readonly phases?: string;
}

const answersWithinMs = 60_000;

/** A box out of the carton: an empty data folder, no owner, no site; beside it a simulated house on loopback. */
export class NewBox {
  readonly site: SiteProcess;
  readonly #dir: string;
  readonly #port: number;
  readonly #output = new Output();
  #firmware: FirmwareProcess;

  private constructor(site: SiteProcess, dir: string, port: number) {
    this.site = site;
    this.#dir = dir;
    this.#port = port;
    this.#firmware = new FirmwareProcess({ port, dataDir: dir }, this.#output);
  }

  static async open(): Promise<NewBox> {
    const dir = mkdtempSync(join(tmpdir(), 'netwacht-first-'));
    const site = await startSiteProcess({ scenario: 'house', seed: 7 });
    await site.control.setHouse([2, 2, 2]);
    const box = new NewBox(site, dir, await freePort(0));
    await box.#answers();
    return box;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get devices(): readonly TrueDevice[] {
    return this.site.document.devices as readonly TrueDevice[];
  }

  /** Addresses of the gateways that pass serial frames on. */
  get gateways(): readonly string[] {
    return (this.site.document.lines as readonly { readonly address: string }[]).map(({ address }) => address);
  }

  /** The power goes and comes back. */
  async restart(): Promise<void> {
    await this.#firmware.kill('SIGKILL');
    this.#firmware = new FirmwareProcess({ port: this.#port, dataDir: this.#dir }, this.#output);
    await this.#answers();
  }

  tail(): string {
    return this.#output.tail(20);
  }

  async close(): Promise<void> {
    await this.#firmware.kill('SIGKILL');
    await this.site.stop();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #answers(): Promise<void> {
    const endMs = performance.now() + answersWithinMs;
    for (;;) {
      this.#firmware.mustRun();
      const answers = await fetch(`${this.url}/api/v1/setup`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (answers) return;
      if (performance.now() > endMs) throw new Error(`the box does not answer\n${this.tail()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
