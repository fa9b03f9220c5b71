import { NetwachtError } from '../domain/errors.ts';
import type { SignedValue } from '../domain/session.ts';
import type { PlaceEvent, Sample } from './ports.ts';

type Given = Omit<SignedValue, 'session' | 'atMs'>;

/** Signed meter values in what a charge point said, their text untouched; transaction data come with the end. */
export function signedValuesOf(event: PlaceEvent): readonly Given[] {
  if (event.kind !== 'values' && event.kind !== 'end') return [];
  return event.values.flatMap(({ samples }) => samples.flatMap((sample) => signedOf(sample, event.kind)));
}

function signedOf(sample: Sample, kind: 'values' | 'end'): readonly Given[] {
  if (sample.format !== 'SignedData' && sample.signed === undefined) return [];
  const { value, signed } = sample;
  const publicKey = signed?.publicKey ?? '';
  return [
    {
      ...{ place: placeOf(sample.context, kind), source: 'ocpp', text: value },
      // OCMF names itself; the encoding of others is what 2.0.1 says beside them.
      format: value.startsWith('OCMF|') ? 'OCMF' : signed?.encodingMethod || 'unknown',
      ...(publicKey === '' ? {} : { publicKey }),
    },
  ];
}

function placeOf(context: string | undefined, kind: 'values' | 'end'): SignedValue['place'] {
  if (context === 'Transaction.Begin') return 'begin';
  if (context === 'Transaction.End') return 'end';
  return kind === 'end' && context === undefined ? 'end' : 'during';
}

interface SignedKeeperOptions {
  /** SessionBook.sign: throws NetwachtError where there is no session, or no room. */
  readonly sign: (value: Given & { readonly chargePoint: string }) => void;
  readonly log: { warn(facts: object, sentence: string): void };
}

/** A session keeps fewer. */
const mostTexts = 400;

/** Keeps signed values of OCPP charge points with the sessions of the house, each once. */
export class SignedKeeper {
  readonly #options: SignedKeeperOptions;
  /** Texts of the transaction that runs at each charge point: the end tells once more what was told before. */
  readonly #kept = new Map<string, Set<string>>();

  constructor(options: SignedKeeperOptions) {
    this.#options = options;
  }

  take(chargePoint: string, event: PlaceEvent): void {
    if (event.kind === 'begin') this.#kept.delete(chargePoint);
    for (const value of signedValuesOf(event)) this.#keep(chargePoint, value);
    if (event.kind === 'end') this.#kept.delete(chargePoint);
  }

  #keep(chargePoint: string, value: Given): void {
    const texts = this.#kept.get(chargePoint) ?? new Set();
    if (texts.has(value.text) || texts.size >= mostTexts) return;
    texts.add(value.text);
    this.#kept.set(chargePoint, texts);
    try {
      this.#options.sign({ ...value, chargePoint });
    } catch (error) {
      if (!(error instanceof NetwachtError)) throw error;
      this.#options.log.warn({ chargePoint, code: error.code }, `a signed meter value was not kept: ${error.message}`);
    }
  }
}
