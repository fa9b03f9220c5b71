import { phaseIndexes } from '../../../firmware/domain/phases.ts';
import { PlantSite } from '../../site/in-process/plant-site.ts';
import { stepS } from '../../site/plant/parameters.ts';
import { rotation } from '../../site/scenarios/scenario.ts';
import type { FaultRow } from './table.ts';

const fuseA = 40;
const houseA = [5, 5, 5] as const;
const ids = ['E1', 'E2', 'E3', 'E4'] as const;
/** The fault comes when all cars charge and their phases are known. */
const faultAtS = 120;
const watchedS = 120;
const seeds = 20;
/** More than the noise of the meter. */
const noticedA = 0.5;

interface Fault {
  readonly fault: string;
  /** What happens in the same second, so that the fault matters. */
  readonly beside: string;
  begin(site: PlantSite): void;
  /** Ends the fault, so many seconds after its begin. */
  readonly endsAfterS?: number;
  end?(site: PlantSite): void;
  readonly limitA: number;
  /** When the rule of control.md for this fault acts at the latest, s after its begin. */
  readonly ruleS: number;
}

const silence = (site: PlantSite, of: readonly string[], silent: boolean): void => {
  for (const id of of) site.chargePoint(id).answers = !silent;
};
const meterAnswers = (site: PlantSite, answers: boolean): void => {
  for (const meter of site.meters.values()) meter.answers = answers;
};
const kettle = (site: PlantSite): void => site.plant.house.fix([houseA[0] + 12, houseA[1], houseA[2]]);
const drop = (site: PlantSite): void => {
  site.set('AVAIL', 60);
  site.nudge();
};
const dropA = fuseA * 0.6;

const staleMeter = (seconds: number, ruleS: number): Fault => ({
  fault: `meter stale ${seconds} s`,
  beside: 'a kettle of 12 A on L1, seen by nobody',
  ...{ limitA: fuseA, ruleS, endsAfterS: seconds },
  begin: (site) => {
    meterAnswers(site, false);
    kettle(site);
  },
  end: (site) => meterAnswers(site, true),
});

const faults: readonly Fault[] = [
  staleMeter(3, 3),
  staleMeter(10, 10),
  // After 10 s everybody is at 6 A or less beside the worst house load known, which the kettle is no part of; 0 after 60 s.
  staleMeter(90, 60),
  {
    fault: 'charge point silent',
    beside: 'the limit drops to 60 %',
    ...{ limitA: dropA, ruleS: 3 },
    begin: (site) => {
      silence(site, ['E1'], true);
      drop(site);
    },
  },
  {
    fault: 'write unconfirmed: the box goes on with its old set-point and says so',
    beside: 'the limit drops to 60 %',
    ...{ limitA: dropA, ruleS: 20 },
    begin: (site) => {
      site.chargePoint('E1').obeys = false;
      drop(site);
    },
  },
  {
    fault: 'write unconfirmed: the box says it took it, and goes on drawing',
    beside: 'the limit drops to 60 %',
    ...{ limitA: dropA, ruleS: 15 },
    begin: (site) => {
      Object.assign(site.chargePoint('E1'), { obeys: false, lies: true });
      drop(site);
    },
  },
  {
    fault: 'write unconfirmed: it takes effect, its reply is lost',
    beside: 'the limit drops to 60 %',
    ...{ limitA: dropA, ruleS: 0 },
    begin: (site) => {
      site.chargePoint('E1').replies = false;
      drop(site);
    },
  },
  {
    fault: 'line dead with meter and two charge points',
    beside: 'the limit drops to 60 %',
    ...{ limitA: dropA, ruleS: 3 },
    begin: (site) => {
      meterAnswers(site, false);
      silence(site, ['E1', 'E2'], true);
      drop(site);
    },
  },
  {
    fault: 'restart in the middle of a limit',
    beside: 'the limit has dropped to 60 % in the same second',
    ...{ limitA: dropA, ruleS: 3 },
    begin: (site) => {
      drop(site);
      site.restart();
    },
  },
];

/** Every fault on the plant in process, with cars, boxes and meters by chance: the worst of all seeds. */
export function inProcessRows(): readonly FaultRow[] {
  return faults.map((fault) => {
    const runs = Array.from({ length: seeds }, (_, k) => runFault(fault, k + 1));
    const worst = runs.toSorted((a, b) => b.longestS - b.explainedS - (a.longestS - a.explainedS))[0] as Run;
    return {
      ...{ fault: fault.fault, beside: fault.beside, limit: `${fault.limitA} A` },
      before: `${Math.max(...runs.map(({ beforeA }) => beforeA)).toFixed(1)} A`,
      most: `${Math.max(...runs.map(({ mostA }) => mostA)).toFixed(1)} A`,
      overS: Math.max(...runs.map(({ longestS }) => longestS)),
      unreachable: runs.some(({ unreachable }) => unreachable),
      ...{ ruleS: fault.ruleS, worstS: worst.longestS, explainedS: worst.explainedS },
    };
  });
}

interface Run {
  /** Highest phase when the fault began, and after it, A. */
  readonly beforeA: number;
  readonly mostA: number;
  /** Longest time above the limit that charge points which answer, or could, made; what rule and lateness explain. */
  readonly longestS: number;
  readonly explainedS: number;
  /** What charge points that do not answer drew was above the limit by itself. */
  readonly unreachable: boolean;
}

function runFault(fault: Fault, seed: number): Run {
  const site = faultSite(seed);
  const { plant } = site;
  plant.house.fix(houseA);
  site.step(faultAtS);
  const beforeA = Math.max(...plant.totalA);
  fault.begin(site);
  let [mostA, overS, longestS] = [0, 0, 0];
  let unreachable = false;
  for (let s = 0; s < watchedS; s += 1) {
    if (s === fault.endsAfterS) fault.end?.(site);
    site.step(1, () => {
      mostA = Math.max(mostA, ...plant.totalA);
      const silent = [...site.chargePoints.values()].filter(({ answers }) => !answers);
      const over = phaseIndexes.map((p) => {
        const rest = plant.totalA[p] - silent.reduce((sum, { box }) => sum + box.drawnA[p], 0);
        const excess = plant.totalA[p] - fault.limitA;
        const others = Math.min(excess, rest - plant.house.loadA[p]);
        if (excess > noticedA && others <= noticedA) unreachable = true;
        return others;
      });
      overS = Math.max(...over) > noticedA ? overS + stepS : 0;
      longestS = Math.max(longestS, overS);
    });
  }
  return { beforeA, mostA, longestS, explainedS: fault.ruleS + lateS(site), unreachable };
}

/** The meter's age, a cycle, and the slowest way from a set-point to the current that follows it. */
function lateS({ plant }: PlantSite): number {
  const ways = [...plant.boxes.values()].map(({ parameters, car }) => {
    const { deadTimeS = 0, rampDownAPerS = 1, stopS = [0, 0], maxA = 0 } = car?.parameters ?? {};
    return parameters.pilotDelayS + Math.max(deadTimeS + maxA / rampDownAPerS, stopS[1]);
  });
  return plant.gridMeter.parameters.ageS + 2 + Math.max(...ways);
}

function faultSite(seed: number): PlantSite {
  return new PlantSite({
    document: {
      ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam' },
      circuits: [
        {
          ...{ id: 'house', fuseA },
          limits: [{ id: 'operator', unit: 'A', value: `${fuseA} * AVAIL / 100`, fallback: 6 }],
        },
      ],
      lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
      devices: [
        { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
        ...ids.map((id, k) => ({
          ...{ id, definition: 'a-box', address: `10.0.0.${k + 1}:502`, phases: rotation(k).phases, maxCurrentA: 32 },
        })),
      ],
      variables: [{ name: 'AVAIL', value: 100 }],
    },
    plant: {
      ...{ seed, fuseA },
      boxes: ids.map((id, k) => ({ id, wiring: rotation(k).wiring, car: { startPercent: 20, batteryWh: 80_000 } })),
    },
  });
}
