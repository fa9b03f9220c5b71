import type { HistoryStep } from '../domain/history.ts';
import type { Site } from '../domain/site/schema.ts';
import type { MeterState, State } from '../domain/state.ts';
import { deviceFields } from '../formula/fields.ts';
import { RecordedNames } from './dry-run/recorded-names.ts';

/**
 * What the live state tells of the names in a formula, for whoever writes one: device currents and powers, flows, prices,
 * the clock. What only the control loop knows has no value here.
 */
export class LiveNames {
  readonly #site: Site;
  readonly #state: State;
  readonly #names: RecordedNames;

  constructor(site: Site, state: State) {
    this.#site = site;
    this.#state = state;
    this.#names = new RecordedNames(site);
    this.#names.at(stepOf(state));
  }

  /** `device`: whose fields may stand bare, `soc` for `E1.soc`, where no variable of the site is called so. */
  read(name: string, device?: string): number | undefined {
    const [prefix = '', field = ''] = name.split('.');
    if (prefix === 'CM' && device !== undefined && deviceFields.has(field) && !this.#isVariable(field))
      return this.read(`${device}.${field}`);
    const meter = this.#state.meters.find(({ id }) => id === prefix);
    const own = meter === undefined ? this.#ofChargePoint(prefix, field) : this.#ofMeter(meter, field);
    return own ?? this.#names.read(name);
  }

  #isVariable(key: string): boolean {
    return this.#state.variables.some(({ name }) => name.toLowerCase() === key);
  }

  #ofMeter(meter: MeterState, field: string): number | undefined {
    switch (field) {
      case 'power_w': {
        const known = meter.powerW.filter((value) => value !== null);
        return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
      }
      case 'import_wh':
        return meter.importWh;
      case 'export_wh':
        return meter.exportWh;
      default:
        return this.#current(meter.id, meter.currentA, field);
    }
  }

  #ofChargePoint(id: string, field: string): number | undefined {
    const chargePoint = this.#state.chargePoints.find((one) => one.id === id);
    if (chargePoint === undefined) return undefined;
    switch (field) {
      case 'min_current':
        return chargePoint.minA * 1000;
      case 'max_current':
        return chargePoint.maxA * 1000;
      default:
        return this.#current(id, chargePoint.drawnA, field);
    }
  }

  /** The state has the phases of the building; a formula names those of the device. */
  #current(id: string, perPhase: readonly (number | null)[], field: string): number | undefined {
    const milliampere = (valueA: number | null | undefined) => (valueA == null ? undefined : valueA * 1000);
    const wiring = this.#site.devices.find((one) => one.id === id)?.wiring ?? [];
    const own = /^current_l([123])$/.exec(field)?.[1];
    const phase = own === undefined ? undefined : wiring[Number(own) - 1];
    if (phase !== undefined) return milliampere(perPhase[phase]);
    const known = field === 'current' ? perPhase.filter((valueA) => valueA !== null) : [];
    return known.length === 0 ? undefined : milliampere(Math.max(...known));
  }
}

const stepOf = ({ at, flow, price, variables, chargePoints }: State): HistoryStep => ({
  ...{ atMs: Date.parse(at), flow, price: { ct: price?.ct ?? null, level: price?.level ?? null } },
  variables: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
  chargePoints: Object.fromEntries(
    chargePoints.map(({ id, state, reason, offeredA, drawnA, powerW, energyWh }) => [
      id,
      { ...{ state, offeredA, drawnA, powerW, energyWh }, reason: reason.code },
    ]),
  ),
});
