import type { StoredRuling } from '../domain/limit.ts';
import { type StoredVariable, variableKey } from '../domain/variable.ts';
import { reading } from './reading.ts';
import type { RemovedVariable } from './tables/variables.ts';
import type { Writer } from './writer.ts';

/** One change of variables: all of it or nothing. A name in `put` and in `remove` is put. */
export interface VariableWrite {
  /** Those marked temporary are left out unless `keepTemporary` names them. */
  readonly put: readonly StoredVariable[];
  /** Each leaves a mark, so that the site's initial value does not come back. */
  readonly remove: readonly RemovedVariable[];
  /** The ruling values that follow from the change. */
  readonly rulings: readonly StoredRuling[];
  /** Names of released variables that their channel writes again: it owns them from now on. */
  readonly endReleases?: readonly string[];
  /** Names of temporary variables that a limit reads: written like any other. */
  readonly keepTemporary?: readonly string[];
}

/** The variables of the box. */
export interface VariablesStore {
  /** In the order of their first appearance; those without value and expr were removed. */
  all(): readonly StoredVariable[];
  /** Writes a change in one transaction. Throws StoreError `notPersisted`, `refused`. */
  write(write: VariableWrite): void;
}

/** The variables behind a writer. */
export function variablesStore(writer: Writer): VariablesStore {
  return {
    all: () => reading(() => writer.tables.variables.all()),
    write({ put, remove, rulings, keepTemporary = [], endReleases = [] }) {
      const kept = new Set(keepTemporary.map(variableKey));
      const puts = put.filter((v) => v.temporary !== true || kept.has(variableKey(v.name)));
      if (puts.length + remove.length + rulings.length + endReleases.length === 0) return;
      writer.change('variables', (tables) => {
        for (const variable of remove) tables.variables.remove(variable);
        for (const variable of puts) tables.variables.put(variable);
        for (const ruling of rulings) tables.rulings.put(ruling);
        for (const name of endReleases) tables.gateway.endRelease(variableKey(name));
        if (remove.length > 0) tables.variables.prune();
      });
    },
  };
}
