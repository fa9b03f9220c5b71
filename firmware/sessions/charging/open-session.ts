import type { SessionFlag, SessionMeter } from '../../domain/session.ts';
import type { SplitState } from './origin.ts';
import type { PiecesState } from './pieces.ts';

/** Stamps that may turn out to be of a wrong clock. */
export type Stamp = 'pluggedAtMs' | 'firstChargeMs' | 'lastChargeMs';

/** All that is known of a session that runs: what a restart goes on from. JSON. */
export interface OpenSession {
  readonly id: number;
  readonly chargePoint: string;
  readonly name: string;
  readonly pluggedAtMs: number;
  /** The car has gone; only the counter's last word is waited for. */
  readonly endedAtMs?: number;
  readonly firstChargeMs?: number;
  readonly lastChargeMs?: number;
  /** Stamps that were made before the clock was set. */
  readonly unsure: readonly Stamp[];
  readonly pluggedMs: number;
  readonly chargedMs: number;
  readonly meter: SessionMeter;
  readonly meterDevice: string;
  readonly startWh?: number;
  /** The counter's last reading that was believed; of a soft meter what was integrated. */
  readonly counterWh?: number;
  readonly softWh: number;
  readonly energyWh: number;
  readonly gridWh: number;
  readonly solarWh: number;
  readonly batteryWh: number;
  readonly gapWh: number;
  readonly costUct: number;
  readonly unpricedWh: number;
  readonly user?: string;
  readonly tag?: string;
  readonly flags: readonly SessionFlag[];
  readonly split: SplitState;
  readonly pieces: PiecesState;
  /** When this was so, wall ms, and what the car drew then. */
  readonly atMs: number;
  readonly powerW: number;
}

const numbers = ['id', 'pluggedAtMs', 'pluggedMs', 'chargedMs', 'softWh', 'energyWh', 'gridWh', 'solarWh'] as const;
const moreNumbers = ['batteryWh', 'gapWh', 'costUct', 'unpricedWh', 'atMs', 'powerW'] as const;

/** Whether it is one that this program can go on from; the file may be of another version, or damaged. */
export function isOpenSession(value: unknown): value is OpenSession {
  if (typeof value !== 'object' || value === null) return false;
  const s = value as Partial<OpenSession>;
  return (
    [...numbers, ...moreNumbers].every((key) => Number.isFinite(s[key])) &&
    typeof s.chargePoint === 'string' &&
    typeof s.name === 'string' &&
    ['chargePoint', 'meter', 'soft'].includes(s.meter ?? '') &&
    Array.isArray(s.flags) &&
    Array.isArray(s.unsure) &&
    Array.isArray(s.split?.weights) &&
    Array.isArray(s.split.owed) &&
    Array.isArray(s.pieces?.held)
  );
}
