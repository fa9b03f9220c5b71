import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { KeptTransaction } from '../../store/ocpp/queue-rows.ts';
import type { MeterValue, Place, PlaceEvent, StatusNow, TagInfo } from '../ports.ts';
import type { ProfileTransaction } from '../profile/charging-profile.ts';
import type { Delivered, TransactionQueue } from '../queue/transaction-queue.ts';
import { Thinning } from '../relay/thinning.ts';
import type { Dialect, Values } from './dialect.ts';
import type { InstalledProfiles } from './installed-profiles.ts';
import type { RemoteStarts } from './remote-starts.ts';
import type { Reservations } from './reservations.ts';
import { energyWh } from './samples.ts';
import type { Settings } from './settings.ts';
import type { StationLog } from './station-parts.ts';

/** What is kept of a transaction that runs, in its queue, to go on after a restart. */
export interface TransactionDocument {
  readonly startedAtMs: number;
  /** The highest register so far, Wh, and when it was read. */
  readonly lastWh: number;
  readonly lastMs: number;
  /** The backend does not know the tag, and nothing may flow. */
  readonly refused?: true;
  /** For the end: values by StopTxnSampledData and StopTxnAlignedData. */
  readonly values: readonly MeterValue[];
}

export interface TransactionsOptions {
  readonly backend: string;
  /** Of a transaction for which no card was shown. */
  readonly defaultTag: string;
  readonly places: readonly Place[];
  readonly queue: TransactionQueue;
  readonly dialect: () => Dialect;
  readonly settings: Settings;
  readonly profiles: InstalledProfiles;
  readonly remoteStarts: RemoteStarts;
  readonly reservations: Reservations;
  /** Own names of the latest transactions of this station, done ones too. */
  readonly recent: () => readonly string[];
  /** Values of a place that sends none itself. */
  readonly sampled: (connector: number, context: 'Transaction.Begin' | 'Transaction.End') => TransactionSamples;
  /** One began or ended, or its ceiling is another. */
  readonly changed: (connector: number) => void;
  readonly learn: (idTag: string, info: TagInfo) => void;
  readonly parentOf: (idTag: string) => string | undefined;
  readonly clock: Clock;
  /** As profiles count: the time of the backend while our clock is not set. */
  readonly wallMs: () => number;
  readonly timers: Timers;
  readonly log: StationLog;
}

export interface TransactionSamples {
  /** To be told with the begin. */
  readonly now: readonly MeterValue[];
  /** To be told with the end. */
  readonly atEnd: readonly MeterValue[];
}

/** By then a place of our own has seen its charge point, or will not soon. */
const doubtMs = 120_000;
/** Values for the end that are kept; beyond it every second one is left out. */
const mostKept = 200;

/**
 * What happens at places becomes messages about money, in their order; what the backend answers becomes orders to the place.
 * A transaction of ours that its place knows no more after a restart is ended with what was last read.
 */
export class Transactions {
  readonly #thinning = new Thinning();
  readonly #options: TransactionsOptions;
  /** Of the restart: their place has not said yet that they run. */
  readonly #doubtful = new Set<string>();
  readonly #cancels: (() => void)[] = [];
  /** When those of this run of the program began, monotonic ms: the wall clock may be set in between. */
  readonly #beganMs = new Map<string, number>();

  constructor(options: TransactionsOptions) {
    this.#options = options;
  }

  /**
   * Compares what was open with what the places say now. A place tells begin and end once more after a restart, as soon as it
   * sees its charge point again.
   */
  start(): void {
    const { places, queue, timers } = this.#options;
    for (const kept of queue.open()) {
      const place = places[kept.connector - 1];
      if (place?.transaction()?.localTx === kept.localTx) continue;
      this.#doubtful.add(kept.localTx);
      // A charge point that speaks OCPP comes back when it likes: until then nobody knows more.
      if (place?.facts().speaksOcpp !== true)
        this.#cancels.push(timers.after(doubtMs, () => this.#doubtIsOver(kept.localTx)));
    }
    for (const [k, place] of places.entries()) {
      const running = place.transaction();
      if (running === undefined || queue.transaction(running.localTx) !== undefined) continue;
      const { localTx, idTag, meterStartWh, startedAtMs } = running;
      this.#begin(k + 1, {
        ...{ kind: 'begin', localTx, idTag, meterWh: meterStartWh, atMs: startedAtMs, trigger: 'authorised' },
      });
    }
  }

  close(): void {
    for (const cancel of this.#cancels.splice(0)) cancel();
  }

  take(connector: number, event: PlaceEvent, statusBefore: StatusNow | undefined): void {
    switch (event.kind) {
      case 'begin':
        this.#begin(connector, event);
        return;
      case 'values':
        this.#placeValues(connector, event);
        return;
      case 'end':
        this.#end(connector, event);
        return;
      case 'status':
        this.#status(connector, event.status, statusBefore);
    }
  }

  /** Those that run, for profiles. */
  running(): readonly ProfileTransaction[] {
    const { queue, clock, wallMs } = this.#options;
    return queue.open().map((kept) => {
      const beganMs = this.#beganMs.get(kept.localTx);
      const startedAtMs =
        beganMs === undefined ? documentOf(kept).startedAtMs : Math.round(wallMs() - (clock.monotonicMs() - beganMs));
      return { connector: kept.connector, id: kept.localTx, startedAtMs };
    });
  }

  at(connector: number): KeptTransaction | undefined {
    return this.#options.queue.open().findLast((kept) => kept.connector === connector);
  }

  /** Wh that the register of a connector may not fall below. */
  floorWh(connector: number): number {
    const kept = this.at(connector);
    return kept === undefined ? 0 : documentOf(kept).lastWh;
  }

  refused(connector: number): boolean {
    const kept = this.at(connector);
    return kept !== undefined && documentOf(kept).refused === true;
  }

  /** Values of a place that sends none itself; `atEnd`: the same moment, for the end of the transaction. */
  tell(
    connector: number,
    values: readonly MeterValue[],
    why: 'periodic' | 'clock',
    atEnd: readonly MeterValue[] = [],
  ): void {
    const place = this.#options.places[connector - 1];
    if (place === undefined) return;
    const kept = this.at(connector);
    const document = kept && noted(kept, [...values, ...atEnd], atEnd);
    this.#tellValues({ connector, place, localTx: kept?.localTx, why, values }, document);
  }

  /** The backend has answered to a message of the queue. */
  delivered(delivered: Delivered): void {
    const info = this.#options.dialect().tagOf(delivered);
    const { localTx } = delivered;
    if (info === undefined || localTx === undefined) return;
    const { queue, places, learn, backend, settings, changed, log } = this.#options;
    const kept = queue.transaction(localTx) ?? undefined;
    if (kept?.idTag !== undefined && kept.idTag !== '') learn(kept.idTag, info);
    if (kept?.state !== 'open') return;
    const place = places[kept.connector - 1];
    place?.told(localTx, info, backend);
    const document = documentOf(kept);
    if (info.status === 'Accepted') {
      if (document.refused !== true) return;
      const { refused: _, ...rest } = document;
      queue.keep(localTx, rest);
      changed(kept.connector);
      return;
    }
    log.info({ localTx, status: info.status }, 'a backend does not accept the tag of a transaction that runs');
    // First nothing flows any more, then it is ended: a place may need a while, or refuse (1.6 5.10 StopTransactionOnInvalidId).
    queue.keep(localTx, { ...document, refused: true });
    changed(kept.connector);
    if (settings.now.stopOnInvalidId && place !== undefined) this.#deauthorise(place, localTx);
  }

  #deauthorise(place: Place, localTx: string): void {
    const { backend, log } = this.#options;
    place.stop(localTx, 'DeAuthorized', backend).then(
      (done) => {
        if (done !== 'accepted') log.warn({ localTx, done }, 'a transaction that a backend refuses could not be ended');
      },
      (error: unknown) => log.error({ err: error, localTx }, 'a transaction that a backend refuses could not be ended'),
    );
  }

  #begin(connector: number, told: Extract<PlaceEvent, { kind: 'begin' }>): void {
    const event = told.idTag === '' ? { ...told, idTag: this.#options.defaultTag } : told;
    const {
      queue,
      places,
      dialect,
      reservations,
      remoteStarts,
      profiles,
      sampled,
      recent,
      parentOf,
      clock,
      changed,
      log,
    } = this.#options;
    const place = places[connector - 1];
    this.#doubtful.delete(event.localTx);
    // Told once more after a restart: it runs here, or is over and delivered.
    const isKnown = queue.transaction(event.localTx) !== undefined || recent().includes(event.localTx);
    if (place === undefined || isKnown) return;
    for (const kept of queue.open())
      if (kept.connector === connector && kept.localTx !== event.localTx) this.#endLost(kept);
    const coming = remoteStarts.take(connector, event.idTag);
    const reservationId = reservations.use(connector, event.idTag, parentOf(event.idTag))?.id;
    this.#beganMs.set(event.localTx, clock.monotonicMs() - (clock.wallMs() - event.atMs));
    const remoteStartId = coming?.remoteStartId;
    const samples = sampled(connector, 'Transaction.Begin');
    const document: TransactionDocument = {
      ...{ startedAtMs: event.atMs, lastWh: Math.round(event.meterWh), lastMs: event.atMs, values: samples.atEnd },
    };
    const { localTx, idTag, atMs } = event;
    const begun = { connector, place, event, values: dialect().sendable(samples.now), reservationId, remoteStartId };
    queue.begin({ localTx, connector, idTag, atMs, document }, (numbering) => dialect().begin(begun, numbering));
    if (coming?.profile !== undefined) {
      const installed = profiles.install({ ...coming.profile, connector, transaction: localTx });
      if (!installed.accepted)
        log.warn({ localTx, ...installed.refusal }, 'the profile of a remote start could not be installed');
    }
    changed(connector);
  }

  #placeValues(connector: number, { localTx: given, values }: Extract<PlaceEvent, { kind: 'values' }>): void {
    const { queue, places } = this.#options;
    const place = places[connector - 1];
    if (place === undefined) return;
    if (given !== undefined) this.#doubtful.delete(given);
    const kept = given === undefined ? undefined : queue.transaction(given);
    const localTx = kept?.state === 'open' ? kept.localTx : undefined;
    const everyS = this.#options.settings.now.meterSampleS;
    const told = this.#thinning.take(localTx ?? `connector ${connector}`, values, everyS);
    const document = kept?.state === 'open' ? noted(kept, values, []) : undefined;
    this.#tellValues({ connector, place, localTx, why: 'place', values: told }, document);
  }

  /** What is kept goes to disk together with the message; without one by itself. */
  #tellValues(given: Values, document: TransactionDocument | undefined): void {
    const { queue, dialect } = this.#options;
    const { localTx } = given;
    const values = dialect().sendable(given.values);
    if (values.length > 0)
      queue.values(localTx, (numbering) => dialect().values({ ...given, values }, numbering), document);
    else if (localTx !== undefined && document !== undefined) queue.keep(localTx, document);
  }

  #end(connector: number, event: Extract<PlaceEvent, { kind: 'end' }>): void {
    const { queue, places, dialect, sampled, changed, profiles } = this.#options;
    const place = places[connector - 1];
    const kept = queue.transaction(event.localTx);
    if (place === undefined || kept?.state !== 'open') return;
    const document = documentOf(kept);
    const told = Math.round(event.meterWh);
    // What a charge point says itself of the end is what counts, also after a value that was wrong.
    const meterWh = place.facts().speaksOcpp ? told : Math.max(document.lastWh, told);
    const own = event.values.length > 0 ? [] : [...document.values, ...sampled(connector, 'Transaction.End').atEnd];
    const { localTx, atMs, reason } = event;
    const idTag = event.idTag === '' ? undefined : event.idTag;
    const ended = {
      connector,
      place,
      localTx,
      meterWh,
      atMs,
      reason,
      idTag,
      values: dialect().sendable([...event.values, ...own]),
    };
    queue.end(localTx, (numbering) => dialect().end(ended, numbering), atMs);
    this.#doubtful.delete(localTx);
    this.#beganMs.delete(localTx);
    profiles.endTransaction(localTx);
    changed(connector);
  }

  #status(connector: number, status: StatusNow, before: StatusNow | undefined): void {
    const { queue, places, dialect } = this.#options;
    const place = places[connector - 1];
    const kept = this.at(connector);
    if (place === undefined || kept === undefined) return;
    if (this.#doubtful.has(kept.localTx)) {
      if (place.transaction()?.localTx === kept.localTx) this.#doubtful.delete(kept.localTx);
      else if (status.status === 'Available') this.#endLost(kept);
      return;
    }
    const { localTx } = kept;
    const build = dialect().update({ connector, place, localTx, before, status });
    if (build !== undefined) queue.update(localTx, build);
  }

  #doubtIsOver(localTx: string): void {
    if (!this.#doubtful.delete(localTx)) return;
    const { queue, places } = this.#options;
    const kept = queue.transaction(localTx);
    if (kept?.state !== 'open' || places[kept.connector - 1]?.transaction()?.localTx === localTx) return;
    this.#endLost(kept);
  }

  /** Nobody told its end: the last that was read is all there is. */
  #endLost(kept: KeptTransaction): void {
    const { lastWh, lastMs } = documentOf(kept);
    this.#options.log.warn(
      { localTx: kept.localTx },
      'the end of a transaction was not seen; it ends with its last value',
    );
    this.#end(kept.connector, {
      ...{ kind: 'end', localTx: kept.localTx, meterWh: lastWh, atMs: lastMs, reason: 'PowerLoss', values: [] },
    });
  }
}

/** What is kept of a transaction after values of it. */
function noted(
  kept: KeptTransaction,
  values: readonly MeterValue[],
  atEnd: readonly MeterValue[],
): TransactionDocument {
  const document = documentOf(kept);
  const read = values.flatMap((value) => energyWh(value) ?? []);
  const last = values.at(-1);
  let forEnd = [...document.values, ...atEnd];
  // The first is that of the begin.
  if (forEnd.length > mostKept) forEnd = forEnd.filter((_, k) => k % 2 === 0);
  return {
    ...document,
    lastWh: Math.max(document.lastWh, ...read),
    lastMs: last === undefined || read.length === 0 ? document.lastMs : Math.max(document.lastMs, last.atMs),
    values: forEnd,
  };
}

const documentOf = ({ document }: KeptTransaction): TransactionDocument => document as TransactionDocument;
