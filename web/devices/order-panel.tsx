import { Icon } from '../part/icon.tsx';
import { Panel } from '../part/panel.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useDeviceWords } from '../words/devices/speech.ts';
import type { DeviceRow } from './rows.ts';

interface OrderPanelProps {
  readonly desk: SiteDesk;
  readonly rows: readonly DeviceRow[];
}

/** Who gets current first: the charge points by priority, moved by buttons. */
export function OrderPanel({ desk, rows }: OrderPanelProps) {
  const w = useDeviceWords().order;
  const chargePoints = rows.filter(({ priority }) => priority !== null);
  if (chargePoints.length < 2) return null;
  const sorted = [...chargePoints].sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0));

  function move({ id, name, priority }: DeviceRow, by: 1 | -1): void {
    const next = (priority ?? 1) + by;
    if (desk.busy || next < 0 || next > 100) return;
    void desk.save(
      (site) => ({
        ...site,
        devices: (site.devices ?? []).map((entry) => (entry.id === id ? { ...entry, priority: next } : entry)),
      }),
      w.moved(name, String(next)),
    );
  }

  return (
    <Panel id="order" title={w.title}>
      <p class="note">{w.note}</p>
      <ol class="order">
        {sorted.map((row) => (
          <li key={row.id} data-order={row.id}>
            <span>
              <b>{row.priority}</b> {row.name}
            </span>
            <button class="plain-button" type="button" aria-label={w.up(row.name)} onClick={() => move(row, 1)}>
              <Icon name="up" />
            </button>
            <button class="plain-button" type="button" aria-label={w.down(row.name)} onClick={() => move(row, -1)}>
              <Icon name="down" />
            </button>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
