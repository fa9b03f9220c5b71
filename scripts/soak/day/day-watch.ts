import type { CycleOutput } from '../../../firmware/control/controller.ts';
import { type PhaseIndex, phaseIndexes } from '../../../firmware/domain/phases.ts';
import type { PlantSite } from '../../site/in-process/plant-site.ts';
import { stepS } from '../../site/plant/parameters.ts';
import { fuseA, garageFuseA, garageIds, reserveA } from './day-site.ts';

/** More than the noise of the meter. */
const noticedA = 0.5;
/** A meter that answers again brings its first values so late. */
const meterBackS = 5;

/** How long and how much something was too high: A·s over all phases, s in all, and the longest time without a break. */
export interface Excess {
  ampereS: number;
  inAllS: number;
  longestS: number;
}

/** What a day came to. */
export interface DayFigures {
  cycles: number;
  /** Rows whose offers were more than they bore, and raises that a row could not bear beside what boxes held. */
  brokenI1: number;
  brokenI16: number;
  trips: number;
  energyWh: number;
  /**
   * What flowed above the limit because of cars: at charge points that did not answer, so that nobody could lower them;
   * at others while the meter did not answer; and at others besides: late cars, boxes and meters.
   */
  readonly silentOver: Excess;
  readonly blindOver: Excess;
  readonly lateOver: Excess;
  /** Pilots of charge points that answer, and the true house load, above the row: most of it is not drawn. */
  readonly pilotsOver: Excess;
  /** The first breaches, for whoever has to find out why. */
  readonly first: string[];
}

const none = (): Excess => ({ ampereS: 0, inAllS: 0, longestS: 0 });

/** Watches a day of a plant: in every cycle the offers, in every step what boxes hold and what flows. */
export class DayWatch {
  readonly figures: DayFigures = {
    ...{ cycles: 0, brokenI1: 0, brokenI16: 0, trips: 0, energyWh: 0, first: [] },
    ...{ silentOver: none(), blindOver: none(), lateOver: none(), pilotsOver: none() },
  };
  #before: ReadonlyMap<string, number> | undefined;
  #blindUntilS = 0;
  readonly #sinceS = new Map<Excess, number>();

  cycle(site: PlantSite, output: CycleOutput): void {
    const { figures } = this;
    figures.cycles += 1;
    const offers = new Map(output.decisions.map(({ id, offerMa }) => [id, offerMa ?? 0]));
    const before = this.#before;
    this.#before = offers;
    if (output.starting || before === undefined) return;
    const raised = new Map(
      output.decisions.flatMap(({ id, sendMa = 0 }) => (sendMa > (before.get(id) ?? 0) ? [[id, sendMa] as const] : [])),
    );
    const nodes = site.controller.topology.chargePoints;
    for (const row of output.rows) {
      const members = row.members.map(({ request, weight }) => ({ id: nodes[request]?.config.id ?? '', weight }));
      const sum = (of: (id: string) => number) => members.reduce((all, { id, weight }) => all + weight * of(id), 0);
      const offered = sum((id) => offers.get(id) ?? 0);
      if (offered > Math.max(0, row.capacity) + 1)
        figures.brokenI1 += this.#note(site, `I1 ${row.id}: ${offered} offered, it bears ${row.capacity}`);
      if (!members.some(({ id }) => raised.has(id))) continue;
      const held = sum((id) => Math.max(site.held.get(id) ?? 0, raised.get(id) ?? 0));
      if (held > row.capacity + 1)
        figures.brokenI16 += this.#note(
          site,
          `I16 ${row.id}: ${held} held when a raise goes out, bears ${row.capacity}`,
        );
    }
  }

  /** One step of the plant, under a limit of the house connection in A. */
  step(site: PlantSite, limitA: number): void {
    const { plant } = site;
    const { loadA } = plant.house;
    if ([...site.meters.values()].some(({ answers }) => !answers)) this.#blindUntilS = plant.nowS + meterBackS;
    const blind = plant.nowS < this.#blindUntilS;
    let [silent, late, pilots] = [0, 0, 0];
    for (const p of phaseIndexes) {
      const over = Math.max(0, plant.totalA[p] - limitA) - Math.max(0, loadA[p] - limitA);
      const unreachable = Math.min(
        over,
        sumOn(site, p, (id) => !site.chargePoint(id).answers, drawn),
      );
      silent += unreachable;
      late += over - unreachable;
      const roomA = Math.max(0, limitA - reserveA - Math.max(0, loadA[p]));
      pilots += pilotsOver(site, p, roomA, () => true);
      pilots += pilotsOver(site, p, garageFuseA, (id) => garageIds.includes(id));
    }
    const { silentOver, blindOver, lateOver, pilotsOver: held } = this.figures;
    this.#add(silentOver, silent);
    this.#add(blindOver, blind ? late : 0);
    this.#add(lateOver, blind ? 0 : late);
    this.#add(held, pilots);
    this.figures.trips = plant.fuse.trips;
  }

  #add(excess: Excess, amperes: number): void {
    excess.ampereS += amperes * stepS;
    const sinceS = amperes > noticedA ? (this.#sinceS.get(excess) ?? 0) + stepS : 0;
    if (sinceS > 0) excess.inAllS += stepS;
    excess.longestS = Math.max(excess.longestS, sinceS);
    this.#sinceS.set(excess, sinceS);
  }

  #note(site: PlantSite, text: string): 1 {
    if (this.figures.first.length < 20) this.figures.first.push(`${Math.round(site.plant.nowS)} s: ${text}`);
    return 1;
  }
}

const drawn = (site: PlantSite, id: string, p: PhaseIndex): number => site.chargePoint(id).box.drawnA[p];

/** What the car of a charge point may draw on a phase now. */
function pilot(site: PlantSite, id: string, p: PhaseIndex): number {
  const { box } = site.chargePoint(id);
  const used = box.parameters.wiring.slice(0, box.car?.parameters.phases ?? 0);
  return used.includes(p) ? box.pilotA : 0;
}

function sumOn(site: PlantSite, p: PhaseIndex, counts: (id: string) => boolean, of: typeof drawn): number {
  let sum = 0;
  for (const id of site.chargePoints.keys()) if (counts(id)) sum += of(site, id, p);
  return sum;
}

/** What charge points that answer could have been lowered by. */
function pilotsOver(site: PlantSite, p: PhaseIndex, roomA: number, counts: (id: string) => boolean): number {
  const answering = sumOn(site, p, (id) => counts(id) && site.chargePoint(id).answers, pilot);
  return Math.max(0, Math.min(sumOn(site, p, counts, pilot) - roomA, answering));
}

/** What the house connection may carry, A. */
export const limitOf = (percent: number): number => (fuseA * percent) / 100;
