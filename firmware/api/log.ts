/** What this room needs of the log (pino fits): facts first, then one sentence. Never a password, code, token or query. */
export interface Log {
  info(facts: object, sentence: string): void;
  warn(facts: object, sentence: string): void;
  error(facts: object, sentence: string): void;
}
