import { readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LogLevel, LogLine, LogView } from '../../domain/log-line.ts';
import { logLevels } from '../../domain/log-line.ts';
import type { KeptLine, LogRing } from './log-ring.ts';
import { type Masker, masked, person } from './masker.ts';

export interface DiagnosisParts {
  readonly ring: LogRing;
  readonly masker: Masker;
  readonly dir: string;
  readonly wallMs: () => number;
  readonly timeSynced: () => boolean;
  /** Parts of the file by their names, each asked when the file is made. */
  readonly facts: Readonly<Record<string, () => unknown>>;
  /** The site document; names of persons are taken out of it. */
  readonly site: () => unknown;
}

/** What the box tells whoever helps: its log, and one file with everything but secrets. */
export class DiagnosisDesk {
  readonly #parts: DiagnosisParts;

  constructor(parts: DiagnosisParts) {
    this.#parts = parts;
  }

  /** The last lines of at least this level after a line. */
  log(asked: { readonly limit: number; readonly level: LogLevel; readonly after: number }): LogView {
    const { ring, masker } = this.#parts;
    masker.refresh();
    const least = logLevels.indexOf(asked.level);
    const lines = ring
      .lines()
      .filter(({ seq }) => seq > asked.after)
      .map((line) => shown(line, masker))
      .filter(({ level }) => logLevels.indexOf(level) >= least);
    return { lines: lines.slice(-asked.limit), gone: ring.gone() };
  }

  /** The file: one JSON object a line, each with its `part`. A part that fails says so and keeps no other from being told. */
  *file(): Generator<string> {
    const { ring, masker, facts, site, wallMs, timeSynced, dir } = this.#parts;
    masker.refresh();
    const line = (part: string, ask: () => unknown): string => `${JSON.stringify({ part, ...told(ask, masker) })}\n`;
    yield line('diagnosis', () => ({ format: 'netwacht-diagnosis/1', made: new Date(wallMs()).toISOString() }));
    yield line('clock', () => ({
      ...{ wall: new Date(wallMs()).toISOString(), synchronised: timeSynced() },
      ...{ programUptimeS: Math.round(process.uptime()), zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    }));
    yield line('program', () => ({ node: process.version, arch: process.arch, memory: process.memoryUsage() }));
    yield line('storage', () => storageOf(dir));
    for (const [part, ask] of Object.entries(facts)) yield line(part, ask);
    yield line('site', () => withoutPersons(site()));
    for (const one of ring.lines()) yield `${JSON.stringify({ part: 'log', ...shown(one, masker) })}\n`;
    yield line('end', () => ({ linesGone: ring.gone() }));
  }
}

function told(ask: () => unknown, masker: Masker): object {
  try {
    return { value: masker.value(ask() ?? null) };
  } catch (error) {
    return { failed: masker.text(error instanceof Error ? error.message : String(error)) };
  }
}

function storageOf(dir: string): object {
  const { bavail, bsize, blocks } = statfsSync(dir);
  const files = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({ name, bytes: statSync(join(dir, name), { throwIfNoEntry: false })?.size ?? 0 }));
  return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize, files };
}

/** Names of users and cards say who lives there, and nothing of a fault. */
function withoutPersons(site: unknown): unknown {
  if (typeof site !== 'object' || site === null) return site;
  const nameless = (list: unknown): unknown =>
    Array.isArray(list)
      ? list.map((one: unknown) => (typeof one === 'object' && one !== null ? { ...one, ...hidden(one) } : one))
      : list;
  const { users, tags } = { users: undefined, tags: undefined, ...site };
  return {
    ...site,
    ...(users === undefined ? {} : { users: nameless(users) }),
    ...(tags === undefined ? {} : { tags: nameless(tags) }),
  };
}

const hidden = (one: object): object => ({
  ...('name' in one ? { name: person } : {}),
  ...('uid' in one ? { uid: masked } : {}),
});

const levelOf = (number: unknown): LogLevel =>
  logLevels[Math.min(5, Math.max(0, Math.round((typeof number === 'number' ? number : 30) / 10) - 1))] ?? 'info';

/** A line of pino in parts; one that was cut is told by its beginning. */
function shown({ seq, text }: KeptLine, masker: Masker): LogLine {
  const { level, time, room, msg, timeUnsynced, ...facts } = parsed(text);
  return {
    seq,
    at: new Date(typeof time === 'number' ? time : 0).toISOString(),
    level: levelOf(level),
    room: typeof room === 'string' ? room : '',
    message: masker.text(typeof msg === 'string' ? msg : ''),
    facts: Object.keys(facts).length === 0 ? '' : JSON.stringify(masker.value(facts)),
    ...(timeUnsynced === true ? { timeUnsynced } : {}),
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    const number = (key: string) => Number(new RegExp(`"${key}":(\\d+)`).exec(text)?.[1] ?? Number.NaN);
    return { level: number('level') || 30, time: number('time') || 0, msg: text.slice(0, 500) };
  }
}
