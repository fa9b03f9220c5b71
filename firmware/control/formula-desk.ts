import { readsItself } from '../domain/site/check-values.ts';
import type { Site } from '../domain/site/schema.ts';
import type { State } from '../domain/state.ts';
import { variableKey, variableRead } from '../domain/variable.ts';
import { compile } from '../formula/compile.ts';
import {
  builtInVariables,
  controllerFields,
  dateFields,
  deviceFields,
  siteMeterFields,
  siteMeters,
} from '../formula/fields.ts';
import { functions } from '../formula/functions.ts';
import { placeOf } from '../formula/place-of.ts';
import { isOfWalk } from '../rules/rule-formula.ts';
import { LiveNames } from './live-names.ts';

/** What a formula is checked against. */
export interface FormulaDeskOptions {
  readonly site: () => Site | undefined;
  readonly current: () => State | undefined;
  /** All variables, with the formula of each that has one. */
  readonly variables: () => readonly { readonly name: string; readonly expr: string | null }[];
}

/** Whose formula it shall be. */
interface FormulaWhere {
  readonly inRules: boolean;
  readonly variable?: string;
  /** Whose fields may stand bare in rules: `soc` for `E1.soc`. */
  readonly device?: string;
}

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly from: number;
  readonly to: number;
}
type Verdict =
  | {
      readonly ok: true;
      readonly names: readonly string[];
      readonly value: number | null;
      readonly missing: readonly string[];
    }
  | { readonly ok: false; readonly fault: Fault };

/** The main thread's desk for formulas that nobody has saved yet. */
export class FormulaDesk {
  readonly #options: FormulaDeskOptions;

  constructor(options: FormulaDeskOptions) {
    this.#options = options;
  }

  /** Never throws. The value is that of the live state; what only the control loop knows is missing in it. */
  check(text: string, where: FormulaWhere): Verdict {
    const { inRules, variable, device } = where;
    const result = compile(text);
    if (!result.ok) return { ok: false, fault: result.fault };
    const { names, evaluate } = result.formula;
    for (const name of names) {
      const fault = this.#faultOf(name, text, inRules);
      if (fault !== undefined) return { ok: false, fault };
    }
    const circle = variable === undefined ? undefined : this.#circleOf(variable, names, text);
    if (circle !== undefined) return { ok: false, fault: circle };
    const read = this.#reader(inRules ? device : undefined);
    const slots = Float64Array.from(names, (name) => read(name) ?? Number.NaN);
    const missing = names.filter((_, slot) => Number.isNaN(slots[slot])).map(shown);
    return { ok: true, names, value: evaluate(slots) ?? null, missing };
  }

  #reader(device: string | undefined): (name: string) => number | undefined {
    const state = this.#options.current();
    const site = this.#options.site();
    const live = site === undefined || state === undefined ? undefined : new LiveNames(site, state);
    const variables = new Map(state?.variables.map(({ name, value }) => [variableKey(name), value] as const));
    return (name) => {
      const key = variableRead(name);
      return (key === undefined ? undefined : variables.get(key)) ?? live?.read(name, device);
    };
  }

  /** For whoever writes a formula: everything that may stand in it. */
  names() {
    const site = this.#options.site();
    const all = (prefix: string, facts: ReadonlyMap<string, { readonly unit: string; readonly says: string }>) =>
      [...facts].map(([name, { unit, says }]) => ({ name: `${prefix}${name}`, unit, says }));
    const devices = (site?.devices ?? []).flatMap(({ id }) => all(`${id}.`, deviceFields));
    const variables = new Set([
      ...(site?.variables.map(({ name }) => name) ?? []),
      ...(this.#options.current()?.variables.map(({ name }) => name) ?? []),
    ]);
    const meters = [...siteMeters].flatMap(([meter, meant]) =>
      [...siteMeterFields].map(([field, { unit, says }]) => ({
        ...{ name: `GM.${meter}.${field}`, unit, says: `${meant}: ${says}` },
      })),
    );
    return {
      names: [
        ...[...variables].map((name) => ({ name, unit: '', says: 'variable of this site' })),
        ...devices,
        ...all('CM.', builtInVariables),
        ...meters,
        ...all('date.', dateFields),
        ...all('PB.', controllerFields),
      ],
      functions: [...functions].map(([name, { minArguments, maxArguments }]) => ({
        ...{ name, leastValues: minArguments },
        mostValues: Number.isFinite(maxArguments) ? maxArguments : null,
      })),
    };
  }

  /** The formula as that of a variable: the first name that leads back to it. */
  #circleOf(variable: string, names: readonly string[], text: string): Fault | undefined {
    const key = variableKey(variable);
    const reads = new Map<string, readonly string[]>();
    for (const { name, expr } of this.#options.variables()) reads.set(variableKey(name), readBy(expr));
    for (const name of names) {
      const read = variableRead(name);
      if (read === undefined) continue;
      reads.set(key, [read]);
      if (readsItself(key, reads))
        return placed('circle', text, name, `"${shown(name)}" rests on ${variable} itself, so it would have no value`);
    }
    return undefined;
  }

  #faultOf(name: string, text: string, inRules: boolean): Fault | undefined {
    if (!inRules && (name.startsWith('param.') || isOfWalk(name)))
      return placed('onlyInRules', text, name, `"${shown(name)}" is known inside charging rules only`);
    const device = /^([ME][0-9]+)\./.exec(name)?.[1];
    const site = this.#options.site();
    if (device === undefined || site === undefined || site.devices.some(({ id }) => id === device)) return undefined;
    return placed('unknownDevice', text, device, `there is no device ${device}`);
  }
}

/** Keys of the variables that a saved formula reads. */
function readBy(expr: string | null): readonly string[] {
  const result = expr === null ? undefined : compile(expr);
  return result?.ok ? result.formula.names.flatMap((name) => variableRead(name) ?? []) : [];
}

const shown = (name: string): string => name.replace(/^CM\./, '').replace(/^param\.(.*)$/, 'param($1)');

function placed(code: string, text: string, name: string, message: string): Fault {
  return { code, message, ...placeOf(text, name.replace(/^CM\./, '').replace(/^param\..*$/, 'param')) };
}
