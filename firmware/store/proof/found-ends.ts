import { readStatement, type SignedHead } from '../../grid/proof/head.ts';
import { type ProofStream, proofStreams } from '../../grid/proof/row.ts';
import type { ProofReading } from './proof-tables.ts';

/** What was done to a log while nobody was writing it. */
export interface FoundBroken {
  readonly chains: readonly ProofStream[];
  /** The head that was signed last, to be kept: it shows what is missing. A text that nobody signed when it is gone itself. */
  readonly head: SignedHead;
}

/**
 * Compares the ends that were signed last with those that are there. Both are written in one transaction, so that neither a
 * power cut nor a full disk parts them. Whoever writes on would sign over the only trace.
 */
export function foundBroken(reading: ProofReading): FoundBroken | undefined {
  const head = reading.headOfNow();
  const ends = reading.ends();
  if (head === undefined) {
    const chains = proofStreams.filter((stream) => ends[stream].seq > 0);
    return chains.length === 0
      ? undefined
      : { chains, head: { text: '', signature: '', key: 'none: the head is gone' } };
  }
  const signed = readStatement(head.text)?.ends;
  const chains = proofStreams.filter(
    (stream) => signed?.[stream].seq !== ends[stream].seq || signed[stream].hash !== ends[stream].hash,
  );
  return chains.length === 0 ? undefined : { chains, head };
}
