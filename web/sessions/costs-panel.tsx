import type { SessionDetail } from '../../firmware/api/shapes.ts';
import { Mark } from '../part/mark.tsx';
import { Panel } from '../part/panel.tsx';
import { type Column, Table } from '../part/table.tsx';
import { useSessionsWords } from '../words/sessions/speech.ts';
import { useAmounts } from './amounts.ts';
import type { SessionPanelProps } from './marks.tsx';

/** Quarter hours at the same prices, together. */
interface Cost {
  readonly tariff: string | null;
  readonly priceCt: number | null;
  readonly ownCt: number;
  readonly gridWh: number;
  readonly ownWh: number;
  readonly costCt: number;
}

/** What the session costs, by what the energy cost when it flowed. */
export function CostsPanel({ session }: SessionPanelProps) {
  const w = useSessionsWords();
  const { energy, money, price } = useAmounts();
  const d = w.detail;
  const columns: readonly Column<Cost>[] = [
    {
      id: 'tariff',
      head: d.tariff,
      cell: ({ tariff }) => tariff ?? d.noTariff,
      plain: ({ tariff }) => tariff,
    },
    {
      id: 'grid',
      head: d.originOf.grid,
      numeric: true,
      cell: ({ gridWh, priceCt }) => (
        <Times energy={energy(gridWh)} price={priceCt === null ? d.noPrice : price(priceCt)} />
      ),
      plain: ({ gridWh }) => gridWh,
    },
    {
      id: 'own',
      head: d.own,
      numeric: true,
      cell: ({ ownWh, ownCt }) => <Times energy={energy(ownWh)} price={price(ownCt)} />,
      plain: ({ ownWh }) => ownWh,
    },
    {
      id: 'cost',
      head: w.head.cost,
      numeric: true,
      cell: ({ costCt }) => money(costCt),
      plain: ({ costCt }) => costCt,
    },
  ];
  return (
    <Panel id="session-costs" title={d.costs}>
      <Table caption={d.costs} columns={columns} rows={costsOf(session)} keyOf={keyOf} empty={d.costsEmpty} />
      {session.unpricedWh > 0 && (
        <p class="warn">
          <Mark tone="info" /> {w.unpriced(energy(session.unpricedWh))}
        </p>
      )}
    </Panel>
  );
}

const Times = ({ energy, price }: { energy: string; price: string }) => (
  <span class="times">
    {energy} <small class="soft">× {price}</small>
  </span>
);

const keyOf = ({ tariff, priceCt, ownCt }: Pick<Cost, 'tariff' | 'priceCt' | 'ownCt'>): string =>
  JSON.stringify([tariff, priceCt, ownCt]);

function costsOf({ quarters }: SessionDetail): readonly Cost[] {
  const found = new Map<string, Cost>();
  for (const quarter of quarters) {
    const key = keyOf(quarter);
    const was = found.get(key);
    const { tariff, priceCt, ownCt } = quarter;
    found.set(key, {
      ...{ tariff, priceCt, ownCt },
      gridWh: (was?.gridWh ?? 0) + quarter.gridWh,
      ownWh: (was?.ownWh ?? 0) + quarter.solarWh + quarter.batteryWh,
      costCt: (was?.costCt ?? 0) + quarter.costCt,
    });
  }
  return [...found.values()];
}
