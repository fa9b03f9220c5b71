import type {
  ImageFacts,
  InspectAnswer,
  NextAnswer,
  RootProgress,
  SlotFacts,
  SlotName,
  SlotsAnswer,
} from '../../domain/box.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { compareVersions } from '../../domain/version-order.ts';
import { type BundleFile, lookAtBundle } from './bundle-file.ts';
import { raucFault } from './rauc-faults.ts';
import { readBundleInfo } from './rauc-info.ts';
import { type RaucSlot, readRaucStatus, slotFacts } from './rauc-status.ts';
import type { Run } from './run.ts';

export interface InstallerParts {
  readonly run: Run;
  /** Where the program puts what it received. */
  readonly folder: string;
  readonly image: ImageFacts;
  /** Whether something lies on a slot's device, and whether the health gate found that very content well. */
  readonly isFull: (device: string) => boolean;
  readonly isConfirmed: (slot: RaucSlot) => boolean;
  /** Called before the content of a slot changes; may throw `notPersisted`. */
  readonly forgetConfirmed: (slot: SlotName) => void;
  readonly clock: Clock;
  /** Another configuration of RAUC than the image's, in tests. */
  readonly conf?: string;
}

const infoMs = 60_000;
const statusMs = 30_000;
/** 211 MB took 17 s under emulation; a slow eMMC writes 480 MB in under two minutes. */
const installMs = 15 * 60_000;

/** Updates by RAUC, which writes only the slot that does not run: a power cut leaves the one that does as it is. */
export class Installer {
  readonly #parts: InstallerParts;
  #installing = false;
  #last: readonly SlotFacts[] = [];

  constructor(parts: InstallerParts) {
    this.#parts = parts;
  }

  get installing(): boolean {
    return this.#installing;
  }

  /** Codes: `rootFailed`, `timedOut`. While an installation runs, RAUC is left alone: the slots are those from before it. */
  async status(): Promise<SlotsAnswer> {
    if (!this.#installing) this.#last = (await this.#slots()).map((slot) => this.#facts(slot));
    return { ok: true, slots: this.#last, installing: this.#installing };
  }

  /** All that can be said of a bundle without installing it. Codes: `noBundle` and all of a refused bundle. */
  async inspect(file: string): Promise<InspectAnswer> {
    return { ok: true, bundle: await this.#check(await lookAtBundle(this.#parts.folder, file)) };
  }

  /** Writes a bundle to the other slot, which starts next. Codes: `busy`, `noBundle` and all of a refused bundle. */
  bundle(file: string, tell: (progress: RootProgress) => void): Promise<NextAnswer> {
    return this.#alone(async () => {
      const found = await lookAtBundle(this.#parts.folder, file);
      tell({ percent: 0, message: 'The bundle is checked' });
      const { version } = await this.#check(found);
      const other = await this.#other();
      this.#parts.forgetConfirmed(other.slot);
      const { code, stdout, stderr } = await this.#rauc(['install', found.path], installMs, (line) => {
        const progress = progressOf(line, other.slot);
        if (progress !== undefined) tell(progress);
      });
      if (code !== 0) throw this.#fault(`${stdout}\n${stderr}`, found);
      return { ok: true, slot: other.slot, version };
    });
  }

  /** Makes the other slot the next one to start. Codes: `busy`, `noOtherSlot`, `otherSlotBad`, `rootFailed`. */
  rollback(): Promise<NextAnswer> {
    return this.#alone(async () => {
      const other = await this.#other();
      const { state, version, slot } = this.#facts(other);
      if (state === 'empty')
        throw new NetwachtError('noOtherSlot', `There is no other version on this box: slot ${slot} is empty`);
      if (state === 'bad')
        throw new NetwachtError(
          'otherSlotBad',
          `The version in slot ${slot} did not start or was not well; it is not gone back to`,
        );
      const { code, stdout, stderr } = await this.#rauc(['status', 'mark-active', other.id], statusMs);
      if (code !== 0)
        throw new NetwachtError('rootFailed', `Slot ${slot} could not be made the next one to start`, {
          cause: new Error(`${stdout}\n${stderr}`.trim()),
        });
      return { ok: true, slot, version };
    });
  }

  async #check(found: BundleFile) {
    const { image } = this.#parts;
    const { code, stdout, stderr } = await this.#rauc(['info', '--output-format=json', found.path], infoMs);
    if (code !== 0) throw this.#fault(stderr, found);
    const bundle = readBundleInfo(stdout);
    if (bundle.target !== image.target)
      throw refused('wrongBoard', `The bundle is for ${bundle.target}, and this box is ${image.target}`);
    const order = compareVersions(bundle.version, image.version);
    if (order === undefined)
      throw refused(
        'notABundle',
        `The version of the bundle, ${JSON.stringify(bundle.version)}, cannot be compared with ${image.version}`,
      );
    if (order < 0)
      throw refused(
        'older',
        `The bundle holds ${bundle.version}, which is older than ${image.version} that runs; older versions are not installed`,
      );
    return bundle;
  }

  async #slots(): Promise<readonly RaucSlot[]> {
    const { code, stdout, stderr } = await this.#rauc(['status', '--detailed', '--output-format=json'], statusMs);
    if (code !== 0)
      throw new NetwachtError('rootFailed', 'RAUC does not say how the slots are', { cause: new Error(stderr.trim()) });
    return readRaucStatus(stdout);
  }

  async #other(): Promise<RaucSlot> {
    const other = (await this.#slots()).find(({ running }) => !running);
    if (other === undefined) throw new NetwachtError('noOtherSlot', 'This box has no second place for a version');
    return other;
  }

  #facts(slot: RaucSlot): SlotFacts {
    const { image, isFull, isConfirmed } = this.#parts;
    return slotFacts(slot, { version: image.version, full: isFull(slot.device), confirmed: isConfirmed(slot) });
  }

  #fault(words: string, { beginsAsBundle }: BundleFile): NetwachtError {
    return raucFault(words, { beginsAsBundle, now: new Date(this.#parts.clock.wallMs()).toISOString() });
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#installing) throw new NetwachtError('busy', 'Another installation is running');
    this.#installing = true;
    try {
      return await work();
    } finally {
      this.#installing = false;
    }
  }

  #rauc(args: readonly string[], timeoutMs: number, onLine?: (line: string) => void) {
    const { run, conf } = this.#parts;
    return run('rauc', conf === undefined ? args : ['--conf', conf, ...args], { timeoutMs, ...(onLine && { onLine }) });
  }
}

const refused = (code: 'wrongBoard' | 'older' | 'notABundle', message: string): NetwachtError =>
  new NetwachtError(code, message, { path: 'file' });

/** ` 40% Checking bundle done.` */
function progressOf(line: string, slot: string): RootProgress | undefined {
  const [, percent, step = ''] = /^\s*(\d{1,3})% (.*)$/.exec(line) ?? [];
  if (percent === undefined || step.includes('failed')) return undefined;
  const message = /check|verify|determin/i.test(step)
    ? 'The bundle is checked'
    : /copying|updating|writ/i.test(step)
      ? `The new version is written to slot ${slot}`
      : 'The new version is installed';
  return { percent: Math.min(100, Number(percent)), message };
}
