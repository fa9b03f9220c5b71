/** How writing to a time-series database stands, for the page (GET /api/v1/influx). Times are ISO 8601, counts since the start. */
export interface InfluxView {
  readonly state: 'off' | 'waiting' | 'written' | 'failing';
  readonly lastWrittenAt: string | null;
  readonly fault: { readonly code: string; readonly message: string; readonly since: string } | null;
  /** Lines that the database took. */
  readonly written: number;
  /** Lines that wait for it. */
  readonly waiting: number;
  /** The oldest ones, given up because there was no room for more. */
  readonly dropped: number;
  /** Lines that the database refused for good. */
  readonly refused: number;
}
