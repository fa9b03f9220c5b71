import { setTimeout as pause } from 'node:timers/promises';
import type { State } from '../../firmware/api/shapes.ts';
import type { PlantState } from '../../scripts/site/control-shapes.ts';
import type { Random } from '../../scripts/site/random.ts';
import { Box, quickTiming } from './box.ts';

/** What a session was, as the plant itself counts it. */
export interface TrueSession {
  readonly chargePoint: string;
  readonly energyWh: number;
}

/** What the box says of one. */
export interface ToldSession {
  readonly id: number;
  readonly chargePoint: string;
  readonly energyWh: number;
  readonly gridWh: number;
  readonly solarWh: number;
  readonly batteryWh: number;
  readonly meterStartWh: number;
  readonly meterStopWh: number;
  readonly unpluggedAt: string | null;
  readonly flags: readonly string[];
}

interface Place {
  pluggedAtWh: number | undefined;
  /** When the first look ended since which every look has shown this state, ms; undefined: the last one did not. */
  seenSinceMs: number | undefined;
  /** How long the firmware has told this state for sure, ms: from the end of the first look to the begin of the last. */
  seenMs: number;
}

const lookEveryMs = 150;
/** The firmware itself waits 20 s for it. */
const lastWordMs = 25_000;
/** An unplugged car is believed after 3 s; one that is plugged in at once. */
const seenEnoughMs = { plugged: 1500, unplugged: 4500 } as const;

/** A simulated site whose cars come and go, and what they really took; the firmware before it may be killed at any time. */
export class SessionTruth {
  readonly sessions: TrueSession[] = [];
  readonly #box: Box;
  readonly #random: Random;
  readonly #places = new Map<string, Place>();

  private constructor(box: Box, random: Random) {
    this.#box = box;
    this.#random = random;
  }

  /** Nobody is plugged in, and the firmware has not been started yet. */
  static async begin(random: Random): Promise<{ readonly box: Box; readonly truth: SessionTruth }> {
    const edit = (site: object) => ({ ...site, timing: { ...quickTiming, minOnS: 1 } });
    const box = await Box.open({ start: false, houseA: [1, 1, 1], edit });
    const truth = new SessionTruth(box, random);
    for (const id of Object.keys((await box.site.control.state()).chargePoints)) {
      await box.site.control.change(id, { plugged: false });
      truth.#places.set(id, { pluggedAtWh: undefined, seenSinceMs: undefined, seenMs: 0 });
    }
    return { box, truth };
  }

  /** Lets the firmware run for so long, looking at what it sees. */
  async run(ms: number): Promise<void> {
    const endMs = performance.now() + ms;
    for (let nowMs = performance.now(); nowMs < endMs; nowMs = performance.now()) {
      await pause(Math.min(lookEveryMs, endMs - nowMs));
      const beganMs = performance.now();
      const state = await this.#box.state().catch(() => undefined);
      if (state === undefined) this.#sawNothing();
      else this.#saw(state, await this.#box.site.control.state(), beganMs);
    }
  }

  /** Waits until the firmware knows every charge point as it is. */
  async settle(): Promise<void> {
    for (let k = 0; k < 60 && ![...this.#places.values()].every((place) => isKnown(place)); k += 1) await this.run(500);
  }

  /** Cars come and go: each that the firmware knows about, with a chance. */
  async move(chance: number): Promise<void> {
    for (const [id, place] of this.#places) {
      if (isKnown(place) && this.#random.chance(chance)) await this.#toggle(id, place);
    }
  }

  /** Ends what runs and waits until the firmware knows it. */
  async end(): Promise<void> {
    await this.settle();
    for (const [id, place] of this.#places) if (place.pluggedAtWh !== undefined) await this.#toggle(id, place);
    let told: readonly ToldSession[] = [];
    const facts = () => JSON.stringify({ told, really: this.sessions }, null, 1);
    const over = async () => {
      told = await this.told();
      return told.length >= this.sessions.length && told.every(({ unpluggedAt }) => unpluggedAt !== null);
    };
    await this.#box.until('all sessions are over', over, facts);
  }

  async told(): Promise<readonly ToldSession[]> {
    const reply = await this.#box.get('/api/v1/sessions');
    return (reply.json as { readonly sessions: readonly ToldSession[] }).sessions;
  }

  /**
   * Ends everything and says what is wrong with what the box tells, by charge point in the order of time; empty: nothing.
   * The last word of the counters is waited for.
   */
  async faults(stepWh: Readonly<Record<string, number>>): Promise<readonly string[]> {
    await this.end();
    let faults: readonly string[] = ['not looked at'];
    for (const endMs = performance.now() + lastWordMs; faults.length > 0 && performance.now() < endMs; ) {
      await pause(1000);
      faults = await this.#faultsNow(stepWh);
    }
    return faults;
  }

  async #faultsNow(stepWh: Readonly<Record<string, number>>): Promise<readonly string[]> {
    const all = await this.told();
    const faults: string[] = [];
    if (new Set(all.map(({ id }) => id)).size !== all.length) faults.push('a number stands twice');
    for (const chargePoint of this.#places.keys()) {
      const told = all.filter((one) => one.chargePoint === chargePoint).sort((a, b) => a.id - b.id);
      const really = this.sessions.filter((one) => one.chargePoint === chargePoint);
      if (told.length !== really.length)
        faults.push(`${chargePoint}: ${told.length} told, ${really.length} there were`);
      for (const [k, one] of told.entries()) faults.push(...this.#faultsOf(one, really[k], stepWh[chargePoint] ?? 1));
      for (const one of told) faults.push(...(await this.#quartersOff(one)));
    }
    return faults;
  }

  #faultsOf(told: ToldSession, really: TrueSession | undefined, stepWh: number): readonly string[] {
    const { id, chargePoint, energyWh, gridWh, solarWh, batteryWh } = told;
    const what = `${chargePoint} session ${id} (${told.flags.join(' ')})`;
    const faults: string[] = [];
    if (really !== undefined && Math.abs(energyWh - really.energyWh) > stepWh + 1)
      faults.push(`${what}: told ${energyWh} Wh, really ${really.energyWh.toFixed(1)} Wh`);
    if (gridWh + solarWh + batteryWh !== energyWh) faults.push(`${what}: its parts are not its energy`);
    if (told.meterStopWh - told.meterStartWh !== energyWh) faults.push(`${what}: its meter says something else`);
    return faults;
  }

  async #quartersOff({ id, energyWh }: ToldSession): Promise<readonly string[]> {
    const { json } = await this.#box.get(`/api/v1/sessions/${id}`);
    const { quarters } = json as { readonly quarters: readonly { readonly energyWh: number }[] };
    const sum = quarters.reduce((wh, quarter) => wh + quarter.energyWh, 0);
    return sum === energyWh ? [] : [`session ${id}: quarter hours have ${sum} Wh, the session ${energyWh}`];
  }

  async #toggle(id: string, place: Place): Promise<void> {
    const plugged = place.pluggedAtWh === undefined;
    const plant = await this.#box.site.control.change(id, plugged ? { plugged, eager: true } : { plugged });
    const energyWh = energyOf(plant, id);
    if (place.pluggedAtWh !== undefined)
      this.sessions.push({ chargePoint: id, energyWh: energyWh - place.pluggedAtWh });
    place.pluggedAtWh = plugged ? energyWh : undefined;
    place.seenSinceMs = undefined;
    place.seenMs = 0;
  }

  /** A box that was started anew begins to look anew. */
  #sawNothing(): void {
    for (const place of this.#places.values()) place.seenSinceMs = undefined;
  }

  /** What it sees counts once its counter is that of the plant: what nobody could know is not asked. */
  #saw(state: State, plant: PlantState, beganMs: number): void {
    for (const point of state.chargePoints) {
      const place = this.#places.get(point.id);
      if (place === undefined) continue;
      if (point.state === null) {
        place.seenSinceMs = undefined;
        continue;
      }
      const plugged = point.state !== 'A';
      const known = plugged || Math.abs((point.energyWh ?? Number.NaN) - energyOf(plant, point.id)) < 1.5;
      if (plugged === (place.pluggedAtWh !== undefined) && known) {
        place.seenSinceMs ??= performance.now();
        // A look may take seconds on a slow machine: they are not counted.
        place.seenMs = Math.max(place.seenMs, beganMs - place.seenSinceMs);
      } else {
        place.seenSinceMs = undefined;
        place.seenMs = 0;
      }
    }
  }
}

const isKnown = ({ pluggedAtWh, seenMs }: Place): boolean =>
  seenMs >= (pluggedAtWh === undefined ? seenEnoughMs.unplugged : seenEnoughMs.plugged);

const energyOf = (plant: PlantState, id: string): number => plant.chargePoints[id]?.energyWh ?? Number.NaN;
