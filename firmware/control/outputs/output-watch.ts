import { sentValue } from '../../domain/site/output-template.ts';
import type { Site } from '../../domain/site/schema.ts';
import { variableRead } from '../../domain/variable.ts';
import { compile } from '../../formula/compile.ts';
import type { Formula } from '../../formula/types.ts';
import type { Lookup, VariableTable } from '../variable-table.ts';
import { formulasOf, type OutputValues, outputText, partsOf } from './output-formulas.ts';

interface Watched {
  readonly id: string;
  readonly text: string;
  /** Undefined: it cannot be evaluated. */
  readonly formulas: readonly (Formula | undefined)[];
  /** Where the inputs of each are put. */
  readonly slots: readonly Float64Array[];
  /** What was told last, NaN = no value. */
  readonly last: Float64Array;
  told: boolean;
}

/** Evaluates the outputs of a site at the end of each cycle and tells which have changed. In observe mode there are none. */
export class OutputWatch {
  #watched: readonly Watched[] = [];

  /** A new site document: everything is told anew. */
  use(site: Site): void {
    const active = site.mode === 'manage' ? site.outputs.filter(({ enabled }) => enabled) : [];
    this.#watched = active.map((output) => {
      const parts = partsOf(output);
      const formulas = (parts === undefined ? [''] : formulasOf(parts)).map((text) => {
        const result = compile(text);
        return result.ok ? result.formula : undefined;
      });
      return {
        ...{ id: output.id, text: outputText(output), formulas },
        slots: formulas.map((formula) => new Float64Array(formula?.names.length ?? 0)),
        last: new Float64Array(formulas.length),
        told: false,
      };
    });
  }

  /** Those whose values have changed since they were told; most often none. */
  look(variables: VariableTable, lookup: Lookup): readonly OutputValues[] {
    let changed: OutputValues[] | undefined;
    for (const watched of this.#watched) {
      if (!evaluate(watched, variables, lookup) && watched.told) continue;
      watched.told = true;
      changed ??= [];
      changed.push({
        ...{ id: watched.id, text: watched.text },
        values: watched.last.some(Number.isNaN) ? undefined : [...watched.last],
      });
    }
    return changed ?? [];
  }
}

/** True when something came to another value than before. */
function evaluate({ formulas, slots, last }: Watched, variables: VariableTable, lookup: Lookup): boolean {
  let changed = false;
  for (const [k, formula] of formulas.entries()) {
    const inputs = slots[k] ?? new Float64Array(0);
    formula?.names.forEach((name, n) => {
      const key = variableRead(name);
      inputs[n] = (key === undefined ? lookup(name) : variables.get(key)?.value) ?? Number.NaN;
    });
    const value = formula?.evaluate(inputs, lookup.prices);
    const sent = value === undefined ? Number.NaN : sentValue(value);
    if (Object.is(sent, last[k])) continue;
    last[k] = sent;
    changed = true;
  }
  return changed;
}
