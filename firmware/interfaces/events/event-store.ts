import type { EventLogEntry } from '../../domain/events.ts';
import type { KeptOpen } from './open-events.ts';
import type { KeptChannel } from './outbox.ts';

/** What survives a restart. */
export interface KeptEvents {
  readonly open: KeptOpen;
  readonly channels: Readonly<Record<string, KeptChannel>>;
  readonly log: readonly EventLogEntry[];
  readonly version: string;
  /** When a backup was made last, or when the box was first seen without one, wall ms. */
  readonly backupMs?: number;
}

/** A drawer of small things in the store; what is set is on disk. Throws StoreError `notPersisted`. */
export interface Drawer {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
}

const key = 'events';

/** What this program wrote itself; undefined: nothing, or a text that is broken, which means a new start. */
export function readKept(drawer: Drawer): KeptEvents | undefined {
  try {
    const kept = JSON.parse(drawer.get(key) ?? 'null') as KeptEvents | null;
    const whole =
      kept !== null &&
      Array.isArray(kept.open?.open) &&
      typeof kept.channels === 'object' &&
      Array.isArray(kept.log) &&
      Object.values(kept.channels).every(({ waiting, sentMs }) => Array.isArray(waiting) && Array.isArray(sentMs));
    return whole ? kept : undefined;
  } catch {
    return undefined;
  }
}

export const writeKept = (drawer: Drawer, kept: KeptEvents): void => drawer.set(key, JSON.stringify(kept));
