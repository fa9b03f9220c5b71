/** Shortest and longest password, in characters. */
export const minPasswordLength = 10;
export const maxPasswordLength = 256;

/** Words that carry no secret here: of the product and its trade, and what people choose everywhere. */
const deniedWords = [
  'netwacht netzwacht powerbrain wallbox charger charging chargepoint laadpaal laden ladestation strom energy energie',
  'smartmeter gateway controller firmware garage elektro installateur installer operator tarif',
  'administrator admin root user login welcome willkommen welkom hallo hello letmein master secret geheim',
  'password passwort wachtwoord passw0rd p@ssw0rd p@ssword kennwort changeme default qwertyuiop qwerty qwertz azerty',
  'asdfghjkl asdfgh yxcvbnm zxcvbnm abcdefghij abcdef abcd iloveyou sunshine princess dragon monkey football baseball',
  'superman batman trustno1 schatz sommer winter fussball',
]
  .flatMap((line) => line.split(' '))
  .sort((a, b) => b.length - a.length);

const digitRuns = ['12345678901234567890', '09876543210987654321'];

/** Why a text may not be a password, in one sentence; undefined when it may (S2). */
export function passwordFault(password: string): string | undefined {
  const length = [...password].length;
  if (length < minPasswordLength) return `The password needs at least ${minPasswordLength} characters`;
  if (length > maxPasswordLength) return `The password has more than ${maxPasswordLength} characters`;
  const lower = password.toLowerCase();
  if (new Set(lower.replace(/\s/g, '')).size < 5) return 'The password repeats a few characters';
  if (isRepeated(lower)) return 'The password repeats one short part';
  let rest = lower;
  for (const word of deniedWords) rest = rest.replaceAll(word, ' ');
  rest = withoutDigitRuns(rest);
  // What stays beside a common word, a year and a mark is what a guesser tries first.
  const own = rest.replace(/(19|20)\d\d/g, '').replace(/[^\p{L}\p{N}]/gu, '');
  if (rest !== lower && own.length < 5) return 'The password is one of the common ones';
  return undefined;
}

const isRepeated = (text: string): boolean => /^(.{1,5}?)\1+.{0,4}$/su.test(text) && new Set(text).size < 7;

function withoutDigitRuns(text: string): string {
  return text.replace(/\d{4,}/g, (digits) => (digitRuns.some((run) => run.includes(digits)) ? ' ' : digits));
}
