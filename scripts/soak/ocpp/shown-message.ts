/** A message about a transaction as a backend sees it, whatever its version. */
export interface ShownMessage {
  readonly kind: 'start' | 'values' | 'stop';
  /** The register, Wh; undefined: it carries none. */
  readonly mark: number | undefined;
  /** Of a start: the tag. */
  readonly idTag: string | undefined;
  /** 1.6: the backend's, none in a start. 2.0.1: ours. Undefined: of no transaction. */
  readonly transactionId: number | string | undefined;
  /** 2.0.1 */
  readonly seqNo: number | undefined;
}

interface Params {
  readonly idTag?: string;
  readonly transactionId?: number;
  readonly meterStart?: number;
  readonly meterStop?: number;
  readonly meterValue?: readonly { readonly sampledValue: readonly Sample[] }[];
  readonly eventType?: 'Started' | 'Updated' | 'Ended';
  readonly seqNo?: number;
  readonly transactionInfo?: { readonly transactionId: string };
  readonly idToken?: { readonly idToken: string };
}

interface Sample {
  readonly value: string | number;
  readonly measurand?: string;
  readonly context?: string;
}

const energy = 'Energy.Active.Import.Register';
const kinds = { Started: 'start', Updated: 'values', Ended: 'stop' } as const;

/** Undefined: it is not about money. */
export function shownMessage(action: string, given: object): ShownMessage | undefined {
  const params = given as Params;
  const { transactionId } = params;
  const nothing = { idTag: undefined, transactionId, seqNo: undefined };
  switch (action) {
    case 'StartTransaction':
      return { ...nothing, kind: 'start', mark: params.meterStart, idTag: params.idTag };
    case 'StopTransaction':
      return { ...nothing, kind: 'stop', mark: params.meterStop };
    case 'MeterValues':
      return { ...nothing, kind: 'values', mark: registersOf(params)[0] };
    case 'TransactionEvent':
      return {
        ...{ kind: kinds[params.eventType ?? 'Updated'], idTag: params.idToken?.idToken, seqNo: params.seqNo },
        mark: params.eventType === 'Ended' ? registersOf(params).at(-1) : registersOf(params)[0],
        transactionId: params.transactionInfo?.transactionId,
      };
    default:
      return undefined;
  }
}

const registersOf = ({ meterValue = [] }: Params): readonly number[] =>
  meterValue.flatMap(({ sampledValue }) =>
    sampledValue.filter(({ measurand = energy }) => measurand === energy).map(({ value }) => Number(value)),
  );
