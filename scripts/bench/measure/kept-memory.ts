import { setTimeout as pause } from 'node:timers/promises';

/** What the main thread of a program holds after a collection, MB (10^6 bytes): its heap, and the buffers that belong to it. */
export type KeptMemory = () => Promise<number>;

interface Reply {
  readonly id?: number;
  readonly result?: { readonly usedSize?: number; readonly backingStorageSize?: number };
  readonly error?: { readonly message: string };
}

/** The environment in which a program listens for `keptMemory` at a port of 127.0.0.1. */
export const inspected = (port: number): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--inspect=127.0.0.1:${port}`,
});

/**
 * Asks V8 itself (Chrome DevTools Protocol, domains HeapProfiler and Runtime): memory of the operating system shows how long
 * ago a collection was, this shows what nothing can take back. Rejects when the program ends.
 */
export async function keptMemory(port: number): Promise<KeptMemory> {
  const [target] = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as [
    { webSocketDebuggerUrl: string },
  ];
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  const waiting = new Map<number, (reply: Reply) => void>();
  const { promise: ended, reject: end } = Promise.withResolvers<never>();
  ended.catch(() => {});
  socket.addEventListener('close', () => end(new Error('the program that is inspected has ended')));
  socket.addEventListener('message', ({ data }) => {
    const reply = JSON.parse(String(data)) as Reply;
    if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
  });
  await Promise.race([ended, new Promise((resolve) => socket.addEventListener('open', resolve))]);
  let lastId = 0;
  const call = async (method: string): Promise<NonNullable<Reply['result']>> => {
    lastId += 1;
    const id = lastId;
    const replied = new Promise<Reply>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method }));
    const { result, error } = await Promise.race([ended, replied]);
    waiting.delete(id);
    if (result === undefined) throw new Error(`${method}: ${error?.message}`);
    return result;
  };
  return async () => {
    // Twice: what finalizers let go is collected by the second.
    await call('HeapProfiler.collectGarbage');
    await pause(100);
    await call('HeapProfiler.collectGarbage');
    const { usedSize = Number.NaN, backingStorageSize = 0 } = await call('Runtime.getHeapUsage');
    return (usedSize + backingStorageSize) / 1e6;
  };
}
