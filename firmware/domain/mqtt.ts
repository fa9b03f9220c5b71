/** How the connection to the broker stands, for the page (GET /api/v1/mqtt). Times are ISO 8601. */
export interface MqttView {
  readonly state: 'off' | 'connecting' | 'connected' | 'failed';
  /** Since when it is so. */
  readonly since: string | null;
  /** What stands before the names of all topics: `netwacht/NTW-…`. */
  readonly root: string | null;
  readonly fault: {
    /** The part of the way that failed. */
    readonly layer: 'config' | 'network' | 'tls' | 'certificate' | 'mqtt';
    readonly code: string;
    readonly message: string;
    readonly since: string;
  } | null;
  /** Messages that were sent since the start of the program. */
  readonly sent: number;
  /** Commands that were taken and refused since then. */
  readonly commands: { readonly taken: number; readonly refused: number; readonly lastRefusal: string | null };
}
