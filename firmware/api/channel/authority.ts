import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ChannelAuthority } from '../../domain/channel-command.ts';
import { NetwachtError } from '../../domain/errors.ts';

/**
 * Who speaks on which socket. No header and no address of a request says anything about it, and a second request on a
 * socket is the same speaker's (S9).
 */
export class Authorities {
  readonly #bySocket = new WeakMap<Socket, ChannelAuthority>();

  bind(socket: Socket, authority: ChannelAuthority): void {
    this.#bySocket.set(socket, authority);
  }

  find(socket: Socket): ChannelAuthority | undefined {
    return this.#bySocket.get(socket);
  }

  /** Throws `forbidden` for a socket that came by no channel. */
  of(request: IncomingMessage): ChannelAuthority {
    const authority = this.#bySocket.get(request.socket);
    if (authority === undefined) throw new NetwachtError('forbidden', 'This connection is no gateway channel');
    return authority;
  }
}
