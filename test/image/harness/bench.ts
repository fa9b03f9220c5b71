import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type SiteProcess, type SiteProcessOptions, startSiteProcess } from '../../../scripts/site/site-process.ts';
import { overlayDisk } from './disks.ts';
import type { ImageUnderTest } from './image-file.ts';
import { Machine, type MachineOptions } from './machine.ts';
import type { Fact } from './results.ts';
import type { Target } from './targets.ts';

export interface BenchOptions {
  readonly target: Target;
  readonly image: ImageUnderTest | undefined;
  /** build/out/test-image: what is kept between cases. */
  readonly root: string;
  /** Of this case: its work files go, its logs stay. */
  readonly name: string;
  readonly say: (sentence: string) => void;
}

/** What a case has to work with; whatever it starts ends with it. */
export class Bench {
  readonly target: Target;
  readonly facts: Fact[] = [];
  readonly root: string;
  readonly logFolder: string;
  /** For disks and files of this case only. */
  readonly folder: string;
  readonly say: (sentence: string) => void;
  readonly #image: ImageUnderTest | undefined;
  readonly #name: string;
  readonly #endings: (() => Promise<void> | void)[] = [];
  #machines = 0;

  constructor({ target, image, root, name, say }: BenchOptions) {
    this.target = target;
    this.#image = image;
    this.#name = name;
    this.root = root;
    this.logFolder = join(root, 'logs');
    this.folder = join(root, 'work', name);
    this.say = say;
    mkdirSync(this.logFolder, { recursive: true });
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    this.defer(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  get image(): ImageUnderTest {
    if (this.#image === undefined) throw new Error('this case has no image');
    return this.#image;
  }

  /** A figure or a finding for the table. */
  fact(what: string, value: string | number): void {
    const text = typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
    this.facts.push({ what, value: text });
    this.say(`  ${what}: ${text}`);
  }

  seconds(what: string, ms: number): void {
    this.fact(what, `${(ms / 1000).toFixed(1)} s`);
  }

  /** What is called at the end, last first, whatever came of the case. */
  defer(ending: () => Promise<void> | void): void {
    this.#endings.push(ending);
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  /** A disk of its own over the image as it was built. */
  freshDisk(name = 'disk.qcow2', sizeBytes?: number): MachineOptions['disk'] {
    return overlayDisk(this.image.disk, 'raw', this.file(name), sizeBytes);
  }

  async machine(options: Pick<MachineOptions, 'disk'> & Partial<MachineOptions>): Promise<Machine> {
    this.#machines += 1;
    const name = this.#machines === 1 ? this.#name : `${this.#name}-${this.#machines}`;
    const machine = await Machine.start({ target: this.target, name, logFolder: this.logFolder, ...options });
    this.defer(() => machine.cutPower());
    return machine;
  }

  async site(options: SiteProcessOptions = { scenario: 'house', seed: 7 }): Promise<SiteProcess> {
    const site = await startSiteProcess(options);
    this.defer(() => site.stop());
    return site;
  }

  /** Ends everything; all of it, also when one part fails. */
  async end(): Promise<void> {
    for (const ending of this.#endings.splice(0).reverse()) {
      try {
        await ending();
      } catch (error) {
        this.say(`  could not be ended: ${error}`);
      }
    }
  }
}
