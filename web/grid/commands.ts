import type { LogRow } from '../../firmware/api/shapes.ts';

/** A command of the proof log with what became of it, or another thing worth a line. */
export interface Command {
  readonly seq: number;
  readonly at: string;
  /** `command`, `many`; `failsafe`, `failsafeOver`, `released`. */
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly appliedAt: string | undefined;
  readonly notApplied: boolean;
  /** Charge points that hold a current decided with it. */
  readonly confirmed: readonly string[];
  readonly unconfirmed: readonly string[];
  readonly endedAt: string | undefined;
  /** How often it came within its minutes. */
  readonly count: number;
}

const ownLine = new Set(['command', 'many', 'failsafe', 'failsafeOver', 'released']);

/** The commands among the rows of the log, the last first. */
export function commandsOf(rows: readonly LogRow[]): readonly Command[] {
  const bySeq = new Map<number, Command>();
  for (const { stream, seq, at, kind, data } of rows) {
    if (stream !== 'grid') continue;
    if (ownLine.has(kind)) bySeq.set(seq, { ...nothingYet, seq, at, kind, data, count: count(data) });
    const command = typeof data.cmd === 'number' ? bySeq.get(data.cmd) : undefined;
    if (command !== undefined) bySeq.set(command.seq, { ...command, ...news(command, { at, kind, data }) });
  }
  return [...bySeq.values()].reverse();
}

const nothingYet = {
  appliedAt: undefined,
  notApplied: false,
  confirmed: [],
  unconfirmed: [],
  endedAt: undefined,
} satisfies Partial<Command>;

/** What a later row tells of a command. */
function news(command: Command, { at, kind, data }: Pick<LogRow, 'at' | 'kind' | 'data'>): Partial<Command> {
  switch (kind) {
    case 'applied':
      return { appliedAt: at, notApplied: false };
    case 'notApplied':
      return { notApplied: true };
    case 'confirmed': {
      const now = Object.keys(typeof data.offeredA === 'object' && data.offeredA !== null ? data.offeredA : {});
      return {
        confirmed: [...new Set([...command.confirmed, ...now])],
        unconfirmed: command.unconfirmed.filter((id) => !now.includes(id)),
      };
    }
    case 'unconfirmed':
      return { unconfirmed: texts(data.points) };
    case 'ended':
      return {
        endedAt: at,
        unconfirmed: texts(data.unconfirmed),
        ...(data.applied === false ? { notApplied: true } : {}),
      };
    case 'repeated':
      return { count: count(data) };
    default:
      return {};
  }
}

const count = ({ count: given }: LogRow['data']): number => (typeof given === 'number' ? given : 1);
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
