import type { SessionDetail } from '../../firmware/api/shapes.ts';
import { Panel } from '../part/panel.tsx';
import { type Column, Table } from '../part/table.tsx';
import { useSessionsWords } from '../words/sessions/speech.ts';
import { offsetOf, useAmounts } from './amounts.ts';
import type { SessionPanelProps } from './marks.tsx';

type Quarter = SessionDetail['quarters'][number];

/** Energy and price of every quarter hour. */
export function QuartersPanel({ session }: SessionPanelProps) {
  const w = useSessionsWords();
  const { energy, money, price, moment, clock } = useAmounts();
  const { quarters, pluggedAt } = session;
  const d = w.detail;
  const day = pluggedAt.slice(0, 10);
  // On the night in which the clock goes back, half past two comes twice.
  const twoClocks = quarters.some(({ from }) => offsetOf(from) !== offsetOf(pluggedAt));
  const from = ({ from: at }: Quarter): string => {
    const text = at.slice(0, 10) === day ? clock(at) : moment(at);
    return twoClocks ? `${text} (${offsetOf(at)})` : text;
  };
  const number = (id: 'gridWh' | 'solarWh' | 'batteryWh', head: string): Column<Quarter> => ({
    ...{ id, head, numeric: true },
    cell: (quarter) => energy(quarter[id]),
    plain: (quarter) => quarter[id],
  });
  const columns: readonly Column<Quarter>[] = [
    { id: 'from', head: d.from, cell: from, plain: ({ from }) => from },
    number('gridWh', d.originOf.grid),
    number('solarWh', d.originOf.solar),
    ...(quarters.some(({ batteryWh }) => batteryWh > 0) ? [number('batteryWh', d.originOf.battery)] : []),
    {
      ...{ id: 'price', head: d.price, numeric: true },
      cell: ({ priceCt }) => (priceCt === null ? d.noPrice : price(priceCt)),
      plain: ({ priceCt }) => priceCt,
    },
    {
      ...{ id: 'cost', head: w.head.cost, numeric: true },
      cell: ({ costCt }) => money(costCt),
      plain: ({ costCt }) => costCt,
    },
    ...(quarters.some(({ gap }) => gap)
      ? [
          {
            ...{ id: 'how', head: d.how },
            cell: ({ gap }: Quarter) => (gap ? d.spread : d.seen),
            plain: ({ gap }: Quarter) => (gap ? d.spread : d.seen),
          },
        ]
      : []),
  ];
  return (
    <Panel id="session-quarters" title={d.quarters}>
      <Table
        caption={d.quarters}
        columns={columns}
        rows={quarters}
        keyOf={({ from, tariff, priceCt, gap }) => [from, tariff, priceCt, gap].join()}
        empty={d.quartersEmpty}
        fileName={`session-${session.id}-quarters`}
      />
    </Panel>
  );
}
