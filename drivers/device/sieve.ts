import type { DeviceFacts, DeviceFault, DeviceReadings, OwnPhases, Reading } from '../../firmware/domain/device.ts';
import { CounterWatch } from './counter-watch.ts';

/** No meter of a building on a low-voltage connection shows more (a 2.5 MVA transformer gives 3.6 kA), mA. */
const mostMeterMa = 5_000_000;
/** A box's meter may stand at a bigger feeder than its plug, never at one of more than this, mA. */
const leastBoxMa = 125_000;
/** Between two phases there are 400 V and 10 %; a phase has 0 V when its fuse is gone. */
const mostV = 500;

type Part = keyof Pick<
  DeviceReadings,
  'currentMa' | 'powerW' | 'totalPowerW' | 'voltageV' | 'soc' | 'energyImportWh' | 'energyExportWh'
>;

/** A value that cannot be, in words: `10,000 A on its L1`. */
type Doubt = string | undefined;

/**
 * Keeps back what cannot be: a device that answers nonsense (all bits set, 10 kA, a counter that goes backwards) gives no
 * value, with the reason in `fault`. What it said last and could be stays, and grows older: it is stale soon, and the loop
 * counts with the worst then. The numbers of the control loop's own doubts (a jump over the fuse) are not looked at here.
 */
export class Sieve {
  readonly #facts: DeviceFacts;
  readonly #mostMa: number;
  readonly #good = new Map<Part, Reading<unknown>>();
  readonly #doubts = new Map<Part, string>();
  readonly #counters: ReadonlyMap<Part, CounterWatch>;

  constructor(facts: DeviceFacts) {
    this.#facts = facts;
    this.#mostMa = facts.kind === 'meter' ? mostMeterMa : Math.max(leastBoxMa, 4 * facts.maxMa);
    const mostW = 3 * this.#mostW;
    this.#counters = new Map([
      ['energyImportWh', new CounterWatch(mostW)],
      ['energyExportWh', new CounterWatch(mostW)],
    ]);
  }

  /** Code `implausible`: what it says that cannot be; undefined when all it said last could be. */
  get fault(): DeviceFault | undefined {
    if (this.#doubts.size === 0) return undefined;
    const said = [...this.#doubts.values()].join('; ');
    return { code: 'implausible', message: `${this.#facts.id} says what cannot be, which counts as no value: ${said}` };
  }

  /** The same readings without what cannot be. To be called with whatever was read last, as often as one likes. */
  pass(readings: DeviceReadings): DeviceReadings {
    const out: Record<string, unknown> = { ...readings };
    const look = <T>(part: Part, reading: Reading<T> | undefined, doubt: (value: T, atMs: number) => Doubt): void => {
      if (reading === undefined) return;
      const why = doubt(reading.value, reading.atMs);
      if (why === undefined) {
        this.#good.set(part, reading);
        this.#doubts.delete(part);
        return;
      }
      this.#doubts.set(part, why);
      const before = this.#good.get(part);
      if (before === undefined) delete out[part];
      else out[part] = before;
    };
    look('currentMa', readings.currentMa, (value) => this.#eachPhase(value, (ma) => this.#currentDoubt(ma)));
    look('powerW', readings.powerW, (value) => this.#eachPhase(value, (w) => this.#powerDoubt(w, this.#mostW)));
    look('totalPowerW', readings.totalPowerW, (w) => this.#powerDoubt(w, 3 * this.#mostW));
    look('voltageV', readings.voltageV, (value) => this.#eachPhase(value, voltageDoubt));
    look('soc', readings.soc, socDoubt);
    for (const part of ['energyImportWh', 'energyExportWh'] as const)
      look(part, readings[part], (wh, atMs) => this.#counters.get(part)?.doubt(wh, atMs));
    return out as DeviceReadings;
  }

  get #mostW(): number {
    return (this.#mostMa / 1000) * mostV;
  }

  #eachPhase(value: OwnPhases, doubt: (one: number) => Doubt): Doubt {
    for (const [k, one] of value.entries()) {
      const why = one === undefined ? undefined : doubt(one);
      if (why !== undefined) return value.length === 1 ? why : `${why} on its L${k + 1}`;
    }
    return undefined;
  }

  #currentDoubt(ma: number): Doubt {
    return Math.abs(ma) <= this.#mostMa ? undefined : `${shown(ma / 1000)} A`;
  }

  #powerDoubt(w: number, most: number): Doubt {
    return Math.abs(w) <= most ? undefined : `${shown(w / 1000)} kW`;
  }
}

const voltageDoubt = (v: number): Doubt => (v >= 0 && v <= mostV ? undefined : `${shown(v)} V`);
const socDoubt = (percent: number): Doubt =>
  percent >= 0 && percent <= 100 ? undefined : `${shown(percent)} % state of charge`;

const shown = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 1 });
