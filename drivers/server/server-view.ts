import type { CutOff } from '../proxy/proxy-client.ts';

/** One who is connected to a Modbus TCP server of ours; wall times in ms. */
export interface ModbusClientView {
  /** IPv4, or `::1`. */
  readonly address: string;
  readonly sinceMs: number;
  /** Its last whole request; undefined: none yet. */
  readonly askedMs: number | undefined;
  /** Requests that were answered with what they asked for. */
  readonly reads: number;
  readonly writes: number;
  /** Requests that were answered with an exception. */
  readonly refused: number;
}

/**
 * Why a connection was refused or ended by us: it is not on the list, all places are held by others at work, it gave its place
 * to another one, or as `CutOff` says.
 */
export type TurnedAway = 'notListed' | 'noPlace' | 'gaveWay' | CutOff;

export interface RefusedConnection {
  readonly atMs: number;
  readonly address: string;
  readonly why: TurnedAway;
}

/** A request that was answered with a Modbus exception. */
export interface RefusedRequest {
  readonly atMs: number;
  readonly address: string;
  readonly isWrite: boolean;
  /** First register; undefined where the request could not be read. */
  readonly register: number | undefined;
  readonly exception: number;
}

export interface ModbusServerView {
  /** Undefined while it does not listen. */
  readonly port: number | undefined;
  readonly clients: readonly ModbusClientView[];
  /** The last of each. */
  readonly refusedConnection: RefusedConnection | undefined;
  readonly refusedRequest: RefusedRequest | undefined;
}
