/** What one fault came to. */
export interface FaultRow {
  readonly fault: string;
  readonly beside: string;
  readonly limit: string;
  /** What flowed when the fault began, and the most after it. */
  readonly before: string;
  readonly most: string;
  /** Longest time above the limit in any run, and of the run nearest to what explains it, s. */
  readonly overS: number;
  readonly worstS: number;
  readonly explainedS: number;
  /** When the rule for this fault acts at the latest, s. */
  readonly ruleS: number;
  /** Charge points that nobody could reach were above the limit by themselves. */
  readonly unreachable?: boolean;
}

export const isExplained = ({ worstS, explainedS }: FaultRow): boolean => worstS <= explainedS;

/** The rows as a table of Markdown. */
export function tableOf(rows: readonly FaultRow[]): string {
  const cells = rows.map((row) => [
    row.fault,
    row.beside,
    row.limit,
    row.before,
    row.most,
    `${row.overS.toFixed(1)} s${row.unreachable ? ' (\\*)' : ''}`,
    `${row.ruleS} s`,
    `${row.worstS.toFixed(1)} of ${row.explainedS.toFixed(1)} s`,
    isExplained(row) ? 'yes' : 'NO',
  ]);
  return lines([
    [
      'fault',
      'beside it',
      'limit',
      'before',
      'most after',
      'longest above',
      'rule acts',
      'worst run, of explained',
      'holds',
    ],
    ...cells,
  ]);
}

function lines([head = [], ...body]: readonly (readonly string[])[]): string {
  const widths = head.map((name, k) => Math.max(name.length, ...body.map((row) => row[k]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, k) => cell.padEnd(widths[k] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
