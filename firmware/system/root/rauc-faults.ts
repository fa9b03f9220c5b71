import type { RootCode } from '../../domain/box-codes.ts';
import { NetwachtError } from '../../domain/errors.ts';

/** What is known of the bundle when RAUC refuses it. */
export interface FaultFacts {
  readonly beginsAsBundle: boolean;
  /** ISO 8601: dates of certificates are judged by it. */
  readonly now: string;
}

/** RAUC's words (1.8 and 1.13) and OpenSSL's in it, most telling first; the first row that fits speaks. */
const rows: readonly (readonly [RegExp, RootCode, string])[] = [
  [
    /Version mismatch: Expected at least/i,
    'older',
    'The bundle is older than what runs; older versions are not installed',
  ],
  [/Compatible mismatch/i, 'wrongBoard', 'The bundle is for another kind of box'],
  [/already processing/i, 'busy', 'Another installation is running'],
  [/No space left|too small for image/i, 'noSpace', 'The new version does not fit into its place on this box'],
  [
    /certificate (has expired|is not yet valid)/i,
    'keyOutOfDate',
    'The certificate of the key that signed the bundle does not hold at the time of this box',
  ],
  [
    /Verify error:|unable to get .*issuer|self.signed certificate/i,
    'foreignKey',
    'The bundle is signed by a key that this box does not trust',
  ],
  [
    /signature verification failed|content verify error|digest|Failed to load manifest|Failed to (check|read) .*manifest/i,
    'tampered',
    'The bundle is not what was signed: it was changed, or damaged on its way',
  ],
  [/Bundle format .* not allowed/i, 'notABundle', 'The bundle is not of the form that this product takes'],
  [
    /Input\/output error|verity|superblock|corrupt|payload|unsquashfs|checksum/i,
    'tampered',
    'The content of the bundle is not what was signed: it was changed, or damaged on its way',
  ],
];

/** The signature stands at the end: without it a bundle is not recognised as one. */
const noSignature = /Invalid bundle format|Bundle size .* too small/i;
const maxKeptCharacters = 2_000;

/** Turns what RAUC said into a refusal that a person understands. Its own words go to the log, as the cause. */
export function raucFault(words: string, { beginsAsBundle, now }: FaultFacts): NetwachtError {
  const refuse = (code: RootCode, sentence: string) =>
    new NetwachtError(code, `${sentence}. Nothing was changed: the version that runs goes on`, {
      path: 'file',
      cause: new Error(words.trim().slice(-maxKeptCharacters)),
    });
  const [, code, sentence] = rows.find(([pattern]) => pattern.test(words)) ?? [];
  if (code === 'keyOutOfDate') return refuse(code, `${sentence} (${now})`);
  if (code !== undefined && sentence !== undefined) return refuse(code, sentence);
  if (noSignature.test(words))
    return beginsAsBundle
      ? refuse('cutShort', 'The bundle is cut short, or damaged at its end: send it again')
      : refuse('notABundle', 'The file is not an update of this product');
  return refuse('installFailed', 'The installation failed; the log of the box says why');
}
