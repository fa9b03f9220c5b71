import type { CycleOutput } from '../../../firmware/control/controller.ts';
import { nothingKnown } from '../../../firmware/domain/known.ts';
import { phaseIndexes } from '../../../firmware/domain/phases.ts';
import { Grants } from '../../../firmware/ocpp/authorise/grants.ts';
import { AvailabilityVotes } from '../../../firmware/ocpp/relay/availability-votes.ts';
import { BackendView } from '../../../firmware/ocpp/relay/backend-view.ts';
import { RelayedPlace } from '../../../firmware/ocpp/relay/relayed-place.ts';
import type { OcppVersion } from '../../../firmware/ocpp/version.ts';
import { PlantSite } from '../../site/in-process/plant-site.ts';
import type { Box } from '../../site/plant/box.ts';
import { type Random, seededRandom } from '../../site/random.ts';
import { rotation } from '../../site/scenarios/scenario.ts';
import { type HostileCall, hostileCall } from './hostile-profiles.ts';
import { PlantSession } from './plant-session.ts';
import { type Outcome, PlayedStation } from './played-station.ts';

const fuseA = 63;
const ids = ['E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7', 'E8'] as const;
const backends: readonly (readonly [id: string, version: OcppVersion])[] = [
  ['first', '1.6'],
  ['second', '2.0.1'],
  ['third', '1.6'],
];
const voltageV = 230;
const arrivalEveryS = 30;
const lastArrivalS = ids.length * arrivalEveryS;
/** Nothing but cars, and cars that are never full: the whole limit is used all day. */
const quietHouse = { baseA: [0, 0], applianceA: [0, 0] } as const;
const hungry = { batteryWh: 5_000_000, startPercent: 10 } as const;

/** What a day came to. */
export interface RelayFigures {
  seconds: number;
  /** Calls of backends by what became of them. */
  readonly calls: Record<Outcome, number>;
  restarts: number;
  availChanges: number;
  plugs: number;
  /** The highest sum of limits in force on a phase, over the site's limit; 1 = all of it. */
  mostOfLimit: number;
  /** Seconds in which more than 90 % of it were in force on some phase: the limit was really used up. */
  fullSeconds: number;
  /** Seconds and phases at which the sum of limits in force was above the site's limit. */
  aboveSite: number;
  /** Cycles in which offers were more than a row bears. */
  brokenRows: number;
  /** A charge point held more than a backend allowed there. */
  aboveBackend: number;
  /** Calls that reached a charge point: there must be none. */
  passed: number;
  /** Seconds in which some backend lowered some charge point. */
  ceilingSeconds: number;
  energyWh: number;
  readonly first: string[];
}

/** A relay with hostile backends, on a virtual clock: the real profile engine, places and control loop against the plant. */
export class RelayDay {
  readonly figures: RelayFigures = {
    ...{ seconds: 0, restarts: 0, availChanges: 0, plugs: 0, mostOfLimit: 0, fullSeconds: 0, aboveSite: 0 },
    ...{ brokenRows: 0, aboveBackend: 0, passed: 0, ceilingSeconds: 0, energyWh: 0, first: [] },
    calls: { accepted: 0, schema: 0, refused: 0, cleared: 0 },
  };
  readonly #site: PlantSite;
  readonly #random: Random;
  readonly #sessions: readonly PlantSession[];
  #places: readonly RelayedPlace[] = [];
  #stations: readonly PlayedStation[] = [];
  #percent = 100;
  #changed = true;
  #burstUntilS = 0;

  constructor(seed: number) {
    this.#random = seededRandom(`${seed}/relay`);
    this.#site = siteOf(seed, (output) => this.#cycle(output));
    this.#sessions = ids.map((id) => new PlantSession(this.#site, id));
    this.#build([]);
    this.#tell();
  }

  run(seconds: number): RelayFigures {
    for (let s = 0; s < seconds; s += 1) this.#second(s);
    const { figures } = this;
    figures.seconds += seconds;
    figures.energyWh = Math.round([...this.#site.plant.boxes.values()].reduce((sum, box) => sum + box.energyWh, 0));
    figures.passed = this.#sessions.reduce((sum, { calls }) => sum + calls.length, 0);
    return figures;
  }

  #second(s: number): void {
    const random = this.#random;
    if (random.chance(1 / 600)) this.#burstUntilS = s + random.between([5, 60]);
    const calls = s < this.#burstUntilS ? 8 : random.chance(0.5) ? 1 : 0;
    for (let k = 0; k < calls; k += 1) this.#attack();
    if (random.chance(1 / 900)) this.#avail();
    // Not before all first cars have come: none is put in the place of another that stands there.
    if (this.#site.plant.nowS > lastArrivalS && random.chance(1 / 400)) this.#plug();
    if (random.chance(1 / 7200)) this.#restart();
    for (const station of this.#stations) station.tick();
    // The loop is told at once, as known.look() does, and then goes on with its second.
    if (this.#changed) {
      this.#tell();
      this.#site.nudge();
    }
    this.#site.step(1);
    for (const session of this.#sessions) session.look();
    if (this.#changed) {
      this.#tell();
      this.#site.nudge();
    }
    this.#look();
  }

  #attack(): void {
    // Half of the charge points are left alone mostly: what the others may not have they take, up to the site's limit.
    const most = this.#stations.length * (this.#random.chance(0.9) ? 0.5 : 1);
    const k = Math.floor(this.#random.between([0, most]));
    const station = this.#stations[k];
    const backend = backends[k % backends.length];
    if (station === undefined || backend === undefined) return;
    const transaction = this.#sessions[Math.floor(k / backends.length)]?.transaction()?.localTx ?? 'none';
    const call: HostileCall = hostileCall(this.#random, backend[1], this.#site.wallMs, transaction);
    this.figures.calls[station.take(call)] += 1;
  }

  #avail(): void {
    this.#percent = this.#random.pick([0, 10, 30, 50, 70, 100, 100, 100]);
    this.#site.set('AVAIL', this.#percent);
    this.#site.nudge();
    this.figures.availChanges += 1;
  }

  #plug(): void {
    const id = this.#random.pick(ids);
    if (this.#site.chargePoint(id).box.car === undefined) this.#site.plant.plug(id, hungry);
    else this.#site.plant.unplug(id);
    this.figures.plugs += 1;
  }

  /** The box loses its power: profiles come back from disk, places and the loop begin anew. */
  #restart(): void {
    const kept = this.#stations.map(({ document }) => JSON.parse(document) as unknown);
    for (const place of this.#places) place.leave();
    this.#site.restart();
    this.#build(kept);
    this.figures.restarts += 1;
  }

  #build(kept: readonly unknown[]): void {
    const clock = { wallMs: () => this.#site.wallMs, monotonicMs: () => this.#site.nowMs };
    const grants = new Grants(clock);
    const log = { info: () => undefined, warn: () => undefined };
    const changed = () => {
      this.#changed = true;
    };
    this.#places = this.#sessions.map(
      (session) => new RelayedPlace({ session, grants, clock, changed, log, keys: () => [], listsPass: () => true }),
    );
    this.#stations = this.#places.flatMap((place, p) => {
      const votes = new AvailabilityVotes(place);
      return backends.map(([backend, version], b) => {
        const rights = { backend, votes, commands: () => b === 0, heeded: () => true };
        const view = new BackendView(place, rights);
        return new PlayedStation({
          ...{ backend, version, place: view, wallMs: clock.wallMs },
          kept: kept[p * backends.length + b],
        });
      });
    });
    this.#changed = true;
  }

  #tell(): void {
    this.#changed = false;
    const ceilings = this.#places.flatMap((place) => place.ceilings());
    this.#site.known = { ...nothingKnown, ceilings };
  }

  #cycle(output: CycleOutput): void {
    if (output.starting) return;
    const offers = new Map(output.decisions.map(({ id, offerMa }) => [id, offerMa ?? 0]));
    const nodes = this.#site.controller.topology.chargePoints;
    for (const row of output.rows) {
      const offered = row.members.reduce(
        (sum, { request, weight }) => sum + weight * (offers.get(nodes[request]?.config.id ?? '') ?? 0),
        0,
      );
      if (offered <= Math.max(0, row.capacity) + 1) continue;
      this.figures.brokenRows += 1;
      this.#note(`row ${row.id}: ${offered} mA offered, it bears ${row.capacity}`);
    }
  }

  /** What boxes hold at the end of a second, against the site's limit and against every backend's. */
  #look(): void {
    const { figures } = this;
    const { boxes } = this.#site.plant;
    const limitA = (fuseA * this.#percent) / 100;
    let isFull = false;
    for (const p of phaseIndexes) {
      let sumA = 0;
      for (const box of boxes.values()) if (usedPhases(box).includes(p)) sumA += box.offeredA;
      if (limitA > 0) figures.mostOfLimit = Math.max(figures.mostOfLimit, sumA / limitA);
      isFull ||= sumA > limitA * 0.9;
      if (sumA <= limitA + 0.001) continue;
      figures.aboveSite += 1;
      this.#note(`phase ${p}: ${sumA.toFixed(2)} A in force, the site has ${limitA}`);
    }
    if (isFull) figures.fullSeconds += 1;
    let lowered = false;
    for (const place of this.#places) {
      const box = boxes.get(place.id);
      const mostA = allowedA(place, box === undefined ? 3 : usedPhases(box).length);
      if (mostA < 32) lowered = true;
      const heldA = box?.offeredA ?? 0;
      if (heldA <= mostA + 0.001) continue;
      figures.aboveBackend += 1;
      this.#note(`${place.id} holds ${heldA} A, a backend allows ${mostA.toFixed(2)}`);
    }
    if (lowered) figures.ceilingSeconds += 1;
  }

  #note(text: string): void {
    const { first } = this.figures;
    if (first.length < 20) first.push(`${Math.round(this.#site.plant.nowS)} s: ${text}`);
  }
}

/** The phases on which a limit can be used up: those of the car, all of the box where none is plugged in. */
const usedPhases = ({ parameters: { wiring }, car }: Box): readonly number[] =>
  car === undefined ? wiring : wiring.slice(0, car.parameters.phases);

/** The least of what backends allow at a place, A per phase; watts are shared by the phases that can be used. */
const allowedA = (place: RelayedPlace, phases: number): number =>
  Math.min(
    32,
    ...place
      .ceilings()
      .flatMap(({ maxMa, maxW }) => [
        (maxMa ?? Number.POSITIVE_INFINITY) / 1000,
        (maxW ?? Number.POSITIVE_INFINITY) / (voltageV * phases),
      ]),
  );

const siteOf = (seed: number, watch: (output: CycleOutput) => void): PlantSite =>
  new PlantSite({
    watch: (_site, output) => watch(output),
    document: {
      ...{ name: 'Relay', timezone: 'Europe/Amsterdam' },
      circuits: [
        {
          ...{ id: 'house', fuseA, reserveA: 1 },
          limits: [{ id: 'operator', unit: 'A', value: `${fuseA} * AVAIL / 100`, fallback: 6 }],
        },
      ],
      lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
      devices: [
        { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
        ...ids.map((id, k) => ({
          ...{ id, definition: 'a-box', address: `10.0.0.${k + 1}:502`, phases: rotation(k).phases },
          ...{ maxCurrentA: 32, circuit: 'house', failsafeCurrentA: 6 },
        })),
      ],
      variables: [{ name: 'AVAIL', value: 100 }],
    },
    plant: {
      ...{ seed, fuseA, house: quietHouse },
      boxes: ids.map((id, k) => ({
        ...{ id, wiring: rotation(k).wiring, failsafeA: 6, car: hungry, arrivesS: k * arrivalEveryS },
      })),
    },
  });
