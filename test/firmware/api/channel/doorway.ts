import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoxPort } from '../../../../firmware/api/box-port.ts';
import type { ChannelAccess } from '../../../../firmware/api/channel/channel-access.ts';
import { Door, type StreamTaker } from '../../../../firmware/api/channel/door.ts';
import type { ChannelRate } from '../../../../firmware/api/channel/rate.ts';
import { joinLocalProgram } from '../../../../firmware/api/channel/raw.ts';
import { type SocketFolder, socketFolder } from '../../../../firmware/api/channel/socket-folder.ts';
import { handToStations } from '../../../../firmware/api/channel/station-streams.ts';
import { encodeStreamHeader } from '../../../../firmware/domain/stream-header.ts';
import { Box } from '../box.ts';

export const pin = 'a'.repeat(64);

export const emt: ChannelAccess = { id: 'emt', use: 'http', role: 'operator', variables: ['AVAIL'], pins: [pin] };

/** A box with its door, on real sockets; the test is the smgw process. */
export class Doorway {
  readonly box: Box;
  readonly folder: SocketFolder;
  readonly door: Door;
  readonly #dir = mkdtempSync(join(tmpdir(), 'netwacht-door-'));
  readonly #sockets: Socket[] = [];

  private constructor(box: Box, headerMs: number) {
    this.box = box;
    this.folder = socketFolder(this.#dir);
    const http: StreamTaker = (socket, authority) => box.api.serveChannel(socket, authority);
    this.door = new Door({
      path: this.folder.door,
      channels: box.gateway,
      takers: { http, ocpp: handToStations(() => false, box.log), raw: joinLocalProgram(this.folder.raw, box.log) },
      log: box.log,
      headerMs,
    });
  }

  static async open({
    headerMs = 2000,
    rate,
    appliance,
  }: {
    headerMs?: number;
    rate?: ChannelRate;
    appliance?: BoxPort;
  } = {}): Promise<Doorway> {
    const box = await Box.open({
      ...(rate === undefined ? {} : { channelRate: rate }),
      ...(appliance === undefined ? {} : { appliance }),
    });
    const doorway = new Doorway(box, headerMs);
    box.gateway.open.set('emt', emt);
    await doorway.door.listen();
    return doorway;
  }

  /** Changes what a channel may do, as a PUT would. */
  change(access: ChannelAccess | undefined, id = 'emt'): void {
    if (access === undefined) this.box.gateway.open.delete(id);
    else this.box.gateway.open.set(access.id, access);
    this.door.reconfigured();
  }

  /** A stream as the smgw process opens it; `first` are bytes in one write. */
  knock(first: Buffer | string): Stream {
    const socket = connect(this.folder.door);
    this.#sockets.push(socket);
    socket.write(first);
    return new Stream(socket);
  }

  /** A stream of a channel; `payload` goes out with the header in one write. */
  stream(channelId = 'emt', payload = '', peerSha256 = pin, terms?: string): Stream {
    const said = terms === undefined ? {} : { terms };
    const header = encodeStreamHeader({ channelId, connectionId: 'c1', peerSha256, ...said });
    return this.knock(Buffer.concat([header, Buffer.from(payload)]));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await this.door.close();
    await this.box.close();
    this.folder.remove();
    if (existsSync(this.#dir)) rmSync(this.#dir, { recursive: true });
  }
}

export interface HttpReply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  readonly json: unknown;
}

/** The far end of a stream. */
export class Stream {
  readonly socket: Socket;
  /** Settles when the box has ended the stream. */
  readonly ended: Promise<void>;
  #held = '';
  #wake: () => void = () => undefined;
  #gone = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      this.#held += text;
      this.#wake();
    });
    socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      socket.on('close', () => {
        this.#gone = true;
        this.#wake();
        resolve();
      });
    });
  }

  get open(): boolean {
    return !this.#gone;
  }

  /** One request with exactly these headers, and its reply. */
  async ask(path: string, { body, headers = {}, method }: Ask = {}): Promise<HttpReply> {
    const lines = Object.entries({ Host: 'emt.example', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    const length = body === undefined ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    const verb = method ?? (body === undefined ? 'GET' : 'POST');
    this.socket.write(`${verb} ${path} HTTP/1.1\r\n${lines.join('')}${length}\r\n${body ?? ''}`);
    return this.reply();
  }

  /** The next reply on the stream; its length is told by a header. */
  async reply(): Promise<HttpReply> {
    for (;;) {
      const end = this.#held.indexOf('\r\n\r\n');
      const head = this.#held.slice(0, end).split('\r\n');
      const headers = new Map(
        head.slice(1).map((line) => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
        }),
      );
      const length = Number(headers.get('content-length') ?? 0);
      if (end >= 0 && this.#held.length >= end + 4 + length) {
        const text = this.#held.slice(end + 4, end + 4 + length);
        this.#held = this.#held.slice(end + 4 + length);
        return {
          status: Number(head[0]?.split(' ')[1]),
          headers,
          text,
          json: text === '' ? undefined : JSON.parse(text),
        };
      }
      if (this.#gone) throw new Error(`the stream ended; held: ${JSON.stringify(this.#held)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The next bytes, whatever they are. */
  async bytes(count: number): Promise<string> {
    while (this.#held.length < count && !this.#gone)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    const text = this.#held.slice(0, count);
    this.#held = this.#held.slice(count);
    return text;
  }
}

export interface Ask {
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly method?: string;
}
