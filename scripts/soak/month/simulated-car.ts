import type { ChargeState } from '../../../firmware/domain/device.ts';
import type { ReasonCode } from '../../../firmware/domain/reason.ts';
import type { Random } from '../../site/random.ts';

/** One bay of the simulated month: cars come and go by chance, the counter counts what they draw. */
export class SimulatedBay {
  readonly id: string;
  readonly #chance: Random;
  state: ChargeState = 'A';
  reason: ReasonCode = 'noCar';
  /** Of the car that is there. */
  phases: 1 | 3 = 3;
  offeredA = 0;
  drawnA = [0, 0, 0];
  powerW = 0;
  /** Exact; the box shows whole watt-hours. */
  countedWh: number;
  /** Seconds left of what the bay is in: empty, or occupied. */
  #leftS: number;
  #needWh = 0;
  #carA = 16;

  constructor(id: string, chance: Random) {
    this.id = id;
    this.#chance = chance;
    this.countedWh = Math.floor(chance.between([0, 5_000_000]));
    this.#leftS = chance.between([600, 60_000]);
  }

  get charging(): boolean {
    return this.state === 'C';
  }

  /** One second with `offerA` on offer and these voltages. */
  step(offerA: number, voltageV: readonly number[], wallS: number): void {
    this.#leftS -= 1;
    if (this.state === 'A') {
      if (this.#leftS <= 0) this.#arrive(wallS);
    } else if (this.#leftS <= 0) this.#leave();
    if (this.state !== 'A') this.#charge(offerA);
    this.powerW = 0;
    for (let p = 0; p < 3; p += 1) this.powerW += (this.drawnA[p] as number) * (voltageV[p] as number);
    this.powerW = Math.round(this.powerW);
    this.countedWh += this.powerW / 3600;
    this.#needWh -= this.powerW / 3600;
  }

  #arrive(wallS: number): void {
    const chance = this.#chance;
    this.state = 'C';
    this.phases = chance.pick([1, 3, 3]);
    this.#carA = chance.pick([16, 16, 16, 12.9, 31.5]);
    this.#needWh = chance.between([3000, 45_000]);
    // By night cars stay until the morning.
    const hour = (wallS / 3600) % 24;
    this.#leftS = chance.between(hour > 15 ? [6 * 3600, 15 * 3600] : [1800, 8 * 3600]);
  }

  #leave(): void {
    this.state = 'A';
    this.reason = 'noCar';
    this.offeredA = 0;
    this.drawnA = [0, 0, 0];
    this.#leftS = this.#chance.between([1800, 20 * 3600]);
  }

  #charge(offerA: number): void {
    const chance = this.#chance;
    this.state = this.#needWh > 0 ? (offerA >= 6 ? 'C' : 'B') : 'B';
    this.offeredA = offerA;
    this.reason =
      this.#needWh <= 0 ? 'carFull' : offerA < 6 ? 'waitingTurn' : offerA < this.#carA ? 'circuit' : 'carLimit';
    for (let p = 0; p < 3; p += 1) {
      const wanted = this.state === 'C' && p < this.phases ? Math.min(offerA, this.#carA) : 0;
      const before = this.drawnA[p] as number;
      // Cars follow within seconds, and are never quite still.
      const next = wanted === 0 ? 0 : before + (wanted - before) * 0.4 + (chance.next() - 0.5) * 0.05;
      this.drawnA[p] = Math.round(Math.max(0, next) * 1000) / 1000;
    }
  }
}
