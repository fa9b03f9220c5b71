import { createServer } from 'node:net';

/** A loopback port that is free now: the wanted one, or any for 0. Rejects with one sentence where it is taken. */
export async function freePort(wanted: number): Promise<number> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(wanted, '127.0.0.1', resolve));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new Error(`port ${wanted} is taken by another program; choose another one with --port N`, { cause: error });
    }
    if (code === 'EACCES') throw new Error(`port ${wanted} needs more rights; choose one above 1023`, { cause: error });
    throw error;
  }
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : wanted;
}
