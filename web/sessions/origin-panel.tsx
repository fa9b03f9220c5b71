import { Panel } from '../part/panel.tsx';
import { useSessionsWords } from '../words/sessions/speech.ts';
import { useAmounts } from './amounts.ts';
import type { SessionPanelProps } from './marks.tsx';

const sources = ['grid', 'solar', 'battery'] as const;

/** How much came from the grid, the sun, the battery: a bar, and the same in words. */
export function OriginPanel({ session }: SessionPanelProps) {
  const w = useSessionsWords();
  const { energy, share } = useAmounts();
  const wh = { grid: session.gridWh, solar: session.solarWh, battery: session.batteryWh };
  const allWh = wh.grid + wh.solar + wh.battery;
  return (
    <Panel id="session-origin" title={w.detail.origin}>
      <div class="origin-bar" aria-hidden="true">
        {sources.map((source) => wh[source] > 0 && <i key={source} class={source} style={{ '--part': wh[source] }} />)}
      </div>
      <ul class="origin-list">
        {sources.map((source) => (
          <li key={source}>
            <i class={source} aria-hidden="true" />
            <span>{w.detail.originOf[source]}</span>
            <b>{energy(wh[source])}</b>
            <span class="soft">{share(wh[source], allWh)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
