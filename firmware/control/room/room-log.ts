import type { FromWorker } from '../messages.ts';

/** Tells the main thread's log what went wrong. */
export type RoomLog = (level: 'warn' | 'error', message: string, error: unknown) => void;

export const roomLog =
  (post: (message: FromWorker) => void): RoomLog =>
  (level, message, error) =>
    post({ kind: 'log', level, message, facts: { error: error instanceof Error ? error.message : String(error) } });
