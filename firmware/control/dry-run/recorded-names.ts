import type { HistoryStep } from '../../domain/history.ts';
import type { Site } from '../../domain/site/schema.ts';
import { variableKey } from '../../domain/variable.ts';
import { compile } from '../../formula/compile.ts';
import { dateField } from '../../formula/date.ts';
import type { Formula } from '../../formula/types.ts';
import type { ReadName } from '../../rules/values.ts';

const stateNumbers = { A: 1, B: 2, C: 3, D: 4, E: 5, F: 5 } as const;
const watts: Readonly<Record<string, keyof HistoryStep['flow']>> = {
  grid_demand: 'gridW',
  produced: 'solarW',
  consumed: 'houseW',
  consumed_evse: 'chargePointsW',
};
const builtInsOfThen = new Set([
  '_price',
  '_price_level',
  '_surplus',
  '_org_surplus',
  '_num_charging',
  '_num_charging1',
]);

/**
 * Reads the names of formulas out of a recorded step. What nobody recorded has no value, and its name is noted. A current
 * is taken from the power, alike on the three phases: recordings of flows know no phases.
 */
export class RecordedNames {
  readonly #site: Site;
  readonly #surplus: Formula | undefined;
  readonly #unknown = new Set<string>();
  #step: HistoryStep | undefined;
  /** Spelling by key. */
  readonly #spelled = new Map<string, string>();

  constructor(site: Site) {
    this.#site = site;
    const surplus = site.surplus === undefined ? undefined : compile(site.surplus.formula);
    this.#surplus = surplus?.ok ? surplus.formula : undefined;
  }

  /** Names that were asked for and are in no recording. */
  get unknown(): readonly string[] {
    return [...this.#unknown].sort();
  }

  at(step: HistoryStep): void {
    this.#step = step;
  }

  read: ReadName = (name) => {
    const step = this.#step;
    if (step === undefined) return undefined;
    const [prefix = '', field = '', subfield = ''] = name.split('.');
    if (prefix === 'date') return dateField(name, step.atMs, this.#site.timezone);
    if (prefix === 'GM') return this.#siteMeter(step, name, field, subfield);
    if (prefix === 'CM')
      return field.startsWith('_') ? this.#builtIn(step, name, field) : this.#variable(step, name, field);
    return this.#device(step, name, prefix, field);
  };

  #variable({ variables }: HistoryStep, name: string, key: string): number | undefined {
    const spelled = this.#spelled.get(key) ?? Object.keys(variables).find((each) => variableKey(each) === key);
    if (spelled === undefined) return this.#miss(name);
    this.#spelled.set(key, spelled);
    return variables[spelled] ?? undefined;
  }

  #builtIn(step: HistoryStep, name: string, field: string): number | undefined {
    switch (field) {
      case '_price':
        return step.price.ct ?? undefined;
      case '_price_level':
        return step.price.level ?? undefined;
      case '_org_surplus':
        return this.#measuredSurplus(step);
      case '_surplus':
        return this.#surplusOf(step);
      case '_num_charging':
        return charging(step);
      case '_num_charging1':
        return Math.max(1, charging(step));
      default:
        return builtInsOfThen.has(field) ? undefined : this.#miss(name);
    }
  }

  #siteMeter(step: HistoryStep, name: string, meter: string, field: string): number | undefined {
    const key = watts[meter];
    if (key === undefined && meter !== 'surplus') return this.#miss(name);
    const powerW = key === undefined ? this.#surplusOf(step) : (step.flow[key] ?? undefined);
    if (field === 'power_w' || powerW === undefined) return powerW;
    return field.startsWith('current') ? (powerW * 1000) / (3 * this.#site.voltageV) : this.#miss(name);
  }

  #device(step: HistoryStep, name: string, id: string, field: string): number | undefined {
    const config = this.#site.devices.find((device) => device.id === id);
    const then = step.chargePoints[id];
    switch (field) {
      case 'min_current':
        return config?.minCurrentA === undefined ? undefined : config.minCurrentA * 1000;
      case 'max_current':
        return config?.maxCurrentA === undefined ? this.#miss(name) : config.maxCurrentA * 1000;
      case 'pphases':
        return config?.wiring.length;
      case 'surplus_pcur': {
        const surplusW = this.#surplusOf(step);
        const volts = (config?.wiring.length ?? 0) * this.#site.voltageV;
        return surplusW === undefined || volts === 0 ? undefined : (surplusW * 1000) / volts;
      }
      case 'state':
        return then === undefined ? this.#miss(name) : then.state === null ? undefined : stateNumbers[then.state];
      case 'power_w':
        return then === undefined ? this.#miss(name) : (then.powerW ?? undefined);
      case 'import_wh':
        return then === undefined ? this.#miss(name) : (then.energyWh ?? undefined);
      case 'offered':
        return then === undefined ? this.#miss(name) : then.offeredA === null ? undefined : then.offeredA * 1000;
      default:
        return this.#miss(name);
    }
  }

  /** What would be fed in if no car charged. */
  #measuredSurplus({ flow: { gridW, chargePointsW } }: HistoryStep): number | undefined {
    return gridW === null ? undefined : (chargePointsW ?? 0) - gridW;
  }

  #surplusOf(step: HistoryStep): number | undefined {
    const formula = this.#surplus;
    if (formula === undefined) return this.#measuredSurplus(step);
    return formula.evaluate(
      Float64Array.from(formula.names, (name) => (name === 'CM._surplus' ? undefined : this.read(name)) ?? Number.NaN),
    );
  }

  #miss(name: string): undefined {
    if (this.#unknown.size < 50) this.#unknown.add(name);
    return undefined;
  }
}

const charging = ({ chargePoints }: HistoryStep): number =>
  Object.values(chargePoints).filter(({ state }) => state === 'C' || state === 'D').length;
