/** What the page is told of the Modbus TCP servers of the box (GET /api/v1/modbus). Times are ISO 8601. */
export interface ModbusView {
  /** null: the site does not switch it on, nor does the start of the program. */
  readonly sunspec: SunSpecServerState | null;
  /** The port that the start of the program names for SunSpec (NETWACHT_MODBUS_PORT), in place of the site's. */
  readonly portOfStart: number | null;
  readonly registers: readonly (ModbusServerState & { readonly device: string })[];
}

export interface SunSpecServerState extends ModbusServerState {
  /** Whether it takes writes now. */
  readonly writes: boolean;
  /** The share of the house connection that was written and holds. */
  readonly lease: { readonly percent: number; readonly since: string; readonly leaseLeftS: number } | null;
}

export interface ModbusServerState {
  readonly port: number;
  /** False: the port cannot be had; it is tried again. */
  readonly listens: boolean;
  /** Whether others than programs of this machine may come. */
  readonly isOpen: boolean;
  readonly clients: readonly ModbusClientState[];
  /** The last of each. */
  readonly refusedConnection: RefusedConnection | null;
  readonly refusedRequest: RefusedRequest | null;
}

/** One who is connected. */
export interface ModbusClientState {
  /** IPv4, or `::1`. */
  readonly address: string;
  readonly since: string;
  /** Its last whole request; null: none yet. */
  readonly asked: string | null;
  /** Requests that were answered with what they asked for. */
  readonly reads: number;
  readonly writes: number;
  /** Requests that were answered with an exception. */
  readonly refused: number;
}

/**
 * Why a connection was refused or ended by the box: it is not on the list; all places are held by others at work; it gave its
 * place to another one; its request came too slowly; it was no Modbus TCP; it does not read its answers.
 */
export const turnedAway = ['notListed', 'noPlace', 'gaveWay', 'slow', 'notModbus', 'unread'] as const;
export type TurnedAway = (typeof turnedAway)[number];

export interface RefusedConnection {
  readonly at: string;
  readonly address: string;
  readonly why: TurnedAway;
}

/** A request that was answered with a Modbus exception. */
export interface RefusedRequest {
  readonly at: string;
  readonly address: string;
  readonly kind: 'read' | 'write' | 'unknown';
  /** First register; null where the request could not be read. */
  readonly register: number | null;
  readonly exception: number;
}
