import type { Clock } from '../domain/clock.ts';
import { NetwachtError } from '../domain/errors.ts';
import type { SiteKnowledge } from '../domain/site/knowledge.ts';
import type { Site } from '../domain/site/schema.ts';
import type { State } from '../domain/state.ts';
import type { OrderMark, StoredOrder, StoredOverride } from '../domain/stored-order.ts';
import type { Store } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import { isPlugged } from './orders.ts';
import {
  changedParts,
  isNothing,
  noOverride,
  type OverrideChange,
  type OverrideParts,
  partsOf,
} from './override-parts.ts';

export interface OrderDeskOptions {
  readonly store: Store;
  readonly site: () => Site | undefined;
  readonly knowledge: SiteKnowledge;
  /** The live state: which car is there, and what its counter shows. */
  readonly current: () => State | undefined;
  readonly clock: Clock;
  /** Asks the worker for a cycle soon: it reads the orders from the disk. */
  readonly nudge: () => void;
}

interface Author {
  readonly name: string;
}

/** Where the ceiling under an override that is off is kept: "atMs mA" of the order it belongs to. */
const underKey = (chargePoint: string): string => `overrideUnder:${chargePoint}`;

/**
 * The main thread's desk for what persons want of charge points. An answered order is on disk and outlives a restart.
 * Throws NetwachtError `noChargePoint`, `past`, `cannotSwitch`, `notPersisted`; then nothing is changed.
 */
export class OrderDesk {
  readonly #options: OrderDeskOptions;

  constructor(options: OrderDeskOptions) {
    this.#options = options;
  }

  /** A ceiling (0 = off), until a time or, without one, until unplugged. */
  override(
    chargePoint: string,
    wanted: { readonly limitA?: number; readonly untilMs?: number; readonly rulesOff: boolean },
    author: Author,
  ): void {
    const { limitA, untilMs, rulesOff } = wanted;
    if (untilMs !== undefined) this.#refusePast(untilMs, 'until');
    this.#put(chargePoint, author, (placed) => {
      this.#options.store.meta.remove(underKey(chargePoint));
      return {
        ...placed,
        kind: 'override',
        ...(limitA === undefined ? {} : { limitMa: Math.floor(limitA * 1000 + 1e-6) }),
        ...(untilMs === undefined ? {} : { untilMs }),
        rulesOff,
      };
    });
  }

  /** A person's word ends what a program wants as well. */
  endOverride(chargePoint: string): void {
    this.#remove(chargePoint, 'override');
    this.#remove(chargePoint, 'remote');
  }

  /** The same by a program that has no name: what another one wants stays. */
  endOverrideAlone(chargePoint: string): void {
    this.#remove(chargePoint, 'override');
  }

  /** A ceiling of a program (0 = off) beside what persons want; it takes back nothing but its own. Always until a time. */
  remote(chargePoint: string, wanted: { readonly limitA: number; readonly untilMs: number }, author: Author): void {
    this.#refusePast(wanted.untilMs, 'until');
    this.#put(chargePoint, author, (placed) => ({
      ...placed,
      kind: 'remote',
      limitMa: Math.floor(wanted.limitA * 1000 + 1e-6),
      untilMs: wanted.untilMs,
    }));
  }

  endRemote(chargePoint: string): void {
    this.#remove(chargePoint, 'remote');
  }

  /** What a program's ceiling allows at the moment; undefined: there is none. */
  remoteMa(chargePoint: string): number | undefined {
    const { store, clock } = this.#options;
    const row = store.orders.all().find((one) => one.kind === 'remote' && one.chargePoint === chargePoint);
    return row?.kind === 'remote' && row.untilMs > clock.wallMs() ? row.limitMa : undefined;
  }

  /** The override as it stands on disk, which is before the next cycle does. Throws `noChargePoint`. */
  overrideNow(chargePoint: string): OverrideParts {
    this.#configOf(chargePoint);
    return this.overridesNow().get(chargePoint) ?? noOverride;
  }

  /** Those of all charge points that have one, in one reading of the disk. */
  overridesNow(): ReadonlyMap<string, OverrideParts> {
    const { store, clock } = this.#options;
    const nowMs = clock.wallMs();
    return new Map(
      store.orders.all().flatMap((row): [string, OverrideParts][] => {
        if (row.kind !== 'override' || (row.untilMs !== undefined && row.untilMs <= nowMs)) return [];
        return [[row.chargePoint, partsOf(row, row.limitMa === 0 ? this.#underMa(row) : undefined)]];
      }),
    );
  }

  /** The ceiling that an override that is off lies over. */
  #underMa({ chargePoint, atMs }: StoredOverride): number | undefined {
    const [ofMs, limitMa] = (this.#options.store.meta.get(underKey(chargePoint)) ?? '').split(' ').map(Number);
    return ofMs === atMs ? limitMa : undefined;
  }

  /** Changes parts of an override, which then lasts until unplugged. A ceiling under `off` is kept and counts again with its end. */
  adjustOverride(chargePoint: string, change: OverrideChange, author: Author): void {
    const parts = changedParts(this.overrideNow(chargePoint), change);
    if (isNothing(parts)) {
      this.#remove(chargePoint, 'override');
      return;
    }
    const { off, limitMa, rulesOff } = parts;
    this.#put(chargePoint, author, (placed) => {
      // First, and only for the order of this moment: a power cut in between leaves the one before as it is.
      if (off && limitMa !== undefined)
        this.#options.store.meta.set(underKey(chargePoint), `${placed.atMs} ${limitMa}`);
      const ceilingMa = off ? 0 : limitMa;
      return { ...placed, kind: 'override', ...(ceilingMa === undefined ? {} : { limitMa: ceilingMa }), rulesOff };
    });
  }

  /** Energy still wanted and when the car leaves; neither of both ends the need. */
  need(
    chargePoint: string,
    wanted: { readonly energyWh?: number; readonly departureMs?: number },
    author: Author,
  ): void {
    if (wanted.energyWh === undefined && wanted.departureMs === undefined) {
      this.#remove(chargePoint, 'need');
      return;
    }
    if (wanted.departureMs !== undefined) this.#refusePast(wanted.departureMs, 'departure');
    const counterWh = this.#stateOf(chargePoint)?.energyWh ?? undefined;
    this.#put(chargePoint, author, (placed) => ({
      ...placed,
      kind: 'need',
      ...wanted,
      ...(counterWh === undefined ? {} : { counterWh }),
    }));
  }

  phases(chargePoint: string, phases: 1 | 3 | 'auto', author: Author): void {
    if (phases === 'auto') {
      this.#remove(chargePoint, 'phases');
      return;
    }
    const config = this.#configOf(chargePoint);
    const switches = this.#options.knowledge.definition(config.definition)?.switchesPhases === true;
    if (!switches || config.wiring.length < 3)
      throw new NetwachtError('cannotSwitch', `${chargePoint} cannot switch between one phase and three`);
    this.#put(chargePoint, author, (placed) => ({ ...placed, kind: 'phases', phases }));
  }

  /** What the worker saw: cars that came and went, times that are over. It says so again until it is on disk. */
  mark(marks: readonly OrderMark[]): void {
    this.#write(() => this.#options.store.orders.mark(marks));
  }

  #put(
    chargePoint: string,
    author: Author,
    order: (placed: Pick<StoredOrder, 'chargePoint' | 'atMs' | 'source' | 'begun'>) => StoredOrder,
  ): void {
    this.#configOf(chargePoint);
    const placed = {
      chargePoint,
      atMs: this.#options.clock.wallMs(),
      source: author.name,
      begun: isPlugged(this.#stateOf(chargePoint)?.state),
    };
    this.#write(() => this.#options.store.orders.put(order(placed)));
  }

  #remove(chargePoint: string, kind: StoredOrder['kind']): void {
    this.#configOf(chargePoint);
    this.#write(() => this.#options.store.orders.remove(chargePoint, kind));
  }

  #write(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'notPersisted') throw error;
      const message = 'the order could not be written to disk, so it was not accepted';
      throw new NetwachtError('notPersisted', message, { cause: error });
    }
    this.#options.nudge();
  }

  #configOf(chargePoint: string) {
    const config = this.#options.site()?.devices.find(({ id, role }) => id === chargePoint && role === 'chargePoint');
    if (config === undefined) throw new NetwachtError('noChargePoint', `There is no charge point ${chargePoint}`);
    return config;
  }

  #stateOf(chargePoint: string) {
    return this.#options.current()?.chargePoints.find(({ id }) => id === chargePoint);
  }

  #refusePast(atMs: number, path: string): void {
    if (atMs <= this.#options.clock.wallMs()) throw new NetwachtError('past', `${path} is over already`, { path });
  }
}
