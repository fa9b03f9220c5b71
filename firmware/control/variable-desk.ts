import type { CommandObserver } from '../domain/channel-command.ts';
import type { Clock } from '../domain/clock.ts';
import { NetwachtError } from '../domain/errors.ts';
import type { StoredRuling } from '../domain/limit.ts';
import { readsItself } from '../domain/site/check-values.ts';
import type { Site } from '../domain/site/schema.ts';
import type { State } from '../domain/state.ts';
import { isFlag, maxVariables, type StoredVariable, variableKey, variableRead } from '../domain/variable.ts';
import { compile } from '../formula/compile.ts';
import { placeOf } from '../formula/place-of.ts';
import { type CompiledLimits, compileLimits } from '../grid/compiled-limits.ts';
import { rulingsFor } from '../grid/stored-rulings.ts';
import type { Store } from '../store/store.ts';
import { overlay } from './cycle.ts';
import { failsafeTable, limitSettings } from './limit-desk.ts';
import type { CandidateOutcome } from './messages.ts';
import { type OwnerOf, ownersNow, touchable } from './ownership.ts';
import { notPersisted } from './site-desk.ts';
import { VariableResolver, type VariableTable } from './variable-table.ts';

/** The worker's end, as far as variables are concerned. */
export interface VariableHost {
  tryVariables(rows: readonly StoredVariable[]): number;
  settle(id: number, outcome: CandidateOutcome): void;
  temporaryVariables(variables: readonly StoredVariable[]): void;
  current(): State | undefined;
}

export interface VariableDeskOptions {
  readonly store: Store;
  readonly host: VariableHost;
  readonly site: () => Site | undefined;
  readonly clock: Clock;
  /** Enabled channels that set variables, with their lists. */
  readonly writers: () => readonly { readonly id: string; readonly variables: readonly string[] }[];
  /** The proof log. */
  readonly onReleased: CommandObserver['released'];
}

/** One accepted call; names and numbers are checked already. See `VariableChange` of the API. */
export interface Change {
  readonly author: { readonly name: string };
  readonly replace: boolean;
  /** A channel's list: replace touches these and no others, and nobody else's ownership stands in the way. */
  readonly within?: readonly string[];
  readonly temporary: boolean;
  /** Single names that lose their value. */
  readonly remove?: readonly string[];
  readonly values: readonly { readonly name: string; readonly value?: number; readonly expr?: string }[];
}

/**
 * The main thread's desk for variables: a change goes to the worker at once as a candidate, is written to disk together
 * with the limits it gives, and is then settled. A lowering never waits for the disk; an answered value is on it.
 */
export class VariableDesk {
  readonly #options: VariableDeskOptions;
  readonly #resolver = new VariableResolver();
  #temporary: readonly StoredVariable[] = [];
  /** Kept in memory: the state of every cycle asks for owners, and must not fail with a disk. */
  #released: readonly { readonly key: string }[];
  #compiled: { readonly site: Site; readonly limits: CompiledLimits } | undefined;

  constructor(options: VariableDeskOptions) {
    this.#options = options;
    this.#released = options.store.gateway.released();
  }

  /** Every variable that has a value or a formula; where a charging rule has set one since, as that left it. */
  list() {
    const { store, site, host, clock } = this.#options;
    const measured = new Map(host.current()?.variables.map((variable) => [variableKey(variable.name), variable]));
    const table = this.#table(overlay(store.variables.all(), this.#temporary), site(), clock.wallMs());
    const ruled = [...measured].filter(
      ([key, live]) => live.source.startsWith('rule:') && isLater(live, table.get(key)),
    );
    const stored = [...table].flatMap(([key, variable]) => {
      if (ruled.some(([name]) => name === key)) return [];
      if (variable.value === undefined && variable.expr === undefined) return [];
      return [
        {
          name: variable.name,
          // A formula may read meters, which only the worker knows.
          value: (variable.expr === undefined ? variable.value : measured.get(key)?.value) ?? null,
          expr: variable.expr ?? null,
          at: new Date(variable.atMs).toISOString(),
          source: variable.source,
          stale: variable.timedOut,
        },
      ];
    });
    return [
      ...stored,
      ...ruled.map(([, { name, value, at, source }]) => ({ name, value, expr: null, at, source, stale: false })),
    ];
  }

  /** Throws NetwachtError `badFormula`, `owned`, `tooMany`, `notPersisted`; then nothing is changed. */
  async change(change: Change): Promise<void> {
    const { store, host, site: siteNow, clock } = this.#options;
    const site = siteNow();
    for (const { name, expr } of change.values) if (expr !== undefined) checkedFormula(name, expr, site);
    const wallMs = clock.wallMs();
    const stored = store.variables.all();
    const rows = overlay(stored, this.#temporary);
    const before = this.#table(rows, site, wallMs);
    const mayTouch = touchable(change, this.owners(), (name) => before.get(variableKey(name))?.source ?? '');
    const put = change.values.map((value): StoredVariable => {
      const name = before.get(variableKey(value.name))?.name ?? value.name;
      return {
        ...value,
        name,
        atMs: wallMs,
        source: change.author.name,
        ...(change.temporary || isFlag(value.name) ? { temporary: true } : {}),
      };
    });
    const named = new Set(put.map((row) => variableKey(row.name)));
    const single = new Set(change.remove?.map(variableKey));
    const removed = [...before.values()]
      .filter((row) => (row.value !== undefined || row.expr !== undefined) && !named.has(variableKey(row.name)))
      .filter((row) => single.has(variableKey(row.name)) || (change.replace && mayTouch(row)))
      .map(({ name }) => ({ name, atMs: wallMs, source: change.author.name }));
    const next = overlay(rows, [...removed, ...put]);
    const after = this.#table(next, site, wallMs);
    refuseCircles(change.values, after);
    const count = [...after.values()].filter((row) => row.value !== undefined || row.expr !== undefined).length;
    if (count > maxVariables)
      throw new NetwachtError('tooMany', `that would make ${count} variables; at most ${maxVariables} are kept`);

    const candidate = host.tryVariables([...removed, ...put]);
    const read = this.#readByLimits(site, after);
    // tmp=1 spares the flash, but a limit must survive a restart: what a limit reads goes to disk all the same.
    const inMemory = put.filter((row) => row.temporary === true && !read.has(variableKey(row.name)));
    const changed = new Set([...named, ...removed.map((row) => variableKey(row.name))]);
    const endReleases = change.within === undefined ? [] : this.#releasedAmong(changed);
    try {
      store.variables.write({
        put: put.filter((row) => !inMemory.includes(row)),
        remove: removed,
        rulings: this.#rulings(site, after, changed, wallMs),
        keepTemporary: put.map((row) => row.name),
        endReleases,
      });
    } catch (error) {
      host.settle(candidate, 'refused');
      throw notPersisted(error);
    }
    this.#released = this.#released.filter(({ key }) => !endReleases.includes(key));
    this.#temporary = [...this.#temporary.filter((row) => !changed.has(variableKey(row.name))), ...inMemory];
    host.temporaryVariables(this.#temporary);
    host.settle(candidate, inMemory.length === put.length && removed.length === 0 ? 'inMemory' : 'written');
  }

  /**
   * Gives a variable back to the site until its channel writes again. Throws `notFound` (404) when no channel owns it,
   * `notPersisted`.
   */
  release(name: string, author: { readonly name: string }): void {
    const { store, onReleased, clock } = this.#options;
    const stored = store.variables.all().find((row) => variableKey(row.name) === variableKey(name));
    const variable = stored?.name ?? name;
    const channelId = this.owners()({ name: variable, source: stored?.source ?? '' });
    if (channelId === undefined)
      throw new NetwachtError('notFound', `No channel owns a variable ${name.slice(0, 32)}`, { path: 'name' });
    try {
      store.gateway.release(variable, author.name);
      this.#released = store.gateway.released();
      // Only what is so is told.
      onReleased({ variable, channelId, who: author.name, atMs: clock.wallMs() });
      store.audit.append({ who: author.name, what: `variable ${variable} released from channel ${channelId}` });
    } catch (error) {
      throw notPersisted(error);
    }
  }

  /** Who owns which variable at this moment. */
  owners(): OwnerOf {
    return ownersNow({ writers: this.#options.writers(), released: this.#released });
  }

  #releasedAmong(keys: ReadonlySet<string>): readonly string[] {
    return this.#released.flatMap(({ key }) => (keys.has(key) ? [key] : []));
  }

  #table(rows: readonly StoredVariable[], site: Site | undefined, wallMs: number): VariableTable {
    const declared = site?.variables ?? [];
    return this.#resolver.resolve(
      declared,
      this.#keptFresh(rows, site, wallMs),
      () => undefined,
      wallMs,
      this.#silent(),
    );
  }

  /** Variables that the worker found timed out, with the wall time of the write that they had then. */
  #silent(): ReadonlyMap<string, number> {
    const stale = this.#options.host.current()?.variables.filter((variable) => variable.stale) ?? [];
    return new Map(stale.map(({ name, at }) => [variableKey(name), Date.parse(at)]));
  }

  /** Which variables their channels keep fresh, only the worker knows. */
  #keptFresh(rows: readonly StoredVariable[], site: Site | undefined, wallMs: number): readonly StoredVariable[] {
    const byChannel = new Set(
      site?.variables.flatMap(({ name, freshBy }) => (freshBy === 'channel' ? [variableKey(name)] : [])),
    );
    if (byChannel.size === 0) return rows;
    const seen = this.#options.host.current()?.variables.filter(({ stale }) => !stale);
    const fresh = new Set(seen?.map(({ name }) => variableKey(name)));
    return rows.map((row) => {
      const key = variableKey(row.name);
      return byChannel.has(key) && fresh.has(key) ? { ...row, freshAtMs: wallMs } : row;
    });
  }

  #limitsOf(site: Site): CompiledLimits {
    if (this.#compiled?.site !== site) this.#compiled = { site, limits: compileLimits(limitSettings(site)) };
    return this.#compiled.limits;
  }

  #rulings(
    site: Site | undefined,
    table: VariableTable,
    changed: ReadonlySet<string>,
    nowMs: number,
  ): readonly StoredRuling[] {
    if (site === undefined) return [];
    return rulingsFor(this.#limitsOf(site), {
      table,
      failsafe: failsafeTable(table),
      changed,
      lookup: () => undefined,
      stored: this.#options.store.rulings.all(),
      nowMs,
    });
  }

  /** Keys of the variables that a limit reads, directly or through other variables' formulas. */
  #readByLimits(site: Site | undefined, table: VariableTable): ReadonlySet<string> {
    const read = new Set<string>();
    if (site === undefined) return read;
    const open = this.#limitsOf(site).limits.flatMap(({ inputs }) =>
      inputs.flatMap((input) => (input.kind === 'variable' ? [input.key] : [])),
    );
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      if (read.has(key)) continue;
      read.add(key);
      const expr = table.get(key)?.expr;
      const compiled = expr === undefined ? undefined : compile(expr);
      if (compiled?.ok)
        open.push(
          ...compiled.formula.names.filter((name) => name.startsWith('CM.')).map((name) => variableKey(name.slice(3))),
        );
    }
    return read;
  }
}

const isLater = ({ at }: { readonly at: string }, row: { readonly atMs: number } | undefined): boolean =>
  row === undefined || Date.parse(at) >= row.atMs;

/** Throws `badFormula` with the place of what is wrong; returns what the formula reads. */
function checkedFormula(name: string, expr: string, site: Site | undefined): readonly string[] {
  const result = compile(expr);
  if (!result.ok) {
    const { message, from, to } = result.fault;
    throw new NetwachtError('badFormula', `${name}: ${message} (characters ${from} to ${to})`, { path: name });
  }
  for (const read of result.formula.names) {
    const device = /^([ME][0-9]+)\./.exec(read)?.[1];
    if (device === undefined || site === undefined || site.devices.some(({ id }) => id === device)) continue;
    const { from, to } = placeOf(expr, device);
    throw new NetwachtError('badFormula', `${name}: there is no device ${device} (characters ${from} to ${to})`, {
      path: name,
    });
  }
  return result.formula.names;
}

/** Throws `badFormula` where a new formula would rest on itself. */
function refuseCircles(
  changed: readonly { readonly name: string; readonly expr?: string }[],
  table: VariableTable,
): void {
  if (changed.every(({ expr }) => expr === undefined)) return;
  const reads = new Map(
    [...table].flatMap(([key, { expr }]) => {
      const compiled = expr === undefined ? undefined : compile(expr);
      return compiled?.ok ? [[key, compiled.formula.names.flatMap((name) => variableRead(name) ?? [])] as const] : [];
    }),
  );
  for (const { name, expr } of changed)
    if (expr !== undefined && readsItself(variableKey(name), reads))
      throw new NetwachtError('badFormula', `${name}: its formula depends on ${name} itself, so it has no value`, {
        path: name,
      });
}
