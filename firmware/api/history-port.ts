import type { Readable } from 'node:stream';

/** Measured values over time. */
export interface HistoryPort {
  /** An answer as text. Codes: `busy` (503), `unreadable` (503), `unknownSeries` and `tooMuch` (400, with path). */
  text(question: {
    readonly fromMs: number;
    readonly toMs: number;
    /** Names or beginnings of names; empty: all. */
    readonly series: readonly string[];
    /** Seconds a step; absent: as the span allows. */
    readonly everyS?: number;
    readonly format: 'csv' | 'json';
  }): Promise<Readable>;
}
