import type { Failure } from '../api/request.ts';
import type { Words } from '../words/en.ts';

/** What every form says when the box refuses for a reason that is not the form's own. */
export function faultText(words: Words, failure: Failure): string {
  if (failure.status === 0) return words.fault.noAnswer;
  if (failure.status === 429) return words.fault.throttled;
  if (failure.status === 403) return words.fault.forbidden;
  return words.fault.other(failure.message || String(failure.status));
}
