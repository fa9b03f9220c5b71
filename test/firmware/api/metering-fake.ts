import type { MeteringBalance, MeteringPort } from '../../../firmware/api/metering-port.ts';
import type { MeteringQuarter } from '../../../firmware/domain/metering.ts';
import { balances, Totals } from '../../../firmware/sessions/metering-points/totals.ts';
import { monthSpan } from '../../../firmware/sessions/month.ts';

/** Metering points in memory, with the sums of the real ones. */
export class FakeMetering implements MeteringPort {
  rows: readonly MeteringQuarter[] = [];

  names = () => new Map([['flat', '=Flat "1", left']]);

  month = (month: string) => monthSpan('Europe/Amsterdam', month);

  async *read(fromMs: number, toMs: number): AsyncGenerator<MeteringBalance> {
    yield* balances(this.rows.filter(({ quarterMs }) => quarterMs >= fromMs && quarterMs < toMs));
  }

  async totals(fromMs: number, toMs: number) {
    const totals = new Totals();
    for await (const quarter of this.read(fromMs, toMs)) totals.add(quarter);
    return totals.all();
  }
}
