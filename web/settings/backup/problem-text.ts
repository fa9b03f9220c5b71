import type { Failure } from '../../api/request.ts';
import { faultText } from '../../part/fault-text.ts';
import type { BackupWords } from '../../words/backup/en.ts';
import type { Words } from '../../words/en.ts';

/** A refusal in plain words: what happened, what holds, what to do. */
export function problemText(words: Words, w: BackupWords, failure: Failure): string {
  const known: Readonly<Record<string, string>> = w.problem;
  return known[failure.code] ?? faultText(words, failure);
}
