import { createHash, type Hash } from 'node:crypto';

/** One well-formed command on its way into the log. */
export interface GroupedCommand {
  /** `channel:emt1` and its like: each has its own groups. */
  readonly source: string;
  /** All of it but its time: identical commands have identical texts. */
  readonly text: string;
  readonly atMs: number;
}

/** What is known at the end of a group. */
export type GroupEnd<C> =
  /** Identical commands that share the row `cmd`. */
  | {
      readonly kind: 'repeated';
      readonly cmd: number;
      readonly count: number;
      readonly firstMs: number;
      readonly lastMs: number;
    }
  /** More different commands in one minute than get rows of their own; `last` is the one that rules. */
  | {
      readonly kind: 'many';
      readonly count: number;
      readonly firstMs: number;
      readonly lastMs: number;
      readonly last: C;
      /** SHA-256 over the texts, each with a line end. */
      readonly sha256: string;
    };

interface Group<C> {
  /** The last command that has a row of its own, and its identical ones. */
  same:
    | { readonly text: string; readonly cmd: number; readonly firstMs: number; count: number; lastMs: number }
    | undefined;
  minuteMs: number;
  rows: number;
  more: { count: number; readonly firstMs: number; lastMs: number; last: C; readonly hash: Hash } | undefined;
}

const minuteMs = 60_000;
/** One every two seconds: an operator sends one in minutes; a broken one must not fill the log of two years. */
export const rowsPerMinute = 30;
const maxSources = 100;

/** Joins commands so that a flood takes little room: identical ones in a row, and all beyond 30 in a minute. */
export class CommandGroups<C extends GroupedCommand> {
  readonly #groups = new Map<string, Group<C>>();

  /** `own`: give it a row and say so with `wrote`. `joined`: it is counted and needs none. Ends come first. */
  take(command: C): { readonly ends: readonly GroupEnd<C>[]; readonly place: 'own' | 'joined' } {
    const ends = [...this.due(command.atMs)];
    const group = this.#groupOf(command);
    const { same, more } = group;
    if (more !== undefined || (group.rows >= rowsPerMinute && same?.text !== command.text)) {
      ends.push(...endOfSame(group));
      const begun = more ?? { count: 0, firstMs: command.atMs, lastMs: 0, last: command, hash: createHash('sha256') };
      begun.hash.update(`${command.text}\n`);
      group.more = Object.assign(begun, { count: begun.count + 1, lastMs: command.atMs, last: command });
      return { ends, place: 'joined' };
    }
    if (same?.text === command.text) {
      same.count += 1;
      same.lastMs = command.atMs;
      return { ends, place: 'joined' };
    }
    ends.push(...endOfSame(group));
    group.rows += 1;
    return { ends, place: 'own' };
  }

  /** The row of a command that had to have its own. */
  wrote({ source, text, atMs }: C, cmd: number): void {
    const group = this.#groups.get(source);
    if (group !== undefined) group.same = { text, cmd, firstMs: atMs, count: 1, lastMs: atMs };
  }

  /** The ends of groups whose minute is over. A clock that was set back ends them too. */
  due(nowMs: number): readonly GroupEnd<C>[] {
    const ends: GroupEnd<C>[] = [];
    for (const [source, group] of this.#groups) {
      const over = (sinceMs: number) => nowMs - sinceMs >= minuteMs || nowMs < sinceMs;
      if (group.same !== undefined && over(group.same.firstMs)) ends.push(...endOfSame(group));
      if (!over(group.minuteMs)) continue;
      if (group.more !== undefined) {
        const { hash, ...more } = group.more;
        ends.push({ kind: 'many', ...more, sha256: hash.digest('hex') });
      }
      if (group.same === undefined) this.#groups.delete(source);
      else Object.assign(group, { minuteMs: nowMs, rows: 0, more: undefined });
    }
    return ends;
  }

  /** A command is over: the next one like it is news. */
  over(cmd: number): readonly GroupEnd<C>[] {
    return [...this.#groups.values()].flatMap((group) => (group.same?.cmd === cmd ? endOfSame(group) : []));
  }

  #groupOf({ source, atMs }: C): Group<C> {
    const known = this.#groups.get(source);
    if (known !== undefined) return known;
    // Sources are channels of the site; more than that are somebody's invention and get no groups to fill memory with.
    if (this.#groups.size >= maxSources) this.#groups.clear();
    const group: Group<C> = { same: undefined, minuteMs: atMs, rows: 0, more: undefined };
    this.#groups.set(source, group);
    return group;
  }
}

function endOfSame<C>(group: Group<C>): readonly GroupEnd<C>[] {
  const { same } = group;
  group.same = undefined;
  if (same === undefined || same.count < 2) return [];
  const { cmd, count, firstMs, lastMs } = same;
  return [{ kind: 'repeated', cmd, count, firstMs, lastMs }];
}
