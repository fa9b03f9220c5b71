import type { SessionQuarter } from '../../domain/session.ts';
import { quarterOf } from '../metering-points/quarter-counter.ts';
import type { ByOrigin } from './origin.ts';

/** What a kilowatt hour costs, thousandths of a cent. */
export interface PriceOfEnergy {
  readonly priceMct: number | undefined;
  readonly ownMct: number;
  readonly tariff: string | undefined;
}

/** Energy of one stretch at one price. */
export type Piece = Omit<SessionQuarter, 'session'>;

/** Prices that change all the time do not make rows without end: beyond this many the cost alone follows them. */
const mostInAQuarter = 15;
const minuteMs = 60_000;

/** What the pieces need after a restart. */
export interface PiecesState {
  readonly open: Piece | null;
  readonly held: readonly Piece[];
}

/**
 * The energy of a session in pieces of a quarter hour, cut where the price changes. As long as the clock has not been set
 * nobody knows which quarter hour it is: pieces of a minute are held, and moved when the clock is set.
 */
export class Pieces {
  #open: Piece | undefined;
  #held: readonly Piece[];
  #inQuarter = 0;

  constructor({ open, held }: PiecesState = { open: null, held: [] }) {
    this.#open = open ?? undefined;
    this.#held = held;
  }

  get state(): PiecesState {
    return { open: this.#open ?? null, held: this.#held };
  }

  /** Adds energy; gives the pieces that are over by that. `synced`: the wall clock may be believed. */
  add(atMs: number, wh: ByOrigin, price: PriceOfEnergy, how: { gap: boolean; synced: boolean }): readonly Piece[] {
    const over = this.look(atMs, how.synced);
    const open = this.#open;
    if (open === undefined) {
      this.#open = pieceOf(atMs, wh, price, how.gap);
      return over;
    }
    const same = open.priceMct === price.priceMct && open.ownMct === price.ownMct && open.tariff === price.tariff;
    const many = this.#inQuarter >= mostInAQuarter && (open.priceMct === undefined) === (price.priceMct === undefined);
    if (open.gap === how.gap && (same || many)) {
      this.#open = sum(open, pieceOf(atMs, wh, price, how.gap));
      return over;
    }
    this.#inQuarter += 1;
    return [...over, ...this.#close(how.synced, pieceOf(atMs, wh, price, how.gap))];
  }

  /** Gives the piece that is over because its time is. A clock that was put back ends it too. */
  look(atMs: number, synced: boolean): readonly Piece[] {
    const { fromMs } = this.#open ?? { fromMs: atMs };
    const isOver = synced
      ? quarterOf(fromMs) !== quarterOf(atMs)
      : Math.floor(fromMs / minuteMs) !== Math.floor(atMs / minuteMs);
    if (!isOver) return [];
    this.#inQuarter = 0;
    return this.#close(synced, undefined);
  }

  /** The clock has been set: what is held was so much later. Gives what is over. */
  clockSet(shiftMs: number): readonly Piece[] {
    const moved = [...this.#held, ...(this.#open === undefined ? [] : [this.#open])].map((piece) => ({
      ...piece,
      fromMs: piece.fromMs + shiftMs,
    }));
    this.#held = [];
    const quarters = byQuarter(moved);
    this.#open = quarters.at(-1);
    return quarters.slice(0, -1);
  }

  /** Everything, at the end of the session. */
  finish(): readonly Piece[] {
    const all = [...this.#held, ...(this.#open === undefined ? [] : [this.#open])];
    this.#held = [];
    this.#open = undefined;
    return byQuarter(all);
  }

  #close(synced: boolean, next: Piece | undefined): readonly Piece[] {
    const open = this.#open;
    this.#open = next;
    if (open === undefined) return [];
    if (synced) return [open];
    this.#held = byMinute([...this.#held, open]);
    return [];
  }
}

/** Ten hours of charging by minutes; beyond it the oldest lie as they are. */
const mostHeld = 600;
const byMinute = (pieces: readonly Piece[]): readonly Piece[] =>
  pieces.length <= mostHeld ? pieces : [...byQuarter(pieces.slice(0, -60)), ...pieces.slice(-60)];

function pieceOf(atMs: number, [gridWh, solarWh, batteryWh]: ByOrigin, price: PriceOfEnergy, gap: boolean): Piece {
  const { priceMct, ownMct, tariff } = price;
  return {
    ...{ fromMs: atMs, energyWh: gridWh + solarWh + batteryWh, gridWh, solarWh, batteryWh, priceMct, ownMct, tariff },
    costUct: gridWh * (priceMct ?? 0) + (solarWh + batteryWh) * ownMct,
    gap,
  };
}

function sum(a: Piece, b: Piece): Piece {
  return {
    ...a,
    energyWh: a.energyWh + b.energyWh,
    gridWh: a.gridWh + b.gridWh,
    solarWh: a.solarWh + b.solarWh,
    batteryWh: a.batteryWh + b.batteryWh,
    costUct: a.costUct + b.costUct,
  };
}

/** Neighbours of one quarter hour and one price as one. */
function byQuarter(pieces: readonly Piece[]): readonly Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    const same =
      last !== undefined &&
      quarterOf(last.fromMs) === quarterOf(piece.fromMs) &&
      last.gap === piece.gap &&
      last.priceMct === piece.priceMct &&
      last.ownMct === piece.ownMct &&
      last.tariff === piece.tariff;
    if (same) out[out.length - 1] = sum(last, piece);
    else out.push(piece);
  }
  return out;
}
