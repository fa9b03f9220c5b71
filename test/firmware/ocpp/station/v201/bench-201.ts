import { StationBench } from '../station-bench.ts';

/** A station in front of a strict backend of 2.0.1, which accepts all tags. */
export function bench201(places = 1): StationBench {
  const bench = new StationBench(places);
  bench.version = 'ocpp2.0.1';
  bench.answers.Authorize = () => ({ idTokenInfo: { status: 'Accepted' } });
  bench.answers.TransactionEvent = ({ eventType }) =>
    eventType === 'Started' ? { idTokenInfo: { status: 'Accepted' } } : {};
  return bench;
}

export interface EventSeen {
  readonly eventType: string;
  readonly seqNo: number;
  readonly triggerReason: string;
  readonly offline?: boolean;
  readonly timestamp: string;
  readonly idToken?: object;
  readonly evse?: object;
  readonly reservationId?: number;
  readonly transactionInfo: Record<string, unknown>;
  readonly meterValue?: readonly { readonly sampledValue: readonly Record<string, unknown>[] }[];
}

export const events = (bench: StationBench): readonly EventSeen[] =>
  bench.of('TransactionEvent') as unknown as readonly EventSeen[];

/** The energy register of an event, Wh. */
export const registerOf = ({ meterValue = [] }: EventSeen): readonly unknown[] =>
  meterValue.flatMap(({ sampledValue }) =>
    sampledValue.flatMap(({ measurand, value }) => (measurand === 'Energy.Active.Import.Register' ? [value] : [])),
  );
