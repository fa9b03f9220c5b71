import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { TimeAnswer } from '../../domain/box.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { timeSettingSchema } from '../../domain/time-setting.ts';
import { forget, keep, readKept } from './kept.ts';
import type { Run } from './run.ts';
import type { RootLog } from './server.ts';

export interface TimeDeskParts {
  readonly run: Run;
  /** Servers that hold, /data/system/time.json. */
  readonly file: string;
  /** systemd-timesyncd's own file for this start, and the file it makes when a server has answered. */
  readonly timesyncd: string;
  readonly synchronised: string;
  readonly clock: Clock;
  /** No time before it is taken: when the image was made, wall ms. */
  readonly floorMs: number;
  readonly log: RootLog;
}

const runMs = 20_000;
const keptSchema = timeSettingSchema.pick({ servers: true });
/** Certificates and logs of 2100 are a typing error. */
const ceilingMs = Date.UTC(2100, 0, 1);

/** Time servers, and the clock while none has answered. */
export class TimeDesk {
  readonly #parts: TimeDeskParts;

  constructor(parts: TimeDeskParts) {
    this.#parts = parts;
  }

  /** At a start of the box, which does not wait for it: systemd-timesyncd may run already. Codes: `rootFailed`. */
  async atBoot(): Promise<void> {
    const servers = this.#servers();
    this.#render(servers);
    if (servers.length > 0) await this.#restartClient(['--no-block']);
  }

  /** Files for the next start, by name. */
  rendered(): ReadonlyMap<string, string> {
    const servers = this.#servers();
    return new Map(servers.length === 0 ? [] : [[basename(this.#parts.timesyncd), textOf(servers)]]);
  }

  get(): TimeAnswer {
    const { clock, synchronised } = this.#parts;
    return {
      ok: true,
      time: {
        servers: this.#servers(),
        synchronised: existsSync(synchronised),
        now: new Date(clock.wallMs()).toISOString(),
      },
    };
  }

  /** Both are checked before either is done. Codes: `clockSynchronised`, `badTime`, `notPersisted`, `rootFailed`. */
  async set({ servers, now }: { readonly servers?: readonly string[]; readonly now?: string }): Promise<TimeAnswer> {
    const { file, floorMs, synchronised } = this.#parts;
    const nowMs = now === undefined ? undefined : Date.parse(now);
    if (nowMs !== undefined && !(nowMs >= floorMs && nowMs < ceilingMs))
      throw new NetwachtError(
        'badTime',
        `${now} cannot be the time: this version was made at ${new Date(floorMs).toISOString()}`,
        {
          path: 'now',
        },
      );
    if (nowMs !== undefined && existsSync(synchronised))
      throw new NetwachtError('clockSynchronised', 'The clock follows a time server; it is not set by hand', {
        path: 'now',
      });
    if (servers !== undefined) {
      keep(file, { servers });
      this.#render(servers);
      await this.#restartClient([]);
    }
    if (nowMs !== undefined)
      await this.#must('date', ['--utc', `--set=@${(nowMs / 1_000).toFixed(3)}`], 'The clock could not be set');
    return this.get();
  }

  #servers(): readonly string[] {
    try {
      return readKept(this.#parts.file, (value) => keptSchema.parse(value))?.servers ?? [];
    } catch (error) {
      this.#parts.log.error({ err: error }, 'the kept time servers cannot be read; those of the image hold');
      return [];
    }
  }

  #render(servers: readonly string[]): void {
    const { timesyncd } = this.#parts;
    if (servers.length === 0) {
      forget(timesyncd);
      return;
    }
    mkdirSync(dirname(timesyncd), { recursive: true, mode: 0o755 });
    writeFileSync(timesyncd, textOf(servers), { mode: 0o644 });
  }

  #restartClient(options: readonly string[]): Promise<void> {
    const args = [...options, 'try-restart', 'systemd-timesyncd.service'];
    return this.#must('systemctl', args, 'The time servers could not be changed');
  }

  async #must(file: string, args: readonly string[], sentence: string): Promise<void> {
    const { code, stderr } = await this.#parts.run(file, args, { timeoutMs: runMs });
    if (code !== 0) throw new NetwachtError('rootFailed', sentence, { cause: new Error(stderr.trim().slice(-2_000)) });
  }
}

const textOf = (servers: readonly string[]): string => `[Time]\nNTP=${servers.join(' ')}\n`;
