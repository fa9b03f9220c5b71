import type { SessionList } from '../../firmware/api/shapes.ts';
import { Mark } from '../part/mark.tsx';
import { useSessionsWords } from '../words/sessions/speech.ts';
import { useAmounts } from './amounts.ts';

/** What the sessions that are shown come to. */
export function Sums({ list: { totals, sessions } }: { readonly list: SessionList }) {
  const w = useSessionsWords();
  const { energy, money, duration, share } = useAmounts();
  const chargedS = sessions.reduce((sum, one) => sum + one.chargedS, 0);
  const measuredWh = totals.gridWh + totals.solarWh + totals.batteryWh;
  const sums = [
    [w.sums.sessions, String(totals.sessions)],
    [w.sums.energy, energy(totals.energyWh)],
    [w.sums.time, duration(chargedS)],
    [w.sums.cost, money(totals.costCt)],
    [w.sums.solar, share(totals.solarWh, measuredWh) || '–'],
  ] as const;
  return (
    <>
      <dl class="session-sums">
        {sums.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {totals.unpricedWh > 0 && (
        <p class="warn">
          <Mark tone="info" /> {w.unpriced(energy(totals.unpricedWh))}
        </p>
      )}
    </>
  );
}
