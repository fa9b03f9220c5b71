import type { ChargePointState, MeterState, State, VariableState } from '../../../firmware/domain/state.ts';
import { type Random, seededRandom } from '../../site/random.ts';
import { SimulatedBay } from './simulated-car.ts';

type Changing<T> = { -readonly [K in keyof T]: T[K] };

const seldomChanged = { minA: 6, maxA: 16, phases: ['L1', 'L2', 'L3'] } as const;

/** Second for second what a building with charge points, solar panels and a house shows; made cheaply, and noisy everywhere. */
export class SimulatedBuilding {
  readonly bays: readonly SimulatedBay[];
  readonly #chance: Random;
  readonly #voltageV = [230, 231, 229.5];
  #houseW = 3000;
  #cloud = 1;
  #avail = 100;
  /** Grid, panels, house: Wh exact. */
  readonly #importWh = [12_345_678, 0, 3_456_789];
  readonly #exportWh = [234_567, 7_654_321, 0];

  constructor(bays: number, seed: string) {
    this.#chance = seededRandom(seed);
    this.bays = Array.from({ length: bays }, (_, i) => new SimulatedBay(`E${i + 1}`, this.#chance.fork(`bay${i}`)));
  }

  /** One second on; wall time in seconds. */
  step(wallS: number): void {
    const chance = this.#chance;
    for (let p = 0; p < 3; p += 1) {
      const v = this.#voltageV[p] as number;
      this.#voltageV[p] = v + (230 - v) * 0.01 + (chance.next() - 0.5) * 0.4;
    }
    if (wallS % 60 === 0) this.#cloud = Math.min(1, Math.max(0.1, this.#cloud + (chance.next() - 0.5) * 0.2));
    if (wallS % 5400 === 0) this.#avail = chance.chance(0.1) ? 40 : 100;
    const evening = Math.sin((((wallS / 3600) % 24) - 12) * (Math.PI / 12)) * 1500;
    this.#houseW += (4000 + evening - this.#houseW) * 0.01 + (chance.next() - 0.5) * 120;
    const charging = this.bays.reduce((n, bay) => n + (bay.charging ? 1 : 0), 0);
    // Shared evenly under 80 A less the house; new every ten seconds.
    if (wallS % 10 === 0) {
      const roomA = (80 * this.#avail) / 100 - this.#houseW / 690;
      this.#offerA = Math.min(16, Math.floor((roomA / Math.max(1, charging)) * 10) / 10);
    }
    for (const bay of this.bays) bay.step(this.#offerA < 6 ? 0 : this.#offerA, this.#voltageV, wallS);
    this.#count(wallS);
  }
  #offerA = 16;
  #solarW = 0;
  #gridW = 0;

  #count(wallS: number): void {
    const day = Math.sin((((wallS / 3600) % 24) - 7) * (Math.PI / 10));
    this.#solarW = day <= 0 ? 0 : Math.round(day * 18_000 * this.#cloud * (0.98 + this.#chance.next() * 0.04));
    const cars = this.bays.reduce((sum, { powerW }) => sum + powerW, 0);
    this.#gridW = Math.round(this.#houseW + cars - this.#solarW);
    (this.#importWh[0] as number) += Math.max(0, this.#gridW) / 3600;
    (this.#exportWh[0] as number) += Math.max(0, -this.#gridW) / 3600;
    (this.#exportWh[1] as number) += this.#solarW / 3600;
    (this.#importWh[2] as number) += this.#houseW / 3600;
  }

  /** What every counter shows now, Wh, by the name of its series. */
  counters(): ReadonlyMap<string, number> {
    const shown = new Map<string, number>();
    for (const { id, countedWh } of this.bays) shown.set(`chargePoint.${id}.energyWh`, Math.floor(countedWh));
    for (const i of [0, 1, 2]) {
      shown.set(`meter.M${i + 1}.importWh`, Math.floor(this.#importWh[i] as number));
      shown.set(`meter.M${i + 1}.exportWh`, Math.floor(this.#exportWh[i] as number));
    }
    return shown;
  }

  /** The state of this second, as the control loop would tell it. */
  state(atMs: number): State {
    const cars = this.bays.reduce((sum, { powerW }) => sum + powerW, 0);
    return {
      ...{
        cycle: atMs / 1000,
        at: new Date(atMs).toISOString(),
        site: { name: 'Simulated', mode: 'manage', timezone: 'UTC' },
      },
      circuits: [
        this.#circuit('house', null, 80),
        this.#circuit('garage1', 'house', 63),
        this.#circuit('garage2', 'house', 63),
      ],
      chargePoints: this.bays.map(chargePointOf),
      flow: {
        ...{ gridW: this.#gridW, solarW: this.#solarW, batteryW: null },
        ...{ houseW: Math.round(this.#houseW), chargePointsW: cars },
      },
      price: priceAt(atMs),
      meters: [
        this.#meter(0, 'grid', this.#gridW),
        this.#meter(1, 'generation', this.#solarW),
        this.#meter(2, 'consumption', this.#houseW),
      ],
      variables: this.#variables(atMs),
      limits: [],
      health: [],
      meteringPoints: this.#meteringPoints(),
    };
  }

  #circuit(id: string, parent: string | null, fuseA: number): State['circuits'][number] {
    return {
      ...{ id, name: id, parent, fuseA, reserveA: 1, limitA: [fuseA, fuseA, fuseA] },
      limitW: parent === null ? 550 * this.#avail : null,
      ...{ reason: { code: 'fuse' }, drawnA: [null, null, null], headroomA: [null, null, null] },
    };
  }

  #meter(i: number, role: string, powerW: number): MeterState {
    const shares = [0.34, 0.36, 0.3];
    const power = shares.map((share, p) => Math.round(powerW * share + Math.sin(this.#gridW + p) * 20));
    const meter: Changing<MeterState> = {
      ...{ id: `M${i + 1}`, name: role, role, ageS: 0.3 },
      powerW: [power[0] as number, power[1] as number, power[2] as number],
      currentA: [0, 0, 0],
      voltageV: [0, 0, 0],
      importWh: Math.floor(this.#importWh[i] as number),
      exportWh: Math.floor(this.#exportWh[i] as number),
    };
    const volts = this.#voltageV.map((v) => Math.round(v * 10) / 10);
    meter.voltageV = [volts[0] as number, volts[1] as number, volts[2] as number];
    const amps = power.map((w, p) => Math.round((w / (volts[p] as number)) * 1000) / 1000);
    meter.currentA = [amps[0] as number, amps[1] as number, amps[2] as number];
    return meter;
  }

  #variables(atMs: number): VariableState[] {
    const at = new Date(atMs - (atMs % 5_400_000)).toISOString();
    const one = (name: string, value: number): VariableState => ({
      ...{ name, value, at, source: 'channel:emt1', stale: false, owner: 'emt1' },
    });
    return [
      one('AVAIL', this.#avail),
      one('TARIF', Math.floor(atMs / 3_600_000) % 3),
      one('PWR', 55_000),
      one('free', 0),
    ];
  }

  /** Four tenants with a quarter of the bays each, and the panels. */
  #meteringPoints(): NonNullable<State['meteringPoints']> {
    const each = Math.ceil(this.bays.length / 4);
    const tenants = [0, 1, 2, 3].map((i) => {
      const value = this.bays
        .slice(i * each, (i + 1) * each)
        .reduce((sum, { countedWh }) => sum + Math.floor(countedWh), 0);
      return { id: `tenant${i + 1}`, consumed: { unit: 'Wh', value } as const, produced: null };
    });
    const value = Math.floor(this.#exportWh[1] as number);
    return [...tenants, { id: 'roof', consumed: null, produced: { unit: 'Wh', value } }];
  }
}

const chargePointOf = ({ id, state, offeredA, drawnA, powerW, countedWh, reason }: SimulatedBay): ChargePointState => ({
  ...seldomChanged,
  ...{ id, name: id, circuit: 'house', state, offeredA, powerW, reason: { code: reason } },
  drawnA: [drawnA[0] as number, drawnA[1] as number, drawnA[2] as number],
  energyWh: Math.floor(countedWh),
});

/** Another price every hour. */
function priceAt(atMs: number): NonNullable<State['price']> {
  const hour = Math.floor(atMs / 3_600_000);
  const sinceMs = hour * 3_600_000;
  return {
    ...{ ct: 15 + ((hour * 7919) % 2000) / 100, level: -4, tariff: 'market', assumed: false, feedInCt: 7.8 },
    ...{ since: new Date(sinceMs).toISOString(), until: new Date(sinceMs + 3_600_000).toISOString() },
  };
}
