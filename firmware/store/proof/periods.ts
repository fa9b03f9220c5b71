import type { LimitPeriod } from '../../domain/limit-period.ts';
import { limitPeriods } from '../../grid/proof/limit-periods.ts';
import type { ProofReader } from './proof-reader.ts';

/** So many rows before the time that is asked about are looked at for what still held then, and after it for its end. */
const rowsAround = 20_000;
/** The answer is one JSON text in memory. */
const mostPeriods = 20_000;

export interface PeriodsQuestion {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What limited the site between two wall times, oldest first; of very many the last ones. */
export function periodsOf(reader: ProofReader, question: PeriodsQuestion): LimitPeriod[] {
  const { reading } = reader;
  const { fromMs, toMs } = question;
  return reader.atOnce(() => {
    const begin = (reading.firstSince('grid', fromMs) ?? reading.ends().grid.seq + 1) - rowsAround;
    // What ended just after is told with its end.
    const end = (reading.lastBefore('grid', toMs) ?? 0) + rowsAround;
    const grid = reading.rowsInPages('grid', Math.max(1, begin), end);
    const first = reading.firstSince('power', fromMs);
    const last = reading.lastBefore('power', toMs);
    const power = first === undefined || last === undefined ? [] : reading.rowsInPages('power', first, last);
    return limitPeriods(grid, power, { fromMs, toMs }).slice(-mostPeriods);
  });
}
