import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Outbound } from '../../../../drivers/link/outbound.ts';
import type { ImageFacts } from '../../../../firmware/domain/box.ts';
import { UpdateDesk } from '../../../../firmware/system/updates/desk.ts';
import { Incoming, type IncomingBounds, incomingBounds } from '../../../../firmware/system/updates/incoming.ts';
import { KeptNotes } from '../../../../firmware/system/updates/notes.ts';
import { ProgressBoard } from '../../../../firmware/system/updates/progress-board.ts';
import { Slots } from '../../../../firmware/system/updates/slots.ts';
import { until } from '../../../until.ts';
import { FakeClock, FakeLog } from '../../api/fakes.ts';
import { FakeRoot } from './fake-root.ts';

export const image: ImageFacts = {
  target: 'cm4-arm64',
  version: '1.0.0',
  commit: '0123456',
  builtAt: '2026-01-01T00:00:00Z',
  development: true,
  supportUntil: '2031-12-31',
};
export const admin = { name: 'admin', side: 'lan' } as const;
export const channel = { name: 'channel:emt', side: 'channel' } as const;
export const bytes = (size: number): Readable => Readable.from([Buffer.alloc(size, 1)]);

/** A desk on a folder of its own; `restart` is the program, or the whole box, started anew on the same disk. */
export class DeskFixture {
  readonly dir: string;
  readonly root = new FakeRoot();
  readonly clock = new FakeClock();
  readonly log = new FakeLog();
  readonly audit: string[] = [];
  readonly drawer = new Map<string, string>();
  readonly bounds: Partial<IncomingBounds>;
  outbound: Pick<Outbound, 'download'> = { download: () => Promise.reject(new Error('nothing is fetched here')) };
  diskFull = false;
  bootId = 'boot-1';
  version = image.version;
  desk: UpdateDesk;

  constructor(bounds: Partial<IncomingBounds> = {}, dir = mkdtempSync(join(tmpdir(), 'netwacht-updates-'))) {
    this.dir = dir;
    this.bounds = bounds;
    this.desk = this.#make();
  }

  restart(bootId = this.bootId): Promise<void> {
    this.desk.end();
    this.bootId = bootId;
    this.desk = this.#make();
    return this.desk.start();
  }

  progress = async () => (await this.desk.view()).progress;

  /** Waits until the desk is in that phase; every wait here is for something that is on its way. */
  async until(phase: string): Promise<void> {
    let found: string | undefined;
    await until(
      async () => {
        ({ phase: found } = await this.progress());
        return found === phase;
      },
      () => `not ${phase} but ${found}`,
    );
  }

  close(): void {
    this.desk.end();
    rmSync(this.dir, { recursive: true, force: true });
  }

  #make(): UpdateDesk {
    const { root, clock, log, bootId } = this;
    return new UpdateDesk({
      notes: new KeptNotes({
        get: (key) => this.drawer.get(key),
        set: (key, value) => {
          if (this.diskFull) throw new Error('the disk is full');
          this.drawer.set(key, value);
        },
      }),
      board: new ProgressBoard(clock),
      slots: new Slots({ root, clock: { ...clock, monotonicMs: () => performance.now() * 1e5 }, bootId }),
      incoming: new Incoming({ dir: this.dir, bounds: { ...incomingBounds, spareBytes: 0, ...this.bounds } }),
      root,
      image: { ...image, version: this.version },
      bootId,
      outbound: { download: (...asked) => this.outbound.download(...asked) },
      lookAtNetwork: () => Promise.resolve(),
      audit: (who, what) => void this.audit.push(`${who}: ${what}`),
      clock,
      log,
      restartAfterMs: 1,
      lookMs: 5,
    });
  }
}
