import type { Outcome } from '../api/request.ts';
import type { Words } from '../words/en.ts';

type Failure = Extract<Outcome<unknown>, { ok: false }>;

/** What every form says when the box refuses for a reason that is not the form's own. */
export function faultText(words: Words, failure: Failure): string {
  if (failure.status === 0) return words.fault.noAnswer;
  if (failure.status === 429) return words.fault.throttled;
  return words.fault.other(failure.message || String(failure.status));
}
