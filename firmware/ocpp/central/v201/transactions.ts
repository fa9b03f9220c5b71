import type { MeterValue, TagInfo } from '../../ports.ts';
import type { News } from '../driver.ts';
import type { TransactionNews } from './transaction-event.ts';

/** A transaction as far as this charge point has told of it. */
interface Known {
  evse: number;
  tag: string | undefined;
  begun: boolean;
  /** Its beginning was seen: what is not told inside yet is really new. Else it may have been told before we started. */
  readonly fresh: boolean;
  remote: boolean;
  startedAtMs: number;
  /** What its meter stood at when it was heard of first. */
  firstWh: number | undefined;
  lastWh: number | undefined;
  /** Values of its beginning, until somebody has identified himself. */
  held: MeterValue[];
  readonly seen: Set<number>;
}

/** Transactions of one charge point that are remembered; one EVSE has one at a time. */
const mostKnown = 64;
const mostHeld = 20;
const mostSeen = 200;

/**
 * Begin, values and end of the transactions of a charge point of 2.0.1. There a transaction may begin with the car and its
 * tag come later, and a register may be missing at the start: it is told inside once somebody has identified himself and the
 * meter has said where it stood. Lives longer than one connection, for events come again and late. By our reading.
 */
export class Transactions {
  readonly #known = new Map<string, Known>();
  /** Where the meter of an EVSE stood last. */
  readonly #registers = new Map<number, { readonly wh: number; readonly atMs: number }>();

  /** The EVSE of a transaction, where an event does not say it. */
  evseOf(id: string): number | undefined {
    return this.#known.get(id)?.evse;
  }

  register(evse: number, wh: number | undefined, atMs: number): void {
    if (wh !== undefined && this.#registers.size < mostKnown) this.#registers.set(evse, { wh, atMs });
  }

  /** Tells what is new; gives back what the tag of this event may, undefined where it shows none. */
  async take(
    event: TransactionNews,
    evse: number,
    news: News,
    note: (sentence: string) => void,
  ): Promise<TagInfo | undefined> {
    const known = this.#of(event, evse);
    if (known.seen.has(event.seqNo)) return this.#again(event, known, news);
    known.seen.add(event.seqNo);
    if (known.seen.size > mostSeen) known.seen.delete(Math.min(...known.seen));
    const { registerWh } = event;
    if (registerWh !== undefined) {
      known.firstWh ??= event.phase === 'begin' ? registerWh : (this.#before(evse, event.atMs) ?? registerWh);
      known.lastWh = registerWh;
    }
    this.register(evse, registerWh, event.atMs);
    if (event.phase !== 'end') return this.#runs(event, known, news);
    return this.#ends(event, known, news, note);
  }

  async #runs(event: TransactionNews, known: Known, news: News): Promise<TagInfo | undefined> {
    const { tag, values, id } = event;
    known.remote ||= event.remoteStartId !== undefined || event.trigger === 'RemoteStart';
    if (tag !== undefined) known.tag ??= tag;
    known.firstWh ??= this.#before(known.evse, event.atMs);
    // What is shown later is a second card, to stop with: it is answered, and no new beginning.
    const info = known.begun ? undefined : await this.#begin(event, known, news);
    if (values.length > 0) {
      if (known.begun || !known.fresh) news.values(known.evse, id, values);
      else {
        // Readings are needed at once; what belongs to the bill waits for it.
        if (known.held.length < mostHeld) known.held.push(...values.filter(isOfTheBill));
        news.values(
          known.evse,
          undefined,
          values.filter((value) => !isOfTheBill(value)),
        );
      }
    }
    return tag === undefined ? undefined : (info ?? news.authorise(known.evse, tag));
  }

  async #begin(event: TransactionNews, known: Known, news: News): Promise<TagInfo | undefined> {
    const { tag, firstWh } = known;
    if (tag === undefined || firstWh === undefined) return undefined;
    const { info } = await news.begin({
      ...{ connector: known.evse, key: event.id, theirs: event.id, idTag: tag, meterWh: firstWh },
      ...{
        atMs: known.startedAtMs,
        trigger: known.remote ? 'remote' : event.tag === undefined ? 'plugged' : 'authorised',
      },
    });
    known.begun = true;
    if (known.held.length > 0) news.values(known.evse, event.id, known.held.splice(0));
    return info;
  }

  async #ends(
    event: TransactionNews,
    known: Known,
    news: News,
    note: (sentence: string) => void,
  ): Promise<TagInfo | undefined> {
    const { id, atMs, values, tag, reason = 'Local' } = event;
    if (!known.begun) await this.#lateBegin(event, known, news, note);
    const meterWh = event.registerWh ?? known.lastWh ?? this.#registers.get(known.evse)?.wh ?? known.firstWh;
    if (meterWh === undefined) note(`transaction ${id.slice(0, 36)} ends and no meter ever said where it stood`);
    const info = await news.end({
      ...{ theirs: id, meterWh: meterWh ?? 0, atMs, reason, values },
      ...(tag === undefined ? {} : { idTag: tag }),
    });
    known.begun = true;
    return tag === undefined ? undefined : (info ?? news.authorise(known.evse, tag));
  }

  /**
   * At its end a transaction is told whatever is missing: one that began before we were there is known by its key, and one
   * in which energy flowed is somebody's. Without a tag and without energy there is nothing to tell.
   */
  async #lateBegin(event: TransactionNews, known: Known, news: News, note: (sentence: string) => void): Promise<void> {
    const { tag, firstWh, lastWh, startedAtMs } = known;
    const flowed = firstWh !== undefined && lastWh !== undefined && lastWh > firstWh;
    if (tag === undefined && !flowed) return;
    if (tag === undefined) note(`transaction ${event.id.slice(0, 36)} took energy, and nobody had identified himself`);
    await news.begin({
      ...{ connector: known.evse, key: event.id, theirs: event.id, idTag: tag ?? '', meterWh: firstWh ?? lastWh ?? 0 },
      ...{ atMs: startedAtMs, trigger: known.remote ? 'remote' : 'plugged' },
    });
    if (known.held.length > 0) news.values(known.evse, event.id, known.held.splice(0));
  }

  /** The same event once more: its answer got lost. Nothing is told a second time. */
  async #again(event: TransactionNews, known: Known, news: News): Promise<TagInfo | undefined> {
    return event.tag === undefined ? undefined : news.authorise(known.evse, event.tag);
  }

  #before(evse: number, atMs: number): number | undefined {
    const register = this.#registers.get(evse);
    return register !== undefined && register.atMs <= atMs ? register.wh : undefined;
  }

  #of({ id, atMs, phase }: TransactionNews, evse: number): Known {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const made: Known = {
      ...{ evse, tag: undefined, begun: false, fresh: phase === 'begin', remote: false, startedAtMs: atMs },
      ...{ firstWh: undefined, lastWh: undefined, held: [], seen: new Set<number>() },
    };
    this.#known.set(id, made);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
    return made;
  }
}

/** Signed values and those of the beginning belong to the transaction, whoever turns out to have begun it. */
const isOfTheBill = ({ samples }: MeterValue): boolean =>
  samples.some(({ format, context }) => format === 'SignedData' || context === 'Transaction.Begin');
