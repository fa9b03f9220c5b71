/** What a source of limits needs after a restart, as text of its own. */
export interface StoredSource {
  /** `lpc`, `input:ID`, `peak:CIRCUIT`. */
  readonly id: string;
  readonly state: string;
  /** Wall time of the change. */
  readonly atMs: number;
}
