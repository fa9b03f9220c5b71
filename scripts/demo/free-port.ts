import { createServer } from 'node:net';

/**
 * Where free ports are looked for: below those that a system gives to connections that go out (Linux from 32,768), so that
 * nobody gets one between here and its use, nor while the program that uses it is started anew; and above 10080, the last of
 * the ports that `fetch` and browsers refuse to ask (Fetch Standard, "bad port").
 */
const from = 10_100;
const count = 21_900;
/** Programs beside each other begin far from each other, and none is told a port twice. */
let next = process.pid * 97;

/** A loopback port that is free now: the wanted one, or any for 0. Rejects with one sentence where it is taken. */
export async function freePort(wanted: number): Promise<number> {
  if (wanted !== 0) return open(wanted);
  for (let tries = 1; ; tries += 1) {
    try {
      return await open(from + (next++ % count));
    } catch (error) {
      if (tries === count) throw error;
    }
  }
}

/** Opens it and closes it again. */
async function open(port: number): Promise<number> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new Error(`port ${port} is taken by another program; choose another one with --port N`, { cause: error });
    }
    if (code === 'EACCES') throw new Error(`port ${port} needs more rights; choose one above 1023`, { cause: error });
    throw error;
  }
  await new Promise((resolve) => server.close(resolve));
  return port;
}
