/** What became of one case under one security profile. */
export interface Outcome {
  /** `connected`, or layer and code of the fault. */
  readonly result: string;
  /** What a person reads; empty when it connected. */
  readonly sentence: string;
}

export interface SecurityCase {
  /** What is shown, or what the far end does. */
  readonly what: string;
  readonly profiles: Readonly<Partial<Record<1 | 2 | 3, () => Promise<Outcome>>>>;
  /** What must come of it under each of its profiles: judged by the test, apart from the table. */
  readonly result: string;
}

export interface Ran {
  readonly what: string;
  readonly profile: string;
  readonly outcome: Outcome;
}

/** Rows of the table in docs/ocpp-security.md: profiles with the same outcome stand together. */
export function tableOf(ran: readonly Ran[]): string {
  const rows = new Map<string, { what: string; profiles: string[]; outcome: Outcome }>();
  for (const { what, profile, outcome } of ran) {
    const key = JSON.stringify([what, told(outcome)]);
    const row = rows.get(key) ?? { what, profiles: [], outcome };
    row.profiles.push(profile);
    rows.set(key, row);
  }
  const lines = [...rows.values()].map(
    ({ what, profiles, outcome }) => `| ${what} | ${profiles.join(', ')} | ${outcome.result} | ${told(outcome)} |`,
  );
  return ['| What happens | Profile | Result | What a person reads |', '|---|---|---|---|', ...lines].join('\n');
}

/** Ports differ from run to run, and words of OpenSSL from release to release. */
const told = ({ sentence }: Outcome): string =>
  sentence
    .replaceAll(/:\d{4,5}\b/g, ':PORT')
    .replaceAll(/(security profile|had profile) \d/gi, '$1 N')
    .replaceAll(/ \((?!HTTP|or ChaCha)[^()]*\)/g, '')
    .replaceAll('|', '\\|');

/** Rows of a table by their cells, however it is laid out. */
export const cellsOf = (table: string): readonly (readonly string[])[] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/^-+$/, '---')));
