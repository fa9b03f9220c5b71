import { createServer, type IncomingMessage } from 'node:http';
import { z } from 'zod';
import { isFault } from './faults.ts';
import type { SmgwSim } from './gateway.ts';
import { profileSchema } from './profile.ts';

const maxBodyBytes = 64 * 1024;
const hostPort = z.strictObject({ host: z.string().min(1), port: z.number().int().min(1).max(65_535) });
const call = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).default('GET'),
  path: z.string().startsWith('/'),
  body: z.string().optional(),
  contentType: z.string().optional(),
  user: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
});

type Handler = (sim: SmgwSim, body: unknown, query: URLSearchParams) => unknown;

/** One line each; docs/smgw-sim.md prints this list. */
const routes: Readonly<Record<string, Handler>> = {
  'GET /state': ({ control }) => control.state,
  'GET /events': ({ events }, _body, query) => events.all.filter(({ atMs }) => atMs >= Number(query.get('since') ?? 0)),
  'GET /certificate': ({ peerCertificatePem, control }) => ({
    certificatePem: peerCertificatePem,
    nextCertificatePem: control.announce(),
  }),
  'PUT /profile': ({ control }, body) => control.setProfile(profileSchema.parse(body)),
  'PUT /cls': ({ control }, body) => control.setCls(hostPort.parse(body)),
  'POST /trust': ({ control }, body) => ({
    sha256: control.trust(z.strictObject({ certificatePem: z.string() }).parse(body).certificatePem),
  }),
  'POST /rotate': ({ control }) => ({ certificatePem: control.rotate() }),
  'POST /wake': async ({ control }, body) => ({
    connection: await control.wake(body === undefined ? undefined : hostPort.parse(body)),
  }),
  'POST /close': ({ control }) => control.closeChannels(),
  'POST /clock': ({ control }, body) =>
    control.clock.advance(z.strictObject({ advanceS: z.number().min(0) }).parse(body).advanceS * 1000),
  'POST /faults': ({ control }, body) => {
    const { name, times } = z.strictObject({ name: z.string(), times: z.number().int().min(1).default(1) }).parse(body);
    if (!isFault(name)) throw new Error(`${name} is no fault`);
    control.fault(name, times);
  },
  'DELETE /faults': ({ control }) => control.clearFaults(),
  'POST /emt/request': ({ emt }, body) => {
    const { body: text, contentType, user, headers, ...rest } = call.parse(body);
    return emt.request({
      ...rest,
      ...(text === undefined ? {} : { body: text }),
      ...(contentType === undefined ? {} : { contentType }),
      ...(user === undefined ? {} : { user }),
      ...(headers === undefined ? {} : { headers }),
    });
  },
  'POST /emt/gate': async ({ emt }) => ({ port: await emt.gatePort() }),
};
export const controlRoutes = Object.keys(routes);

/** What a gateway administrator and an EMT do, over HTTP with JSON, loopback only. */
export async function serveControl(sim: SmgwSim, port = 0): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    handle(sim, request).then(
      (answer) => send(200, answer ?? {}),
      (error: unknown) => send(400, { error: error instanceof Error ? error.message : String(error) }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('an HTTP server without a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(sim: SmgwSim, request: IncomingMessage): Promise<unknown> {
  // A page in a browser on the same machine must not be able to work this.
  const { origin, host = '' } = request.headers;
  if (origin !== undefined || !/^(127\.0\.0\.1|localhost)(:|$)/.test(host)) throw new Error('not for web pages');
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const handler = routes[`${request.method} ${url.pathname}`];
  if (handler === undefined)
    throw new Error(`${request.method} ${url.pathname} is none of ${controlRoutes.join(', ')}`);
  return handler(sim, await readJson(request), url.searchParams);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > maxBodyBytes) throw new Error('a body of more than 64 KiB');
  }
  return text === '' ? undefined : JSON.parse(text);
}
