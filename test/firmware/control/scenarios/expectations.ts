import { healthOf } from '../../../../firmware/control/health.ts';
import type { PlantSite } from '../../../../scripts/site/in-process/plant-site.ts';
import type { Flow } from './flow.ts';
import type { Expectation, Measure } from './scenario-file.ts';

/** Half a mA: numbers of the plant are binary fractions. */
const exactly = 0.0005;

/** Watches one expectation, second by second. */
export class Watched {
  readonly #expected: Expectation;
  readonly #offered = new Map<string, number>();
  #changes = 0;
  #met = false;
  #lastMiss = 'never looked at';

  constructor(expected: Expectation) {
    this.#expected = expected;
  }

  get fromS(): number {
    return this.#expected.atS ?? this.#expected.fromS ?? 0;
  }

  get toS(): number {
    return this.#expected.atS ?? this.#expected.toS ?? 0;
  }

  /** Takes in second `s`; gives a sentence when the expectation is missed for good. */
  look(site: PlantSite, flow: Flow, s: number): string | undefined {
    if (s < this.fromS || s > this.toS) return undefined;
    this.#countChanges(site);
    const miss = this.#misses(site, flow)[0];
    if (!this.#expected.once) return miss && `at ${s} s: ${miss}`;
    if (miss === undefined) this.#met = true;
    else this.#lastMiss = miss;
    return s === this.toS && !this.#met ? `not once from ${this.fromS} to ${s} s: ${this.#lastMiss}` : undefined;
  }

  #misses(site: PlantSite, flow: Flow): string[] {
    const { of, phasesDrawn, reason, reasonNot, byRule, variable, limit, health, ...rest } = this.#expected;
    const ids = of ?? [...site.chargePoints.keys()];
    const found: string[] = [];
    const see = (what: string, value: number, wanted: Measure | undefined, unit: string) => {
      if (!fits(value, wanted)) found.push(`${what} is ${round(value)} ${unit}, expected ${JSON.stringify(wanted)}`);
    };
    const offerA = (id: string) => (site.decision(id).offerMa ?? 0) / 1000;
    const drawn = (id: string) => site.chargePoint(id).box.drawnA;
    const drawnA = (id: string) => Math.max(...drawn(id));
    const energyWh = (id: string) => site.chargePoint(id).box.energyWh;
    for (const id of ids) {
      see(`the offer to ${id}`, offerA(id), rest.offeredA, 'A');
      see(`the draw of ${id}`, drawnA(id), rest.drawnA, 'A');
      see(`the energy of ${id}`, energyWh(id), rest.energyWh, 'Wh');
      see(`the number of phases ${id} draws on`, drawn(id).filter((a) => a > 0.1).length, phasesDrawn, '');
      const { code, rule } = site.decision(id).reason;
      if (reason !== undefined && code !== reason) found.push(`${id} has reason ${code}, expected ${reason}`);
      if (byRule !== undefined && rule !== byRule) found.push(`${id} is decided by rule ${rule}, expected ${byRule}`);
      if (code === reasonNot) found.push(`${id} has reason ${code}, which was not expected`);
    }
    const sum = (value: (id: string) => number) => ids.reduce((total, id) => total + value(id), 0);
    see('the sum of the offers', sum(offerA), rest.sumOfferedA, 'A');
    see('the sum of the draws', sum(drawnA), rest.sumDrawnA, 'A');
    see('the number of charge points with an offer', ids.filter((id) => offerA(id) > 0).length, rest.numberOffered, '');
    see("Jain's index of the energy", jain(ids.map(energyWh)), rest.jain, '');
    if (rest.changes !== undefined) see('the number of new set-points', this.#changes, rest.changes, '');
    see('what flows through the house connection', flow.highestA, rest.flowA, 'A');
    see('what flows through the house connection', flow.highestW, rest.flowW, 'W');
    see('what the cars draw', flow.carsW, rest.carsW, 'W');
    see('the difference of phases that the cars make', flow.carsSkewA, rest.carsSkewA, 'A');
    for (const [id, value] of Object.entries(limit ?? {})) {
      const now = site.records.find((record) => record.id === id)?.value;
      if (now !== value) found.push(`limit ${id} is ${now}, expected ${value}`);
    }
    for (const [name, value] of Object.entries(variable ?? {})) {
      const now = site.table.get(name.toLowerCase())?.value ?? null;
      if (now !== value) found.push(`variable ${name} is ${now}, expected ${value}`);
    }
    if (health !== undefined) {
      const codes = new Set(healthCodes(site));
      if (codes.size !== new Set(health).size || health.some((code) => !codes.has(code)))
        found.push(`health is ${[...codes].join(', ') || 'empty'}, expected ${health.join(', ') || 'none'}`);
    }
    return found;
  }

  #countChanges(site: PlantSite): void {
    for (const id of this.#expected.of ?? site.chargePoints.keys()) {
      const offerMa = site.decision(id).offerMa ?? 0;
      if (offerMa !== (this.#offered.get(id) ?? offerMa)) this.#changes += 1;
      this.#offered.set(id, offerMa);
    }
  }
}

function fits(value: number, wanted: Measure | undefined): boolean {
  if (wanted === undefined) return true;
  if (typeof wanted === 'number') return Math.abs(value - wanted) <= exactly;
  return value >= (wanted.min ?? -Infinity) - exactly && value <= (wanted.max ?? Infinity) + exactly;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** 1 when all have the same, 1/n when one has all. */
function jain(values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b, 0);
  const squares = values.reduce((a, b) => a + b * b, 0);
  return squares === 0 ? 1 : (sum * sum) / (values.length * squares);
}

function healthCodes(site: PlantSite): string[] {
  const { controller, last, records, nowMs, wallMs } = site;
  if (last === undefined) return [];
  return healthOf({
    ...{ topology: controller.topology, devices: site.devices, output: last, limits: records, nowMs, wallMs },
    memoryOf: (id) => controller.memoryOf(id),
  }).flatMap(({ code, severity }) => (severity === 'info' ? [] : [code]));
}
