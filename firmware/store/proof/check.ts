import { verifyLog } from '../../grid/proof/verify.ts';
import type { ProofReader } from './proof-reader.ts';
import type { ProofCheck } from './query-messages.ts';

/** Looks at the whole log, as it is at one moment. */
export function checkProof(reader: ProofReader): ProofCheck {
  return reader.atOnce(() => {
    const found = reader.underTest();
    return { verdict: verifyLog(found), head: found.heads.at(-1), keys: Object.fromEntries(found.keys) };
  });
}
