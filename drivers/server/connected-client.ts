import type { Socket } from 'node:net';
import type { Clock } from '../../firmware/domain/clock.ts';
import type { ModbusClientState } from '../../firmware/domain/modbus-server.ts';
import type { Guest, Holder } from '../link/places.ts';

/** One connection that has a place: who it is, and what it has asked. */
export class ConnectedClient implements Holder {
  readonly address: string;
  readonly isNamed: boolean;
  readonly socket: Socket;
  readonly #clock: Clock;
  readonly #since: string;
  readonly #counts = { reads: 0, writes: 0, refused: 0 };
  heardMs: number;
  #asked: string | null = null;

  constructor({ address, isNamed, socket, clock }: Guest & { readonly socket: Socket; readonly clock: Clock }) {
    this.address = address;
    this.isNamed = isNamed;
    this.socket = socket;
    this.#clock = clock;
    this.#since = new Date(clock.wallMs()).toISOString();
    this.heardMs = clock.monotonicMs();
  }

  /** A whole request of it is there. */
  asks(): void {
    this.heardMs = this.#clock.monotonicMs();
    this.#asked = new Date(this.#clock.wallMs()).toISOString();
  }

  count(what: 'reads' | 'writes' | 'refused'): void {
    this.#counts[what] += 1;
  }

  view(): ModbusClientState {
    return { address: this.address, since: this.#since, asked: this.#asked, ...this.#counts };
  }
}
