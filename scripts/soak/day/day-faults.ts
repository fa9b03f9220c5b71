import type { PlantSite } from '../../site/in-process/plant-site.ts';
import { type Random, seededRandom } from '../../site/random.ts';
import { ids, readBackIds } from './day-site.ts';

const faults = ['silent', 'line', 'meter', 'avail', 'restart', 'boxRestart', 'plug'] as const;
export type DayFault = (typeof faults)[number];

/** Something that goes wrong comes so often. */
const everyS = [10, 180] as const;

/** What goes wrong in a day, by chance; the same seed gives the same day. */
export class DayFaults {
  readonly counts: Record<DayFault, number> = {
    ...{ silent: 0, line: 0, meter: 0, avail: 0, restart: 0, boxRestart: 0, plug: 0 },
  };
  /** Time of the day at which something last changed that the charge points cannot know before they are told. */
  lastS = Number.NEGATIVE_INFINITY;
  allowedPercent = 100;
  readonly #site: PlantSite;
  readonly #random: Random;
  #nextS = 60;
  #ends: { readonly atS: number; readonly end: () => void }[] = [];

  constructor(site: PlantSite, seed: number) {
    this.#site = site;
    this.#random = seededRandom(`${seed}/day`);
  }

  /** What happens in second `s` of the day. */
  happen(s: number): void {
    const over = this.#ends.filter(({ atS }) => atS <= s);
    this.#ends = this.#ends.filter(({ atS }) => atS > s);
    for (const { end } of over) {
      end();
      this.lastS = s;
    }
    if (s < this.#nextS) return;
    this.#nextS = s + this.#random.between(everyS);
    const fault = this.#random.pick(faults);
    this.counts[fault] += 1;
    this.lastS = s;
    this[fault](s);
  }

  silent(s: number): void {
    this.#silence([this.#random.pick(ids)], s + this.#random.between([2, 300]));
  }

  /** One cut cable: the meter and three charge points. */
  line(s: number): void {
    const untilS = s + this.#random.between([2, 120]);
    this.#silence(ids.slice(0, 3), untilS);
    this.#silenceMeter(untilS);
  }

  meter(s: number): void {
    this.#silenceMeter(s + this.#random.between([2, 90]));
  }

  avail(): void {
    this.allowedPercent = this.#random.pick([0, 10, 30, 50, 70, 100, 100, 100]);
    this.#site.set('AVAIL', this.allowedPercent);
    this.#site.nudge();
  }

  /** The controller loses its power; cars and boxes go on as they are until it is there again. */
  restart(): void {
    this.#site.restart();
  }

  /** Only of those that say what they hold: what another one holds after it nobody can know. */
  boxRestart(): void {
    this.#site.chargePoint(this.#random.pick(readBackIds)).restart(this.#site.plant.nowS);
  }

  plug(): void {
    const id = this.#random.pick(ids);
    const { box } = this.#site.chargePoint(id);
    if (box.car === undefined) this.#site.plant.plug(id);
    else this.#site.plant.unplug(id);
  }

  #silence(of: readonly string[], untilS: number): void {
    const answer = (answers: boolean) => {
      for (const id of of) this.#site.chargePoint(id).answers = answers;
    };
    answer(false);
    this.#ends.push({ atS: untilS, end: () => answer(true) });
  }

  #silenceMeter(untilS: number): void {
    const answer = (answers: boolean) => {
      for (const meter of this.#site.meters.values()) meter.answers = answers;
    };
    answer(false);
    this.#ends.push({ atS: untilS, end: () => answer(true) });
  }
}
