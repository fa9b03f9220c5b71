import type { Socket } from 'node:net';

/**
 * Handshakes at a time on one port; one more ends the oldest of whoever has the most, so that somebody who only knocks
 * locks out himself and not a gateway at another address.
 */
const mostHandshakes = 16;

/** The connections of one port that are not through their handshake. */
export class HandshakePlaces {
  /** With the address of the peer; oldest first. */
  readonly #taken = new Map<Socket, string>();

  take(socket: Socket): void {
    if (this.#taken.size >= mostHandshakes) this.#greediest()?.destroy();
    this.#taken.set(socket, socket.remoteAddress ?? '');
    socket.on('close', () => this.leave(socket));
  }

  leave(socket: Socket): void {
    this.#taken.delete(socket);
  }

  endAll(): void {
    for (const socket of this.#taken.keys()) socket.destroy();
  }

  #greediest(): Socket | undefined {
    const byPeer = new Map<string, Socket[]>();
    for (const [socket, peer] of this.#taken)
      if (!socket.destroyed) byPeer.set(peer, [...(byPeer.get(peer) ?? []), socket]);
    const [most] = [...byPeer.values()].toSorted((a, b) => b.length - a.length);
    return most?.[0];
  }
}
