import type { Clock } from '../../domain/clock.ts';
import type { SeenMessage } from '../rpc/peer.ts';
import { masked, maskedText } from './mask.ts';

/** Which connection a message was of: ours to a backend, or that of a charge point to us. */
export interface LogSource {
  readonly side: 'backend' | 'chargePoint';
  /** Id of the backend; undefined of a charge point. */
  readonly backend?: string;
  /** As the far end knows it: id of the station, or charge box id. */
  readonly station: string;
}

export interface LogEntry extends LogSource {
  /** Rises by one with each entry. */
  readonly number: number;
  readonly atMs: number;
  readonly direction: SeenMessage['direction'];
  readonly kind: SeenMessage['kind'];
  readonly messageId: string;
  readonly action: string | undefined;
  /** JSON with secrets and id tags masked, cut where it is long. */
  readonly payload: string;
  readonly cut: boolean;
  /** What was wrong or put right. */
  readonly note: string | undefined;
}

export interface LogQuestion {
  readonly side?: LogSource['side'] | undefined;
  readonly backend?: string | undefined;
  readonly station?: string | undefined;
  readonly direction?: SeenMessage['direction'] | undefined;
  readonly action?: string | undefined;
  readonly kind?: SeenMessage['kind'] | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Only older ones than this number: to page on. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface LogBounds {
  readonly entries: number;
  /** Characters of payloads, ids and notes. */
  readonly characters: number;
}

/** An hour of ten busy charge points; less than 6 MB. */
const usualBounds: LogBounds = { entries: 5000, characters: 2_000_000 };
/** A meter value of three phases is some 1500 characters. */
const longestPayload = 4096;
const longestNote = 500;

/** The last messages of one station or charge point; the oldest first. */
interface Share {
  entries: LogEntry[];
  /** Entries before this index have been given up: cheaper than shifting a long list. */
  start: number;
  characters: number;
}

/** An entry counts as so many characters besides its own: so the two bounds are one order. */
const entryWeight = 400;
const weightOf = ({ entries, start, characters }: Share): number => characters + (entries.length - start) * entryWeight;

/**
 * The last messages of all stations and charge points, in memory. Where there are too many, whoever has said the most loses
 * his oldest: one that floods does not push out what others said.
 */
export class MessageLog {
  readonly #clock: Clock;
  readonly #bounds: LogBounds;
  readonly #shares = new Map<string, Share>();
  #size = 0;
  #characters = 0;
  #number = 0;

  constructor(clock: Clock, bounds: LogBounds = usualBounds) {
    this.#clock = clock;
    this.#bounds = bounds;
  }

  add(source: LogSource, { direction, kind, id, action, payload, note }: SeenMessage): void {
    const text = kind === 'bad' ? maskedText(String(payload)) : (JSON.stringify(masked(payload)) ?? '');
    this.#number += 1;
    const entry: LogEntry = {
      ...source,
      ...{ number: this.#number, atMs: this.#clock.wallMs(), direction, kind },
      ...{ messageId: id.slice(0, 64), action: action?.slice(0, 64) },
      ...{ payload: text.slice(0, longestPayload), cut: text.length > longestPayload },
      note: note === undefined ? undefined : maskedText(note).slice(0, longestNote),
    };
    const share = this.#shareOf(source);
    share.entries.push(entry);
    share.characters += charactersOf(entry);
    this.#size += 1;
    this.#characters += charactersOf(entry);
    while (this.#size > this.#bounds.entries || this.#characters > this.#bounds.characters) this.#dropOne();
  }

  /** The newest first. */
  find(question: LogQuestion): readonly LogEntry[] {
    return [...this.#shares.values()]
      .flatMap(({ entries, start }) => entries.slice(start).filter((entry) => answers(entry, question)))
      .sort((one, other) => other.number - one.number)
      .slice(0, question.limit);
  }

  get size(): number {
    return this.#size;
  }

  #shareOf({ side, backend = '', station }: LogSource): Share {
    const key = JSON.stringify([side, backend, station]);
    const share = this.#shares.get(key) ?? { entries: [], start: 0, characters: 0 };
    this.#shares.set(key, share);
    return share;
  }

  #dropOne(): void {
    let most: readonly [string, Share] | undefined;
    for (const one of this.#shares) if (most === undefined || weightOf(one[1]) > weightOf(most[1])) most = one;
    if (most === undefined) return;
    const [key, share] = most;
    const oldest = share.entries[share.start];
    const characters = oldest === undefined ? 0 : charactersOf(oldest);
    share.start += 1;
    share.characters -= characters;
    this.#size -= 1;
    this.#characters -= characters;
    if (share.start === share.entries.length) this.#shares.delete(key);
    else if (share.start >= 64 && share.start * 2 > share.entries.length) {
      share.entries = share.entries.slice(share.start);
      share.start = 0;
    }
  }
}

const charactersOf = ({ payload, note = '', messageId, station }: LogEntry): number =>
  payload.length + note.length + messageId.length + station.length;

function answers(entry: LogEntry, question: LogQuestion): boolean {
  const { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY, before } = question;
  const keys = ['side', 'backend', 'station', 'direction', 'action', 'kind'] as const;
  return (
    keys.every((key) => question[key] === undefined || question[key] === entry[key]) &&
    entry.atMs >= fromMs &&
    entry.atMs <= toMs &&
    (before === undefined || entry.number < before)
  );
}
