export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof logLevels)[number];

/** A line of the program's log as it is shown: secrets are masked in it. */
export interface LogLine {
  /** Counts the lines since the start of the program. */
  readonly seq: number;
  readonly at: string;
  readonly level: LogLevel;
  /** The part of the program that says it; empty: the program itself. */
  readonly room: string;
  readonly message: string;
  /** What else it carries, as JSON. */
  readonly facts: string;
  /** The clock had not been set. */
  readonly timeUnsynced?: true;
}

/** `GET /api/v1/log`. */
export interface LogView {
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  /** Lines since the start that are kept no longer. */
  readonly gone: number;
}
