import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface BlackHole {
  readonly port: number;
  /** From now on nothing gets through any more, and nothing is closed: a cable that was pulled. */
  freeze(): void;
  close(): void;
}

/** TCP to `port`, until it freezes. */
export async function blackHole(port: number): Promise<BlackHole> {
  const sockets: Socket[] = [];
  let frozen = false;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.push(from);
      from.on('error', () => undefined);
      from.on('data', (part) => {
        if (!frozen) to.write(part);
      });
      from.on('end', () => {
        if (!frozen) to.end();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      frozen = true;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
