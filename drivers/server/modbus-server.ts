import { BlockList, type Socket } from 'node:net';
import type { ModbusRead, ModbusWrite } from '../link/request.ts';
import { TcpListener } from '../link/tcp-listener.ts';
import type { Timers } from '../link/timers.ts';
import { exceptionReply, exceptions, readClientRequest, readReply } from '../proxy/client-request.ts';
import { ProxyClient } from '../proxy/proxy-client.ts';

/** What a server of values of our own answers: words, `taken` for a write, or an exception (1, 2, 3, 6). Never throws. */
export interface ModbusValues {
  read(request: ModbusRead): Answer<readonly number[]>;
  write(request: ModbusWrite): Answer<'taken'>;
}
type Reply<T> = T | { readonly exception: number };
type Answer<T> = Reply<T> | Promise<Reply<T>>;

export interface ModbusServerOptions {
  /** For the log. */
  readonly name: string;
  /** Where it listens when others may come. */
  readonly host: string;
  readonly port: number;
  /** IPv4 addresses and networks (`10.0.0.0/24`) that may connect; none: programs of this machine only. */
  readonly allow: readonly string[];
  readonly values: ModbusValues;
  readonly timers: Timers;
  readonly warn: (sentence: string) => void;
  readonly idleMs?: number;
}

const mostClients = 8;
const usualIdleMs = 120_000;
const loopback = '127.0.0.1';

/** A Modbus TCP port behind which there is no device, but values of our own. Each client is served in the order it asks. */
export class ModbusServer {
  readonly #o: ModbusServerOptions;
  readonly #allowed: BlockList;
  readonly #listener: TcpListener;
  readonly #refused = new Set<string>();

  constructor(options: ModbusServerOptions) {
    const { name, host, port, allow, timers, warn } = options;
    this.#o = options;
    this.#allowed = allowList(allow);
    this.#listener = new TcpListener({
      ...{ host: allow.length === 0 ? loopback : host, port, mostClients, timers },
      take: (socket) => this.#take(socket),
      failed: (why) => warn(`${name}: cannot listen on port ${port} (${why}); it is tried again`),
    });
  }

  /** The port it listens on; undefined while it does not. */
  get port(): number | undefined {
    return this.#listener.port;
  }

  /** Resolves when it listens or has failed to for the first time; then it tries again by itself. */
  start(): Promise<void> {
    return this.#listener.start();
  }

  /** Resolves when nothing of it is open. */
  close(): Promise<void> {
    return this.#listener.close();
  }

  #take(socket: Socket): void {
    const { remoteAddress = '' } = socket;
    if (!mayCome(this.#allowed, remoteAddress)) {
      this.#tellRefused(remoteAddress);
      socket.destroy();
      return;
    }
    let isServing = false;
    const client = new ProxyClient(socket, {
      idleMs: this.#o.idleMs ?? usualIdleMs,
      onRequest: () => {
        if (isServing) return;
        isServing = true;
        void this.#serve(client).finally(() => {
          isServing = false;
        });
      },
    });
  }

  async #serve(client: ProxyClient): Promise<void> {
    for (let frame = client.next(); frame !== undefined; frame = client.next())
      client.answer(frame, await this.#answer(frame.body));
  }

  async #answer(body: Buffer): Promise<Buffer> {
    const asked = readClientRequest(body);
    if (asked.kind === 'refused') return exceptionReply(body, asked.code);
    try {
      if (asked.kind === 'read') {
        const words = await this.#o.values.read(asked.request);
        return 'exception' in words
          ? exceptionReply(body, words.exception)
          : readReply(asked.request, Uint16Array.from(words));
      }
      const taken = await this.#o.values.write(asked.request);
      // Unit, function, address and value or count of the request are the answer of each write.
      return taken === 'taken' ? body.subarray(0, 6) : exceptionReply(body, taken.exception);
    } catch (error) {
      this.#o.warn(`${this.#o.name}: a request could not be served: ${String(error)}`);
      return exceptionReply(body, exceptions.busy);
    }
  }

  /** Once for each address, and not for ever more of them. */
  #tellRefused(address: string): void {
    if (this.#refused.has(address) || this.#refused.size >= 32) return;
    this.#refused.add(address);
    this.#o.warn(`${this.#o.name}: ${address} is not on its list and was turned away`);
  }
}

function allowList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8);
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    if (bits === undefined) list.addAddress(address);
    else list.addSubnet(address, Number(bits));
  }
  return list;
}

const mayCome = (list: BlockList, address: string): boolean => {
  const plain = address.replace(/^::ffff:/, '');
  return plain === '::1' || (!plain.includes(':') && plain !== '' && list.check(plain));
};
