import { useState } from 'preact/hooks';
import { balanceCsv, type MeteringTotal, readBalance } from '../../api/metering.ts';
import { useRead } from '../../live/use-read.ts';
import { faultText } from '../../part/fault-text.ts';
import { Choice } from '../../part/field.tsx';
import { Mark } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { Problem } from '../../part/problem.tsx';
import { type Column, Table } from '../../part/table.tsx';
import { dayText } from '../../time/calendar.ts';
import { useSiteWords } from '../../words/site/speech.ts';
import { localeOf, useSpeech } from '../../words/speech.ts';

/** What each point took, gave and pays in one month. */
export function BalancePanel({ now }: { readonly now: string }) {
  const { words, language, timeZone } = useSpeech();
  const m = useSiteWords().metering;
  const months = lastMonths(timeZone, now, language);
  const [month, setMonth] = useState(Object.keys(months)[0] ?? '');
  const read = useRead(() => readBalance(month), month);
  const kwh = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const money = new Intl.NumberFormat(language, { style: 'currency', currency: 'EUR' });
  const energy = (id: string, head: string, of: (row: MeteringTotal) => number): Column<MeteringTotal> => ({
    id,
    head: `${head} (kWh)`,
    numeric: true,
    cell: (row) => kwh.format(of(row) / 1000),
    plain: of,
  });
  const amount = (id: string, head: string, of: (row: MeteringTotal) => number | null): Column<MeteringTotal> => ({
    id,
    head,
    numeric: true,
    cell(row) {
      const ct = of(row);
      return ct === null ? words.noValue : money.format(ct / 100);
    },
    plain: of,
  });
  return (
    <Panel id="balance" title={m.balance}>
      <Choice id="balance-month" label={m.month} value={month} choices={months} onValue={setMonth} />
      <Problem text={read.failure === undefined ? '' : faultText(words, read.failure)} />
      <Table
        caption={m.balance}
        rows={read.value?.points ?? []}
        keyOf={({ point }) => point}
        empty={read.value === undefined ? words.boot.reading : m.noBalance}
        fileName={`netwacht-metering-${month}`}
        csvHref={balanceCsv(month)}
        columns={[
          {
            id: 'name',
            head: m.point,
            cell: ({ name, gap }) => (
              <>
                {name}
                {gap && (
                  <>
                    {' '}
                    <Mark tone="unknown" /> <small>{m.gap}</small>
                  </>
                )}
              </>
            ),
            plain: ({ name }) => name,
          },
          energy('consumed', m.consumed, ({ consumedWh }) => consumedWh),
          energy('local', m.local, ({ localWh }) => localWh),
          energy('grid', m.grid, ({ gridWh }) => gridWh),
          energy('produced', m.produced, ({ producedWh }) => producedWh),
          energy('sold', m.sold, ({ soldWh }) => soldWh),
          amount('costs', m.costs, ({ gridCt, localCt }) => (gridCt === null ? null : gridCt + localCt)),
          amount('soldFor', m.soldFor, ({ soldCt }) => soldCt),
        ]}
      />
      {read.value?.points.some(({ unpricedWh }) => unpricedWh > 0) && <p class="note">{m.unpriced}</p>}
    </Panel>
  );
}

/** The last months, the present one first: "2026-11" to "November 2026". */
function lastMonths(timeZone: string, now: string, language: string): Record<string, string> {
  const [year, month] = dayText(timeZone, Date.parse(now)).split('-').map(Number);
  const name = new Intl.DateTimeFormat(localeOf(language), { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return Object.fromEntries(
    Array.from({ length: 14 }, (_, back) => {
      const first = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1 - back, 1));
      return [first.toISOString().slice(0, 7), name.format(first)];
    }),
  );
}
