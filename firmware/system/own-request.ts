import { get } from 'node:http';

const withinMsByDefault = 3_000;
/** Every address: then this machine is reached by its loopback. */
const anyAddress = new Set(['::', '0.0.0.0']);

/**
 * Whether this program's own port answers a request of its own: over a new connection, through everything that a caller goes
 * through. Never rejects.
 */
export function answersItself(at: {
  readonly bind: string;
  readonly port: number;
  readonly withinMs?: number;
}): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(
      {
        host: anyAddress.has(at.bind) ? '127.0.0.1' : at.bind,
        port: at.port,
        path: '/api/v1/setup',
        headers: { host: 'localhost', connection: 'close' },
        agent: false,
      },
      (response) => {
        response.resume();
        response.on('error', () => resolve(false));
        // 403: plain HTTP only leads to HTTPS here.
        response.on('end', () => resolve(response.statusCode === 200 || response.statusCode === 403));
      },
    );
    const timer = setTimeout(() => request.destroy(), at.withinMs ?? withinMsByDefault);
    request.on('error', () => resolve(false));
    request.on('close', () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}
