import type { HistoryWindow, HistoryWindowQuestion, Series } from '../../domain/history.ts';
import type { StoreFault } from '../health.ts';
import type { TextQuestion } from './history-text.ts';

/** Samples that may wait for a thread that is held up by its disk: ten minutes. Beyond it they are given up. */
export const ringPlaces = 600;

/** What the history thread is started with. */
export interface HistoryThreadSettings {
  readonly dir: string;
}

/** To the history thread. A text is given chunk by chunk, each asked for by `more`. */
export type ToHistory =
  /** The values of a sample stand in `ring`, at its place: nothing is copied, and nothing left for the garbage collector. */
  | { readonly kind: 'use'; readonly series: readonly Series[]; readonly ring: SharedArrayBuffer }
  | { readonly kind: 'learn'; readonly texts: readonly string[] }
  | { readonly kind: 'take'; readonly atMs: number; readonly place: number }
  | { readonly kind: 'text'; readonly id: number; readonly question: TextQuestion }
  | { readonly kind: 'window'; readonly id: number; readonly question: HistoryWindowQuestion }
  | { readonly kind: 'more' | 'enough'; readonly id: number }
  | { readonly kind: 'close' };

/** From the history thread. */
export type FromHistory =
  /** So many places of the ring are free again. */
  | { readonly kind: 'taken'; readonly samples: number }
  | { readonly kind: 'begun'; readonly id: number }
  | { readonly kind: 'chunk'; readonly id: number; readonly text: string }
  | { readonly kind: 'end'; readonly id: number }
  | { readonly kind: 'window'; readonly id: number; readonly window: HistoryWindow }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly code?: string;
      readonly message: string;
      readonly path?: string;
    }
  | { readonly kind: 'raise'; readonly fault: StoreFault; readonly facts: object }
  | { readonly kind: 'clear'; readonly fault: string }
  | { readonly kind: 'closed' };
