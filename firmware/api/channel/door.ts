import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { functionOf } from '../../domain/channel.ts';
import type { ChannelAuthority } from '../../domain/channel-command.ts';
import { maxStationStreams } from '../../domain/channel-stream.ts';
import type { Log } from '../log.ts';
import { SeldomLog } from '../seldom-log.ts';
import { type ChannelAccess, type ChannelAccessPort, sameAccess } from './channel-access.ts';
import { readHeader } from './read-header.ts';

/**
 * Takes a stream over; its bytes are the far end's from the first on, and it is paused. `streamId`: of the wish that it was
 * opened for (channel-stream.ts).
 */
export type StreamTaker = (socket: Socket, authority: ChannelAuthority, streamId?: string) => void;

export interface DoorOptions {
  /** The Unix socket; its folder is there and only this user reaches it. */
  readonly path: string;
  readonly channels: ChannelAccessPort;
  readonly takers: Readonly<Record<ChannelAccess['use'], StreamTaker>>;
  readonly log: Log;
  /** Tests may wait less. */
  readonly headerMs?: number;
}

/** The smgw process writes the header at once, in one piece. */
const headerMs = 2000;
/** Bounds (S26): a channel is one stream, now and then two while one takes over from the other; for OCPP one each station. */
const maxStreams = 160;
const maxStreamsPerChannel = { http: 8, raw: 8, ocpp: maxStationStreams } as const;

interface Stream {
  readonly socket: Socket;
  readonly access: ChannelAccess;
}

/**
 * Where the streams of gateway channels come in (docs/decisions/014): reads the header that the smgw process puts before
 * every stream, looks up what its channel may do, and hands the stream on with that authority.
 */
export class Door {
  readonly #options: DoorOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #streams = new Map<Socket, Stream>();
  readonly #events: SeldomLog;

  constructor(options: DoorOptions) {
    this.#options = options;
    this.#events = new SeldomLog(options.log);
    this.#server = createServer((socket) => void this.#take(socket));
    this.#server.maxConnections = maxStreams;
  }

  /** Listens; a socket that a killed run left behind is taken away. */
  async listen(): Promise<void> {
    const { path } = this.#options;
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(path, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    chmodSync(path, 0o600);
  }

  /** The channels changed: streams that were let in under other terms end. */
  reconfigured(): void {
    for (const { socket, access } of [...this.#streams.values()]) {
      if (sameAccess(access, this.#options.channels.access(access.id)) && this.#carries(access)) continue;
      this.#options.log.info({ channel: access.id }, 'A stream ends: its channel was changed');
      socket.destroy();
    }
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #take(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    // Ends of streams are everyday life; who took the stream over hears of them too.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#streams.delete(socket);
    });
    const read = await readHeader(socket, this.#options.headerMs ?? headerMs);
    if (read.kind === 'failed') {
      if (read.why !== 'closed') this.#turnAway(socket, '', `its header is ${read.why}`);
      return;
    }
    if (socket.destroyed) return;
    const { channelId, peerSha256, connectionId, terms, streamId } = read.header;
    const access = this.#options.channels.access(channelId);
    if (access === undefined) return this.#turnAway(socket, channelId, 'there is no such channel, or it is off');
    // The smgw process compared the certificate already; pins may have changed since.
    if (!access.pins.includes(peerSha256))
      return this.#turnAway(socket, channelId, 'the certificate of the gateway is not pinned');
    if (terms !== access.terms)
      return this.#turnAway(socket, channelId, 'it was opened before the channel was changed');
    if (!this.#carries(access))
      return this.#turnAway(socket, channelId, `the function ${functionOf(access)} is switched off`);
    const most = maxStreamsPerChannel[access.use];
    if (this.#count(channelId) >= most) return this.#turnAway(socket, channelId, `it has ${most} streams already`);
    this.#streams.set(socket, { socket, access });
    const { role, variables, use } = access;
    this.#events.info({ channel: channelId, connection: connectionId, use, role }, 'A gateway channel opened');
    this.#options.takers[use](socket, { channelId, role, variables, peerSha256, connectionId }, streamId);
  }

  /** Over HTTP a function that is off is answered; elsewhere nothing can be answered. */
  #carries(access: ChannelAccess): boolean {
    return access.use === 'http' || this.#options.channels.functionOn(functionOf(access));
  }

  #count(channelId: string): number {
    return [...this.#streams.values()].filter(({ access }) => access.id === channelId).length;
  }

  #turnAway(socket: Socket, channelId: string, why: string): void {
    socket.destroy();
    this.#events.warn({ channel: channelId }, `A stream of the gateway was turned away: ${why}`);
  }
}
