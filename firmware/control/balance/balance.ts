import { mapPhases, type PerPhase, type PhaseIndex, zeroPhases } from '../../domain/phases.ts';
import { variableRead } from '../../domain/variable.ts';
import { compile } from '../../formula/compile.ts';
import type { Formula } from '../../formula/types.ts';
import type { DeviceView } from '../device-view.ts';
import { fieldLookup } from '../fields.ts';
import type { Topology } from '../topology.ts';
import { type Lookup, type VariableTable, withPrices } from '../variable-table.ts';
import { type ExpressionMeter, type ExpressionResult, expressionMeters, expressionViews } from './expression-meters.ts';
import { withPinnedMeters } from './pinned-meters.ts';
import { type KnownMeter, PlausibleMeters } from './plausible-meters.ts';
import { type SiteFigures, siteFigures } from './site-figures.ts';
import { type LastCycle, type PriceLookup, siteLookup } from './site-lookup.ts';
import { withWholeReadings } from './whole-readings.ts';

/** What one cycle works with. */
export interface Seen {
  /** Devices as they are to be believed: with the meters of charge points, and with meters made of formulas. */
  readonly devices: ReadonlyMap<string, DeviceView>;
  /** What formulas may read beside the variables of the site. */
  readonly lookup: Lookup;
  readonly figures: SiteFigures;
  /** What the site's own surplus formula gives, W; absent where the meters decide. */
  readonly surplus: { readonly powerW: number | undefined } | undefined;
}

/** What is kept from cycle to cycle. */
export interface BalanceKept {
  readonly plausible: ReadonlyMap<string, KnownMeter>;
  readonly computed: ReadonlyMap<string, ExpressionResult>;
  /** What the cycle before came to; undefined before the first of a site document. */
  readonly last: LastCycle | undefined;
  /** What the site's variables came to then, by key; without those that had no value. */
  readonly variables: ReadonlyMap<string, number>;
}

/**
 * Everything that flows beside the charge points, cycle by cycle. `look` before a cycle, `took` after it; both are given
 * the time, so that the same calls give the same answers.
 */
export class Balance {
  readonly #topology: Topology;
  readonly #expressions: readonly ExpressionMeter[];
  readonly #surplus: Formula | undefined;
  readonly #plausible: PlausibleMeters;
  #kept: Omit<BalanceKept, 'plausible'>;

  /** A new site document gets a new one; `before` hands over what was known of its meters. */
  constructor(topology: Topology, before?: Balance) {
    this.#topology = topology;
    this.#expressions = expressionMeters(topology.site);
    const surplus = topology.site.surplus && compile(topology.site.surplus.formula);
    this.#surplus = surplus?.ok ? surplus.formula : undefined;
    this.#plausible = before?.plausible ?? new PlausibleMeters();
    this.#kept = { computed: new Map(), last: undefined, variables: before?.variables ?? new Map() };
  }

  get plausible(): PlausibleMeters {
    return this.#plausible;
  }

  get variables(): ReadonlyMap<string, number> {
    return this.#kept.variables;
  }

  save(): BalanceKept {
    return { ...structuredClone(this.#kept), plausible: this.#plausible.save() };
  }

  restore({ plausible, ...kept }: BalanceKept): void {
    this.#plausible.restore(plausible);
    this.#kept = kept;
  }

  /** `prices`: formulas read them when they are evaluated, not as they are now. */
  look(measured: ReadonlyMap<string, DeviceView>, nowMs: number, wallMs: number, prices?: PriceLookup): Seen {
    const { site } = this.#topology;
    const topology = this.#topology;
    const { last } = this.#kept;
    const believed = this.#plausible.filter(topology, withWholeReadings(measured));
    const figuresBefore = siteFigures(topology, believed, nowMs);
    const lookupOver = (devices: ReadonlyMap<string, DeviceView>, figures: SiteFigures, surplusW?: number): Lookup =>
      withPrices(
        siteLookup(
          { topology, devices, figures, last, surplusW, prices, nowMs },
          this.#withVariables(fieldLookup(site, devices, nowMs, wallMs)),
        ),
        prices?.forFormulas.at(wallMs),
      );
    const computed = expressionViews(
      this.#expressions,
      {
        devices: believed,
        lookupOver: (devices) => lookupOver(devices, figuresBefore, last?.surplusW),
        ...{ nominalV: site.voltageV, nowMs },
      },
      this.#kept.computed,
    );
    this.#kept = { ...this.#kept, computed };
    const views = [...computed].map(([id, { view }]) => [id, view] as const);
    const devices = withPinnedMeters(site, new Map([...believed, ...views]), nowMs);
    const figures = siteFigures(topology, devices, nowMs);
    const formula = this.#surplus;
    const surplus = formula && { powerW: evaluate(formula, lookupOver(devices, figures)) };
    const surplusW = surplus === undefined ? last?.surplusW : surplus.powerW;
    return { devices, lookup: lookupOver(devices, figures, surplusW), figures, surplus };
  }

  /** What the cycle came to; formulas of the next one read it. */
  took(last: LastCycle, variables: VariableTable): void {
    const values = [...variables].flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value] as const]));
    this.#kept = { ...this.#kept, last, variables: new Map(values) };
  }

  /** The site's variables with their values of the cycle before, for formulas that are no limits. */
  #withVariables(others: Lookup): Lookup {
    return (name, phase) => {
      const key = variableRead(name);
      return key === undefined ? others(name, phase) : this.#kept.variables.get(key);
    };
  }
}

const evaluate = ({ names, evaluate: run }: Formula, lookup: Lookup): number | undefined =>
  run(
    Float64Array.from(names, (name) => lookup(name) ?? Number.NaN),
    lookup.prices,
  );

/** Room kept for charge points that do not answer, mA per building phase. */
export const lostOf = (
  points: readonly { readonly phases: readonly PhaseIndex[]; readonly lostMa: number | undefined }[],
): PerPhase =>
  points.reduce<PerPhase>(
    (sum, { phases, lostMa = 0 }) => mapPhases(sum, (v, p) => (phases.includes(p) ? v + lostMa : v)),
    zeroPhases,
  );
