import type { PlantState } from '../../scripts/site/control-shapes.ts';
import type { WriteRecord } from '../../scripts/site/modbus/write-log.ts';
import type { Look } from './box.ts';

/** The voltage of the plant, which its grid meter tells. */
const voltageV = 230;
/** Phases that the cars of the scenario use. */
const phasesOfCar: Readonly<Record<string, number>> = { E1: 3, E2: 1, E3: 2, E4: 3 };
/** What the grid meter's noise may move the house load by, per phase. */
const noiseA = 0.5;

/** The box's electronics hold what the firmware says it offers; registers are no finer than 0.1 A. */
export const registersFollow = ({ state, plant }: Look): boolean =>
  state.chargePoints.every(({ id, offeredA }) => near(offeredA, plant.chargePoints[id]?.offeredA));

const near = (offeredA: number | null, heldA: number | undefined): boolean =>
  offeredA !== null && heldA !== undefined && Math.abs(offeredA - heldA) < 0.06;

/** No car draws more than its box holds. */
export const carsFollow = ({ chargePoints }: PlantState): boolean =>
  Object.values(chargePoints).every(({ drawnA, offeredA }) => Math.max(...drawnA) <= offeredA + 0.05);

/** Every car takes nearly all it is offered: nothing of an earlier raise is still on its way. */
export const carsAreUp = ({ chargePoints }: PlantState): boolean =>
  Object.values(chargePoints).every(({ drawnA, offeredA }) => Math.max(...drawnA) > 0.85 * offeredA && offeredA > 0);

export const carsDraw = ({ chargePoints }: PlantState): boolean =>
  Object.values(chargePoints).every(({ drawnA }) => Math.max(...drawnA) > 0);

/** What the cars may take together under these set-points, W. */
export const allowedW = (setpointsA: Iterable<readonly [id: string, amperes: number]>): number =>
  [...setpointsA].reduce((sum, [id, amperes]) => sum + amperes * (phasesOfCar[id] ?? 3) * voltageV, 0);

/** What the boxes' electronics hold. */
export const heldA = ({ chargePoints }: PlantState): readonly (readonly [id: string, amperes: number])[] =>
  Object.entries(chargePoints).map(([id, { offeredA }]) => [id, offeredA]);

/** What a limit on everything in the house leaves to the cars, the noise of the meter allowed for; never below 0, W. */
export const roomW = (limitW: number, houseA: readonly number[]): number =>
  Math.max(0, limitW - houseA.reduce((sum, amperes) => sum + (amperes - noiseA) * voltageV, 0));

const switches = ['enable', 'release', 'remote_lock'];

/** The set-points held by the charge points, replayed write by write from a moment on. */
export class HeldSetpoints {
  readonly #registerA = new Map<string, number>();
  readonly #isOff = new Set<string>();

  constructor({ chargePoints }: PlantState) {
    for (const [id, { registerA, offeredA }] of Object.entries(chargePoints)) {
      this.#registerA.set(id, registerA);
      if (offeredA === 0) this.#isOff.add(id);
    }
  }

  take({ device, quantity, value }: WriteRecord): void {
    if (quantity === 'current_limit') this.#registerA.set(device, Number(value));
    if (switches.includes(quantity) ? value === 0 : Number(value) === 0) this.#isOff.add(device);
    else if (switches.includes(quantity) || !this.#hasSwitch(device)) this.#isOff.delete(device);
  }

  currentsA(): readonly (readonly [id: string, amperes: number])[] {
    return [...this.#registerA].map(([id, amperes]) => [id, this.#isOff.has(id) ? 0 : amperes]);
  }

  /** E1 and E4 of the scenario are switched off by a register of its own, the others by a current of 0. */
  #hasSwitch(device: string): boolean {
    return device === 'E1' || device === 'E4';
  }
}

/** The most that the charge points were ever allowed together while these writes came, W. */
export function highestAllowedW(before: PlantState, writes: readonly WriteRecord[]): number {
  const held = new HeldSetpoints(before);
  let highest = allowedW(held.currentsA());
  for (const write of writes) {
    held.take(write);
    highest = Math.max(highest, allowedW(held.currentsA()));
  }
  return highest;
}
