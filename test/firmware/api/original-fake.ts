import type { OriginalPort } from '../../../firmware/api/original-port.ts';
import type { SessionNow } from '../../../firmware/domain/known.ts';

/** Counters and sessions by device. */
export class FakeOriginal implements OriginalPort {
  readonly imported: Record<string, number> = {};
  readonly exported: Record<string, number> = {};
  readonly sessions: Record<string, SessionNow> = {};
  importWh = (id: string) => this.imported[id] ?? 0;
  exportWh = (id: string) => this.exported[id] ?? 0;
  overdraftMa = () => 1500;
  sessionNow = (id: string) => this.sessions[id];
}
