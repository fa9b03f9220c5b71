import type { StoredSource } from '../../domain/grid-source.ts';
import type { LeaderGrant, LeaderRefusal } from '../../domain/leader.ts';
import type { LimitRecord } from '../../domain/limit.ts';
import type { LpcCommand, LpcRefusal, LpcView } from '../../domain/lpc.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { HealthState } from '../../domain/state.ts';
import { ContactsSource } from './contacts-source.ts';
import { LeaderSource } from './leader-source.ts';
import { LpcSource } from './lpc-source.ts';
import type { LimitSource, Moment, SourceFacts, SourceLimit } from './source.ts';
import { type SourceMeans, sourceConfigs } from './source-configs.ts';

const notLed: LeaderRefusal = {
  code: 'notConfigured',
  message: 'the site document has no key leader: no other box leads this one',
};

/**
 * The sources of limits beside the site's own: in the worker, asked before every cycle. Their records go into
 * `CycleFacts.limits`, so that a recording carries them and a replay needs no source.
 */
export class GridSources {
  #sources: readonly { readonly source: LimitSource; readonly config: string }[] = [];
  #records: readonly LimitRecord[] = [];

  readonly #means: SourceMeans;

  constructor(means: SourceMeans) {
    this.#means = means;
  }

  /** A new site: sources whose settings stay go on, others begin with what is kept of them. */
  use(site: Site, stored: readonly StoredSource[], moment: Moment): void {
    const before = new Map(this.#sources.map((entry) => [entry.source.id, entry]));
    const wanted = sourceConfigs(site);
    const stays = (id: string, config: string) => before.get(id)?.config === config;
    const kept = new Map(stored.map(({ id, state }) => [id, state]));
    // What goes is closed first: two of them cannot hold the same wires.
    for (const [id, { source }] of before) {
      if (wanted.some((one) => one.id === id && stays(id, one.config))) continue;
      kept.set(id, source.kept(moment));
      source.close();
    }
    this.#sources = wanted.map(({ id, config, open }) => {
      const last = before.get(id);
      if (last !== undefined && stays(id, config)) return last;
      const source = open(this.#means, moment, kept.get(id));
      if (last !== undefined) source.goesOnFrom?.(last.source);
      return { source, config };
    });
  }

  /** What the sources ask for now. */
  records(facts: SourceFacts): readonly LimitRecord[] {
    const before = new Map(this.#records.map((record) => [record.id, record]));
    const record = (id: string, limit: Omit<SourceLimit, 'also'>): LimitRecord => {
      const last = before.get(id);
      const same = last !== undefined && last.value === limit.value && last.source === limit.source;
      return { failed: false, ...limit, id, sinceMs: same ? last.sinceMs : facts.wallMs, variables: [] };
    };
    this.#records = this.#sources.flatMap(({ source }) => {
      const limit = source.look(facts);
      if (limit === undefined) return [];
      const { also, ...first } = limit;
      const second = also === undefined ? [] : [record(`${source.id}:${also.unit}`, { ...first, ...also })];
      return [record(source.id, first), ...second];
    });
    return this.#records;
  }

  /** Wires of the controller itself, in the order of the site document. */
  wires(): readonly (boolean | undefined)[] {
    return this.#sources.flatMap(({ source }) => (source instanceof ContactsSource ? (source.wires() ?? []) : []));
  }

  /** Sources whose fail-safe holds. */
  health(moment: Moment): readonly HealthState[] {
    return this.#sources.flatMap(({ source }): readonly HealthState[] => {
      const trouble = source.trouble(moment);
      if (trouble === undefined) return [];
      const { what, message, sinceMs } = trouble;
      const since = new Date(moment.wallMs + (sinceMs - moment.nowMs)).toISOString();
      return [{ id: `sourceSilent:${source.id}`, severity: 'fault', code: 'sourceSilent', what, message, since }];
    });
  }

  /** What is not on the disk as it is now. */
  toStore(stored: readonly StoredSource[], moment: Moment): readonly StoredSource[] {
    if (this.#sources.length === 0) return [];
    const onDisk = new Map(stored.map(({ id, state }) => [id, state]));
    return this.#sources.flatMap(({ source }) => {
      const state = source.kept(moment);
      return onDisk.get(source.id) === state ? [] : [{ id: source.id, state, atMs: moment.wallMs }];
    });
  }

  /** A command of the energy guard; an empty one only looks. */
  lpc(command: LpcCommand, moment: Moment): { readonly view: LpcView } | { readonly refused: LpcRefusal } {
    const lpc = this.#sources.map(({ source }) => source).find((source) => source instanceof LpcSource);
    if (lpc === undefined)
      return {
        refused: { code: 'notConfigured', message: 'the site document has no key lpc: no energy guard is expected' },
      };
    const refused = lpc.take(command, moment);
    return refused === undefined ? { view: lpc.view(moment) } : { refused };
  }

  /** A grant of the leader of several boxes. */
  lead(grant: LeaderGrant, moment: Moment): LeaderRefusal | undefined {
    const source = this.#leader();
    return source === undefined ? notLed : source.take(grant, moment);
  }

  /** How the leader's grant stands; undefined: nobody leads this box. */
  led(moment: Moment): ReturnType<LeaderSource['view']> | undefined {
    return this.#leader()?.view(moment);
  }

  #leader(): LeaderSource | undefined {
    return this.#sources.map(({ source }) => source).find((source) => source instanceof LeaderSource);
  }

  close(): void {
    for (const { source } of this.#sources) source.close();
    this.#sources = [];
  }
}
