import { allocate } from '../../../firmware/allocation/allocate.ts';
import type { AllocationRequest, Row } from '../../../firmware/allocation/types.ts';
import { type Need, needOf } from '../../../firmware/control/need.ts';
import { phaseIndexes, phaseNames, zeroPhases } from '../../../firmware/domain/phases.ts';
import { backgroundA, type Case, pathUp } from './case-file.ts';
import type { PluggedCar } from './plugged-car.ts';

/** What a decision may know beside what was learned. */
export type Knowledge = 'nothing' | 'departure' | 'departure+energy';

/** Ranks are held this long, as by the controller (`slotS`). */
const slotSec = 900;

/** Decides period by period with the product's own allocation; remembers only the ranks it gave. */
export class Decisions {
  readonly #case: Case;
  readonly #know: Knowledge;
  readonly #paths: readonly (readonly number[])[];
  readonly #ranks = new WeakMap<PluggedCar, { readonly for: string; readonly rank: number | undefined }>();

  constructor(facts: Case, know: Knowledge) {
    this.#case = facts;
    this.#know = know;
    this.#paths = facts.nodes.map((_, node) => pathUp(facts.nodes, node));
  }

  /** Offers for the cars that want current, A, in their order. */
  offersA(cars: readonly PluggedCar[], period: number): readonly number[] {
    const { skewA, periodSec } = this.#case;
    const slot = Math.floor((period * periodSec) / slotSec);
    const results = allocate({
      rows: this.#rows(cars, period),
      requests: cars.map((car) => this.#request(car, period, slot)),
      slot,
      ...(skewA === undefined
        ? {}
        : { imbalance: { maxMa: skewA * 1000, houseMa: zeroPhases, reason: { code: 'imbalance' } } }),
    });
    return results.map(({ targetMa }) => targetMa / 1000);
  }

  #rows(cars: readonly PluggedCar[], period: number): readonly Row[] {
    return this.#case.nodes.flatMap((node, n) => {
      const inside = cars.flatMap((car, request) => (this.#paths[car.station.node]?.includes(n) ? [request] : []));
      const houseA = backgroundA(node, period);
      return phaseIndexes.map((p) => ({
        ...{ id: `${node.name}/${phaseNames[p]}`, circuit: node.name, quantity: phaseNames[p], steady: true },
        capacity: ((node.limitA[p] ?? 0) - (houseA[p] ?? 0)) * 1000,
        members: inside
          .filter((request) => cars[request]?.phases.includes(p))
          .map((request) => ({ request, weight: 1 })),
        reason: { code: 'circuit' as const },
      }));
    });
  }

  #request(car: PluggedCar, period: number, slot: number): AllocationRequest {
    const { station } = car;
    return {
      id: String(car.index),
      ...{ minMa: station.minA * 1000, maxMa: car.maxA * 1000, stepMa: station.stepA * 1000, tier: 1 },
      ...{ charging: car.offerA > 0, dwell: false, ...this.#need(car, period, slot) },
      sessionEnergyWh: car.chargedKwh * 1000,
      waitingMs: car.offerA > 0 ? 0 : (period - car.arrival) * this.#case.periodSec * 1000,
      ...(car.phaseCount === undefined
        ? { skewPhases: station.rotation.slice(0, 1), possiblePhases: station.rotation.slice(1) }
        : { skewPhases: car.phases }),
      reason: { code: 'deviceLimit' },
    };
  }

  #need(car: PluggedCar, period: number, slot: number): Need {
    if (this.#know === 'nothing') return {};
    const { needMa, rank } = needOf({
      ...(this.#know === 'departure' ? {} : { energyLeftWh: (car.requestedKwh - car.chargedKwh) * 1000 }),
      ...(car.phaseCount === undefined ? {} : { phaseCount: car.phaseCount }),
      leavesInS: (car.departure - period) * this.#case.periodSec,
      maxMa: car.maxA * 1000,
      phaseVoltageV: car.station.voltage,
      charging: car.offerA > 0,
    });
    const known = `${slot}/${car.phaseCount}/${car.maxA}`;
    const held = this.#ranks.get(car);
    const kept = held?.for === known ? held.rank : rank;
    this.#ranks.set(car, { for: known, rank: kept });
    return { ...(needMa === undefined ? {} : { needMa }), ...(kept === undefined ? {} : { rank: kept }) };
  }
}
