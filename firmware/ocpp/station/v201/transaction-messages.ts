import type { MeterValue, Place, Sample } from '../../ports.ts';
import type { MadeMessage, Numbering } from '../../queue/transaction-queue.ts';
import type { Begun, Changed, Ended, Values } from '../dialect.ts';
import { hasRegister, type MeterValue201, registerValue, sampledOf } from './sampled-values.ts';
import type { TokenTypes } from './tokens.ts';
import {
  beginTrigger,
  type ChargingState,
  chargingStateOf,
  endWords,
  type TransactionEvent,
  type Trigger,
} from './words.ts';

export interface TransactionMessagesOptions {
  /** Of the queue. */
  readonly stamp: (atMs?: number) => string;
  /** Whether the backend hears us now; what happens while it does not is marked (E04). */
  readonly online: () => boolean;
  readonly tokens: TokenTypes;
  readonly onLeftOut: (sample: Sample, why: string) => void;
}

/**
 * What happens at places as TransactionEvents (2.0.1 block E). Our own name of a transaction is its transactionId: the station
 * gives it, so a backend that was away needs to tell us nothing.
 */
export class TransactionMessages {
  readonly #options: TransactionMessagesOptions;
  /** What was told last of transactions that run; after a restart it is not known. */
  readonly #told = new Map<string, ChargingState>();

  constructor(options: TransactionMessagesOptions) {
    this.#options = options;
  }

  begin({ connector, place, event, values, reservationId, remoteStartId }: Begun, numbering: Numbering): MadeMessage {
    const { stamp, tokens } = this.#options;
    const chargingState = chargingStateOf(place.status().status, place.state()) ?? 'EVConnected';
    this.#told.set(event.localTx, chargingState);
    const timestamp = stamp(event.atMs);
    const sampled = this.#sampled(values, event.meterWh);
    if (!hasRegister(sampled)) sampled.unshift(registerValue(event.meterWh, 'Transaction.Begin', timestamp));
    return this.#event(numbering, {
      ...{ eventType: 'Started', timestamp, triggerReason: beginTrigger[event.trigger], evse: evseOf(connector) },
      ...meterValues(sampled),
      transactionInfo: {
        ...{ transactionId: event.localTx, chargingState },
        ...(remoteStartId === undefined ? {} : { remoteStartId }),
      },
      idToken: tokens.token(event.idTag),
      ...(reservationId === undefined ? {} : { reservationId }),
    });
  }

  /** Of a transaction: a TransactionEvent; of none: MeterValues. */
  values({ connector, place, localTx, why, values }: Values, numbering: Numbering): MadeMessage {
    const { stamp } = this.#options;
    const sampled = this.#sampled(values, registerOf(place));
    const [first, ...rest] = sampled;
    if (localTx === undefined)
      return first === undefined
        ? // Nothing of it has a word in 2.0.1. Something must stand in the queue; this says no more than that we are here.
          { action: 'Heartbeat', payload: {} }
        : { action: 'MeterValues', payload: { evseId: connector, meterValue: [first, ...rest] } };
    return this.#event(numbering, {
      eventType: 'Updated',
      timestamp: stamp(values.at(-1)?.atMs),
      triggerReason: triggerOf(why, values),
      evse: evseOf(connector),
      ...meterValues(sampled),
      transactionInfo: { transactionId: localTx, ...this.#state(localTx, place) },
    });
  }

  /** Undefined: charging stands where it stood. */
  update({ connector, place, localTx, before, status }: Changed): ((numbering: Numbering) => MadeMessage) | undefined {
    const pilot = place.state();
    const told = this.#told.get(localTx) ?? (before && chargingStateOf(before.status, pilot));
    const chargingState = chargingStateOf(status.status, pilot);
    if (chargingState === undefined || chargingState === told) return undefined;
    return (numbering) => {
      this.#told.set(localTx, chargingState);
      return this.#event(numbering, {
        ...{ eventType: 'Updated', timestamp: this.#options.stamp(status.atMs), triggerReason: 'ChargingStateChanged' },
        evse: evseOf(connector),
        transactionInfo: { transactionId: localTx, chargingState },
      });
    };
  }

  end({ connector, place, localTx, meterWh, atMs, reason, idTag, values }: Ended, numbering: Numbering): MadeMessage {
    const { stamp, tokens } = this.#options;
    const timestamp = stamp(atMs);
    const sampled = this.#sampled(values, meterWh);
    if (!sampled.some(isEnd)) sampled.push(registerValue(meterWh, 'Transaction.End', timestamp));
    this.#told.delete(localTx);
    const { triggerReason, stoppedReason } = endWords[reason];
    const gone = reason === 'EVDisconnected' || place.state() === 'A';
    return this.#event(numbering, {
      ...{ eventType: 'Ended', timestamp, triggerReason, evse: evseOf(connector) },
      ...meterValues(sampled),
      transactionInfo: { transactionId: localTx, chargingState: gone ? 'Idle' : 'EVConnected', stoppedReason },
      ...(idTag === undefined ? {} : { idToken: tokens.token(idTag) }),
    });
  }

  /** For TriggerMessage: where a transaction stands, with the values of now. */
  triggered(
    { connector, place, localTx, values }: Omit<Values, 'why' | 'localTx'> & { readonly localTx: string },
    numbering: Numbering,
  ): MadeMessage {
    return this.#event(numbering, {
      ...{ eventType: 'Updated', timestamp: this.#options.stamp(), triggerReason: 'Trigger', evse: evseOf(connector) },
      ...meterValues(this.#sampled(values, registerOf(place))),
      transactionInfo: { transactionId: localTx, ...this.#state(localTx, place) },
    });
  }

  #state(localTx: string, place: Place): { readonly chargingState?: ChargingState } {
    const chargingState = chargingStateOf(place.status().status, place.state()) ?? this.#told.get(localTx);
    if (chargingState === undefined) return {};
    this.#told.set(localTx, chargingState);
    return { chargingState };
  }

  #sampled(values: readonly MeterValue[], registerWh: number | undefined): MeterValue201[] {
    const { stamp, onLeftOut } = this.#options;
    return [...sampledOf(values, { time: stamp, onLeftOut, ...(registerWh === undefined ? {} : { registerWh }) })];
  }

  #event(numbering: Numbering, event: Omit<TransactionEvent, 'seqNo' | 'offline'>): MadeMessage {
    const offline = this.#options.online() ? {} : { offline: true };
    const payload: TransactionEvent = { ...event, seqNo: numbering.seqNo(), ...offline };
    return { action: 'TransactionEvent', payload };
  }
}

/** An EVSE of ours has one connector. */
export const evseOf = (connector: number) => ({ id: connector, connectorId: 1 });

function meterValues(values: readonly MeterValue201[]): Pick<TransactionEvent, 'meterValue'> {
  const [first, ...rest] = values;
  return first === undefined ? {} : { meterValue: [first, ...rest] };
}

const isEnd = (value: MeterValue201): boolean =>
  hasRegister([value]) &&
  (value.sampledValue as readonly { context?: string }[]).some(({ context }) => context === 'Transaction.End');

/** Values that a place sends itself say in their context why. */
function triggerOf(why: Values['why'], values: readonly MeterValue[]): Trigger {
  if (why === 'trigger') return 'Trigger';
  const contexts = values.flatMap(({ samples }) => samples.map(({ context }) => context));
  if (why === 'clock' || (why === 'place' && contexts.every((context) => context === 'Sample.Clock')))
    return 'MeterValueClock';
  if (why === 'place' && contexts.every((context) => context === 'Trigger')) return 'Trigger';
  return 'MeterValuePeriodic';
}

function registerOf(place: Place): number | undefined {
  const running = place.transaction();
  const sample = place
    .readMeter()
    ?.samples.find(
      ({ measurand = 'Energy.Active.Import.Register', phase, format }) =>
        measurand === 'Energy.Active.Import.Register' && phase === undefined && format !== 'SignedData',
    );
  const wh = sample === undefined ? Number.NaN : Number(sample.value) * (sample.unit === 'kWh' ? 1000 : 1);
  return Number.isFinite(wh) ? wh : running?.meterStartWh;
}
