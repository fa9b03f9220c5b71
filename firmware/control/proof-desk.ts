import type { ChannelCommand, CommandObserver, CommandOutcome } from '../domain/channel-command.ts';
import type { Clock } from '../domain/clock.ts';
import type { State } from '../domain/state.ts';
import { variableKey } from '../domain/variable.ts';
import type { CycleProof } from '../grid/proof/facts.ts';
import { CommandGroups, type GroupEnd } from '../grid/proof/grouping.ts';
import { PowerMinutes } from '../grid/proof/power-minutes.ts';
import type { NewRow } from '../grid/proof/row.ts';
import { CommandTracker, type TrackedCommand } from '../grid/proof/tracker.ts';
import type { ProofLog } from '../store/proof/proof-log.ts';
import { cycleFacts } from './proof-facts.ts';
import { SourceWatch } from './source-watch.ts';

export interface ProofDeskOptions {
  readonly proof: ProofLog;
  readonly clock: Clock;
}

/** A command as the log takes it in, whoever gave it. */
export interface ProofCommand {
  /** `channel:emt1`, `lan`, `test`, `lpc`, `relay`. */
  readonly source: string;
  /** Who: SHA-256 of a certificate, or a name of this box; only a pseudonym of it is logged. Undefined: a contact, a line. */
  readonly who: { readonly kind: 'certificate' | 'user'; readonly name: string } | undefined;
  readonly role?: string;
  readonly values: readonly { readonly name: string; readonly value: number }[];
  readonly replace?: boolean;
  /** Id of the ceiling that it is by itself, when it does not act through variables. */
  readonly limit?: string;
  /** More that should be told: how long, in which state. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

interface Placed extends ProofCommand {
  readonly text: string;
  readonly refused: string | undefined;
}

/** Commands between `received` and `answered`: a handful; more are requests that nobody ever answered. */
const maxPending = 1000;
const trackerKey = 'tracker';

/**
 * The main thread's recorder of the proof log: commands with their answers, and what control cycles show of them. Never
 * throws and never refuses: what the disk does not take is counted and told later.
 */
export class ProofDesk implements CommandObserver {
  readonly #options: ProofDeskOptions;
  readonly #sources = new SourceWatch();
  readonly #groups = new CommandGroups<Placed>();
  #tracker: CommandTracker;
  readonly #power: PowerMinutes;
  readonly #pending = new Map<number, ChannelCommand>();
  readonly #pseudonyms = new Map<string, string>();
  #lastId = 0;
  #commandCame = false;
  #day: string | undefined;

  constructor(options: ProofDeskOptions) {
    this.#options = options;
    const kept = keptOf(options.proof.meta(trackerKey));
    this.#tracker = new CommandTracker(kept?.tracker);
    this.#power = new PowerMinutes(kept?.power);
  }

  /** The program started: says so, with its version. */
  started(version: string): void {
    this.#write([this.#row('started', { version })]);
  }

  received(command: ChannelCommand): number {
    this.#lastId += 1;
    if (this.#pending.size >= maxPending) this.#pending.clear();
    this.#pending.set(this.#lastId, command);
    return this.#lastId;
  }

  answered(id: number, outcome: CommandOutcome): string | undefined {
    const command = this.#pending.get(id);
    this.#pending.delete(id);
    if (command === undefined) return this.head();
    const { channelId, role, peerSha256, values, replace, atMs } = command;
    const who = { kind: 'certificate', name: peerSha256 } as const;
    this.command(
      { source: `channel:${channelId}`, who, role, values, replace, atMs },
      outcome.kind === 'refused' ? outcome.code : undefined,
    );
    return this.head();
  }

  /** A command that has been carried out, or refused with a code. On disk when this returns, where the disk takes it. */
  command(command: ProofCommand, refused?: string): void {
    const { values, replace, limit, more, who } = command;
    const text = JSON.stringify([who?.name, sorted(values), replace === true, limit, more, refused]);
    const placed: Placed = { ...command, text, refused };
    const { ends, place } = this.#groups.take(placed);
    this.#end(ends);
    this.#commandCame = true;
    if (place === 'joined') return;
    const cmd = this.#writeCommand(placed, 'command', {});
    if (cmd !== undefined) this.#groups.wrote(placed, cmd);
  }

  released(release: Parameters<CommandObserver['released']>[0]): void {
    const { variable, channelId, who, atMs } = release;
    const data = { variable, channel: channelId, by: this.#pseudonym('user', who) };
    this.#write([{ stream: 'grid', atMs, kind: 'released', data }]);
  }

  /** Something else that belongs into the log: a function switched, a source that came or went. */
  note(kind: string, data: Readonly<Record<string, unknown>>, who?: string): void {
    const by = who === undefined ? {} : { by: this.#pseudonym('user', who) };
    this.#write([this.#row(kind, { ...data, ...by })]);
  }

  /** One control cycle. */
  observe(state: State, proof: CycleProof): void {
    const facts = cycleFacts(state, proof);
    for (const command of this.#sources.observe(facts)) this.command(command);
    this.#end(this.#groups.due(this.#options.clock.wallMs()));
    const expected = new Set(
      [...this.#pending.values()].flatMap(({ values }) => values.map(({ name }) => variableKey(name))),
    );
    const rows = [...this.#tracker.observe(facts, expected), ...this.#power.take(facts, this.#commandCame)];
    this.#commandCame = false;
    this.#write(rows);
    this.#over(rows);
    const day = new Date(facts.wallMs).toISOString().slice(0, 10);
    if (day !== this.#day) this.#options.proof.signDaily();
    this.#day = day;
    this.#options.proof.settle();
  }

  /** `number hash` of the last row of the commands. */
  head(): string | undefined {
    const end = this.#options.proof.ends()?.grid;
    return end === undefined ? undefined : `${end.seq} ${end.hash}`;
  }

  /** At the end of the program: what is still counted gets its rows. */
  close(): void {
    this.#end(this.#groups.due(Number.POSITIVE_INFINITY));
  }

  /** What has ended and comes again gets a row of its own, and is followed anew. */
  #over(rows: readonly NewRow[]): void {
    for (const { kind, data } of rows)
      if (kind === 'ended' && typeof data.cmd === 'number') this.#end(this.#groups.over(data.cmd));
  }

  #end(ends: readonly GroupEnd<Placed>[]): void {
    for (const end of ends) {
      const { count, firstMs, lastMs } = end;
      const times = { count, first: new Date(firstMs).toISOString(), last: new Date(lastMs).toISOString() };
      if (end.kind === 'many') this.#writeCommand(end.last, 'many', { ...times, sha256: end.sha256 });
      else this.#write([{ stream: 'grid', atMs: lastMs, kind: 'repeated', data: { cmd: end.cmd, ...times } }]);
    }
  }

  /** Number of its row; undefined: the disk did not take it. */
  #writeCommand(placed: Placed, kind: 'command' | 'many', more: Readonly<Record<string, unknown>>): number | undefined {
    const { source, who, role, values, replace = false, refused, atMs } = placed;
    const data = {
      source,
      ...(who === undefined ? {} : { by: this.#pseudonym(who.kind, who.name) }),
      ...(role === undefined ? {} : { role }),
      values: Object.fromEntries(values.map(({ name, value }) => [name, value])),
      ...(replace ? { replace } : {}),
      ...placed.more,
      ...(refused === undefined ? {} : { refused }),
      ...more,
    };
    // A lowering that the disk refused holds in memory all the same: it is followed too.
    const follows = refused === undefined || refused === 'notPersisted';
    const before = this.#tracker.save();
    let overtaken: readonly NewRow[] = [];
    const written = this.#options.proof.append([{ stream: 'grid', atMs, kind, data }], ([row]) => {
      if (row === undefined || !follows) return {};
      this.#tracker = new CommandTracker(before);
      overtaken = this.#tracker.take(trackedOf(placed, row.seq));
      return { rows: overtaken, meta: this.#kept() };
    });
    if (written === undefined) this.#tracker = new CommandTracker(before);
    else this.#over(overtaken);
    return written?.[0]?.seq;
  }

  #write(rows: readonly NewRow[]): void {
    if (rows.length > 0) this.#options.proof.append(rows, () => ({ meta: this.#kept() }));
  }

  #kept(): Readonly<Record<string, string>> {
    return { [trackerKey]: JSON.stringify({ tracker: this.#tracker.save(), power: this.#power.save() }) };
  }

  #row(kind: string, data: Readonly<Record<string, unknown>>): NewRow {
    return { stream: 'grid', atMs: this.#options.clock.wallMs(), kind, data };
  }

  #pseudonym(kind: 'certificate' | 'user', name: string): string {
    const key = `${kind} ${name}`;
    const known = this.#pseudonyms.get(key);
    if (known !== undefined) return known;
    const pseudonym = this.#options.proof.identify(kind, name);
    if (this.#pseudonyms.size < maxPending && pseudonym !== 'unknown') this.#pseudonyms.set(key, pseudonym);
    return pseudonym;
  }
}

function trackedOf({ source, values, replace = false, limit, atMs }: Placed, cmd: number): TrackedCommand {
  return {
    ...{ cmd, source, replace, receivedMs: atMs },
    values: Object.fromEntries(values.map(({ name, value }) => [variableKey(name), value])),
    ...(limit === undefined ? {} : { limit }),
  };
}

const sorted = (values: ProofCommand['values']) =>
  values.map(({ name, value }) => [variableKey(name), value] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));

type Kept = {
  readonly tracker: ReturnType<CommandTracker['save']>;
  readonly power: ReturnType<PowerMinutes['save']>;
};

/** What this program wrote itself; a text that is broken means a new start. */
function keptOf(text: string | undefined): Kept | undefined {
  if (text === undefined) return undefined;
  try {
    const { tracker, power } = JSON.parse(text) as Kept;
    return Array.isArray(tracker.open) && Array.isArray(tracker.failsafe) && typeof power.highest === 'object'
      ? { tracker, power }
      : undefined;
  } catch {
    return undefined;
  }
}
