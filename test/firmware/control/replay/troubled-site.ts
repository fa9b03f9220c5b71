import type { CycleFacts, CycleResult, Mind } from '../../../../firmware/control/cycle.ts';
import type { DeviceView } from '../../../../firmware/control/device-view.ts';
import type { ChargeOrder } from '../../../../firmware/domain/order.ts';
import { PlantSite } from '../../../../scripts/site/in-process/plant-site.ts';
import type { CarParameters } from '../../../../scripts/site/plant/parameters.ts';
import { type Random, seededRandom } from '../../../../scripts/site/random.ts';

type Id = 'E1' | 'E2' | 'E3' | 'E4';
const ids: readonly [Id, ...Id[]] = ['E1', 'E2', 'E3', 'E4'];
const wirings = { E1: [0, 1, 2], E2: [1, 2, 0], E3: [2, 0, 1], E4: [1] } as const;

/** A site with all that a loop has to remember: rotation, habits, surplus, phases, formulas that go on from themselves. */
const document = (name: string) => ({
  ...{ name, timezone: 'Europe/Amsterdam' },
  timing: { minOnS: 30, minPauseS: 20, surplusPauseS: 30, raiseIntervalS: 3, slotS: 60, phaseUpDelayS: 30 },
  circuits: [
    {
      ...{ id: 'house', fuseA: 40, assumedHouseA: 5 },
      limits: [{ id: 'operator', unit: 'W', value: '27000 * AVAIL / 100', fallback: 4200 }],
    },
    { id: 'garage', parent: 'house', fuseA: 25, limits: [{ id: 'own', unit: 'A', value: 'OWN', fallback: 16 }] },
  ],
  lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
  devices: [
    { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
    {
      ...{ id: 'M2', definition: 'expression' },
      fields: { import_wh: 'exists(import_wh) ? import_wh + max(M1.power_w, 0) * AVAIL / 100 * dt / 3600 : 0' },
    },
    ...ids.map((id, k) => ({
      ...{ id, definition: 'a-box', address: `10.0.0.${k + 1}:502`, maxCurrentA: 32 },
      phases: wirings[id].map((p) => `L${p + 1}`).join(''),
      circuit: k < 2 ? 'house' : 'garage',
      ...[{ phaseSwitch: 'auto' }, { saveBatteryA: 9, saveBatteryMode: 2, offsetA: 2 }, { letCarSleep: true }, {}][k],
    })),
  ],
  variables: [
    { name: 'AVAIL', value: 100, timeoutS: 90, failsafe: 30 },
    { name: 'OWN', expr: 'GM.available_evse.current_l1 / 500 - M2.import_wh / 1000' },
  ],
});

/** A site under way, with what the plant does not do by itself. */
export interface Troubled {
  readonly site: PlantSite;
  readonly random: Random;
  /** Ends the trouble that was begun last. */
  end: () => void;
  /** Draws that charge points show instead of those of their cars, mA. */
  readonly drawsMa: Map<Id, number>;
}

export interface Theme {
  readonly seconds: number;
  readonly cars: Partial<Record<Id, Partial<CarParameters>>>;
  /** Before every tenth second. */
  readonly happens: (troubled: Troubled, second: number) => void;
}

const order = (chargePoint: Id, more: Partial<ChargeOrder>): ChargeOrder => ({
  ...{ chargePoint, origin: 'user', reason: { code: 'override' }, ...more },
});

const shine = ({ site }: Troubled, sunA: number): void => {
  for (const meter of site.meters.values()) meter.wrong = { addA: [-sunA, -sunA, -sunA] };
};

const listen = ({ site }: Troubled, answers: boolean): void => {
  for (const meter of site.meters.values()) meter.answers = answers;
};

const battery = { batteryWh: 60_000, startPercent: 30, phases: 3 } as const;
const fourCars = { E1: battery, E2: { ...battery, maxA: 10 }, E3: battery, E4: { ...battery, phases: 1 } } as const;

/** Begins a trouble, and gives what ends it. */
type Trouble = (troubled: Troubled, id: Id) => () => void;
const troubles: readonly [Trouble, ...Trouble[]] = [
  ({ site, random }) => {
    site.set('AVAIL', random.pick([0, 20, 40]));
    return () => site.set('AVAIL', random.pick([50, 100]));
  },
  (troubled) => {
    listen(troubled, false);
    return () => listen(troubled, true);
  },
  (troubled) => {
    shine(troubled, troubled.random.pick([-100, -15, 60]));
    return () => shine(troubled, 0);
  },
  ({ site }, id) => {
    site.chargePoint(id).answers = false;
    return () => {
      site.chargePoint(id).answers = true;
    };
  },
  ({ site }, id) => {
    site.chargePoint(id).obeys = false;
    site.set('AVAIL', 30);
    return () => {
      site.chargePoint(id).obeys = true;
    };
  },
  ({ drawsMa }, id) => {
    drawsMa.set(id, 25_000);
    return () => void drawsMa.delete(id);
  },
  ({ site, random }, id) => {
    site.plant.unplug(id);
    return () => site.plant.plug(id, { batteryWh: 2000, startPercent: random.between([40, 99]) });
  },
  ({ site }, id) => {
    site.plant.boxes.get(id)?.setFault(true);
    return () => site.plant.boxes.get(id)?.setFault(false);
  },
  ({ site, random }) => {
    site.put(document(`Kerkstraat ${random.pick([13, 14])}`));
    return () => site.restart();
  },
];

/** Each makes the loop remember something else. */
export const themes: Readonly<Record<string, Theme>> = {
  rotation: {
    seconds: 400,
    cars: fourCars,
    happens(troubled, second) {
      const { site, random } = troubled;
      shine(troubled, second === 120 ? -100 : 0);
      listen(troubled, second < 260 || second >= 340);
      if (second % 40 === 0) site.set('AVAIL', second < 120 ? 30 : random.pick([25, 35, 45]));
      if (second % 100 === 0)
        site.orders = ids.map((id) =>
          order(id, { energyWh: 8000, departureMs: site.wallMs + random.between([600, 7200]) * 1000 }),
        );
    },
  },
  surplus: {
    seconds: 460,
    cars: fourCars,
    happens(troubled, second) {
      const { site } = troubled;
      site.orders = [order('E1', { surplusOnly: true }), order('E4', { surplusOnly: true })];
      shine(troubled, second < 60 ? 25 : second < 400 ? 3 : 25);
      if (second % 60 === 0) site.set('AVAIL', 100);
    },
  },
  phases: {
    seconds: 560,
    cars: { E1: battery },
    happens({ site }, second) {
      if (second % 60 === 0) site.set('AVAIL', second < 300 ? 17 : 100);
    },
  },
  habits: {
    seconds: 460,
    cars: { ...fourCars, E2: { ...battery, maxA: 8.5 } },
    happens({ site, drawsMa }, second) {
      if (second % 60 === 0) site.set('AVAIL', 100);
      drawsMa.set('E3', second % 80 < 40 ? 7000 : 0);
      drawsMa.set('E4', 0);
    },
  },
  overdraw: {
    seconds: 160,
    cars: fourCars,
    happens({ site, drawsMa }, second) {
      site.chargePoint('E3').answers = second > 20;
      site.chargePoint('E4').obeys = second < 60;
      site.set('AVAIL', second % 40 === 0 ? 60 : 50);
      drawsMa.set('E1', second < 60 ? 25_000 : 800);
      drawsMa.set('E2', (site.last === undefined ? 0 : (site.decision('E2').offerMa ?? 0)) + 700);
    },
  },
  restart: {
    seconds: 130,
    cars: fourCars,
    happens({ site }, second) {
      if (second === 0 || second === 50 || second === 100) site.set('AVAIL', second === 0 ? 20 : 100);
      if (second === 60) site.restart();
    },
  },
  troubles: {
    seconds: 500,
    cars: fourCars,
    happens(troubled, second) {
      if (second % 60 !== 0) return;
      troubled.end();
      troubled.end = troubled.random.pick(troubles)(troubled, troubled.random.pick(ids));
    },
  },
};

/** Runs a site of one seed through a theme. `run`: runs each cycle. */
export function runTroubledSite(
  seed: number,
  { seconds, cars, happens }: Theme,
  run: (mind: Mind, facts: CycleFacts) => CycleResult,
): void {
  const random = seededRandom(seed);
  const drawsMa = new Map<Id, number>();
  const site = new PlantSite({
    document: document('Kerkstraat 12'),
    plant: {
      ...{ seed, fuseA: 40 },
      boxes: ids.map((id, k) => {
        const car = cars[id];
        return {
          ...{ id, wiring: wirings[id], maxA: 32, arrivesS: (3 - k) * 20 },
          ...(car === undefined ? {} : { car }),
        };
      }),
    },
    traits: { E1: { switchesPhases: true }, E2: { readsBack: false, measuresCurrent: true }, E3: { readsBack: false } },
    run: (mind, facts) => run(mind, { ...facts, devices: shown(facts.devices, drawsMa) }),
  });
  const troubled: Troubled = { site, random, drawsMa, end: () => {} };
  for (let second = 0; second < seconds; second += 10) {
    happens(troubled, second);
    site.step(10);
  }
}

function shown(devices: ReadonlyMap<string, DeviceView>, drawsMa: ReadonlyMap<string, number>) {
  const views = [...devices].map(([id, { facts, health, healthSinceMs, fault, readings, lastWrite }]) => {
    const ma = drawsMa.get(id);
    const { currentMa } = readings;
    const drawn =
      currentMa === undefined || ma === undefined
        ? readings
        : { ...readings, currentMa: { ...currentMa, value: facts.wiring.map(() => ma) } };
    return [
      id,
      { facts: { ...facts, wakesCars: true }, health, healthSinceMs, fault, readings: drawn, lastWrite },
    ] as const;
  });
  return new Map(views);
}
