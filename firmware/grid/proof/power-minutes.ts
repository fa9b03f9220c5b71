import type { CycleFacts, ProofLimit } from './facts.ts';
import type { NewRow } from './row.ts';

/** The highest value that a ceiling has had, and when it had it last; null = before it there was none. */
interface Highest {
  readonly value: number | null;
  readonly atMs: number;
}

export interface PowerKept {
  /** By place and id. */
  readonly highest: Readonly<Record<string, Highest>>;
}

const minuteMs = 60_000;
/** Minutes before and after an event that belong to it. */
const aroundMinutes = 5;
/** A ceiling that stays lower for so long was lowered by the installer: that is the normal now. */
const normalAfterMs = 7 * 86_400_000;

/** Cycles come every second: a wall clock that moved by more from one to the next was set. */
const clockStepMs = 3_600_000;

/** Means of the power over whole minutes: five before an event, all of it, five after. */
export class PowerMinutes {
  #highest: ReadonlyMap<string, Highest>;
  #seen = false;
  #minute: number | undefined;
  #wallMs: number | undefined;
  #sums = newSums();
  /** The last minutes, in case an event begins. */
  #ring: readonly NewRow[] = [];
  #untilMinute = Number.NEGATIVE_INFINITY;

  constructor(kept?: PowerKept) {
    this.#highest = new Map(Object.entries(kept?.highest ?? {}));
    this.#seen = kept !== undefined;
  }

  save(): PowerKept {
    return { highest: Object.fromEntries(this.#highest) };
  }

  /** `command`: a command came since the last cycle. Gives the minutes that belong into the log. */
  take(facts: CycleFacts, command: boolean): readonly NewRow[] {
    this.#clockWasSet(facts.wallMs);
    const minute = Math.floor(facts.wallMs / minuteMs);
    const rows = this.#minute === undefined || minute === this.#minute ? [] : this.#endMinute(this.#minute);
    this.#minute = minute;
    add(this.#sums, facts);
    const limited = this.#limited(facts);
    if (command || limited) this.#untilMinute = minute + aroundMinutes;
    return command || limited ? [...this.#flush(), ...rows] : rows;
  }

  /** A clock that is set neither ends an event nor draws it out: its times move with the clock. */
  #clockWasSet(wallMs: number): void {
    const stepMs = wallMs - (this.#wallMs ?? wallMs);
    this.#wallMs = wallMs;
    if (Math.abs(stepMs) <= clockStepMs) return;
    this.#untilMinute += Math.round(stepMs / minuteMs);
    this.#highest = new Map(
      [...this.#highest].map(([name, { value, atMs }]) => [name, { value, atMs: atMs + stepMs }]),
    );
  }

  #endMinute(minute: number): readonly NewRow[] {
    const row = minuteRow(minute, this.#sums);
    this.#sums = newSums();
    if (minute <= this.#untilMinute) return [row];
    this.#ring = [...this.#ring, row].slice(-aroundMinutes);
    return [];
  }

  #flush(): readonly NewRow[] {
    const rows = this.#ring;
    this.#ring = [];
    return rows;
  }

  /** Whether some ceiling of an operator is lower than it has been. */
  #limited({ limits, wallMs }: CycleFacts): boolean {
    const before = this.#highest;
    this.#highest = new Map(limits.map((limit) => [nameOf(limit), this.#highestOf(limit, wallMs, before)]));
    this.#seen = true;
    return limits.some((limit) => {
      const most = this.#highest.get(nameOf(limit))?.value ?? Number.POSITIVE_INFINITY;
      return limit.value < most;
    });
  }

  #highestOf(limit: ProofLimit, wallMs: number, before: ReadonlyMap<string, Highest>): Highest {
    const known = before.get(nameOf(limit));
    // A ceiling with variables belongs to the site; one without, that comes while we look on, is itself the event.
    if (known === undefined)
      return { value: this.#seen && limit.variables.length === 0 ? null : limit.value, atMs: wallMs };
    const isNormal = known.value !== null && limit.value >= known.value;
    return isNormal || wallMs - known.atMs > normalAfterMs ? { value: limit.value, atMs: wallMs } : known;
  }
}

const nameOf = ({ place, id }: ProofLimit): string => `${place} ${id}`;

interface Sums {
  readonly chargePoints: { sum: number; count: number };
  readonly grid: { sum: number; count: number };
}

const newSums = (): Sums => ({ chargePoints: { sum: 0, count: 0 }, grid: { sum: 0, count: 0 } });

function add(sums: Sums, { chargePointsW, gridW }: CycleFacts): void {
  for (const [of, value] of [
    [sums.chargePoints, chargePointsW],
    [sums.grid, gridW],
  ] as const) {
    if (value === null) continue;
    of.sum += value;
    of.count += 1;
  }
}

function minuteRow(minute: number, { chargePoints, grid }: Sums): NewRow {
  const mean = ({ sum, count }: Sums['grid']) => (count === 0 ? null : Math.round(sum / count));
  const data = { chargePointsW: mean(chargePoints), gridW: mean(grid) };
  return { stream: 'power', atMs: minute * minuteMs, kind: 'minute', data };
}
