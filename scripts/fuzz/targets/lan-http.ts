import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Box } from '../../../test/firmware/api/box.ts';
import { exchange } from '../http-exchange.ts';
import { type FuzzTarget, mustBeFinite, mustHold } from '../target.ts';

const pkcs12 = readFileSync(new URL('../corpus/today.p12', import.meta.url)).toString('base64');
const token = `nw_${'a'.repeat(43)}`;
const head = (line: string): string => `${line} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n`;
const withBody = (line: string, body: string): string =>
  `${head(line)}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** Raw bytes on the HTTP port of the local network, by somebody who is signed in (the more of it is reached). */
export const lanHttp: FuzzTarget = {
  name: 'lan-http',
  share: 3,
  maxBytes: 20_000,
  words: [
    ...[
      'GET ',
      'POST ',
      'PUT ',
      'DELETE ',
      'HTTP/1.1',
      '\r\n',
      'Transfer-Encoding: chunked\r\n',
      'Expect: 100-continue\r\n',
    ],
    ...[
      'Content-Length: 5\r\n',
      'Host: evil.example\r\n',
      '/api/v1/site',
      '/api/v1/state',
      '/cnf?cmd=',
      'Connection: close\r\n',
    ],
  ],
  async open() {
    const box = await Box.open();
    box.accounts.addToken({
      ...{ name: 'fuzz', role: 'administrator', sha256: createHash('sha256').update(token).digest('hex') },
    });
    return {
      seeds: [
        `${head('GET /cnf?cmd=set_cm_vars&name=AVAIL&val=40')}\r\n`,
        `${head('GET /api/v1/state')}\r\n`,
        `${head('GET /api/v1/openapi.json')}\r\n${head('GET /')}\r\n`,
        withBody('POST /cnf?cmd=set_cm_vars', '{"AVAIL":40}'),
        withBody('PUT /api/v1/charge-points/E1/override', '{"limitA":8,"until":"unplug"}'),
        withBody(
          'POST /api/v1/site/check',
          '{"name":"x","timezone":"Europe/Berlin","circuits":[{"id":"a","fuseA":32}]}',
        ),
        withBody('PUT /api/v1/smgw', '{"address":"10.0.0.1:443","functions":{"limit":true}}'),
        withBody('PUT /api/v1/smgw/channels/emt', '{"scenario":"HKS3","peerCertificatePem":"x","variables":["AVAIL"]}'),
        withBody('PUT /api/v1/certificates/cls', `{"pkcs12":"${pkcs12}","password":"secret"}`),
        withBody('POST /api/v1/certificates/cls/csr', '{}'),
        withBody('POST /api/v1/grid/lpc', '{"heartbeat":true,"limitW":5000,"active":true,"durationS":60}'),
        withBody('POST /api/v1/grid/test', '{"limitW":5000,"durationS":60}'),
        `${head('GET /api/v1/grid/log?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&format=csv')}\r\n`,
        `${head('GET /api/v1/audit?limit=10&before=5')}\r\n`,
        withBody('POST /api/v1/setup', '{"password":"abc"}'),
        `${head('POST /cnf?cmd=set_cm_vars')}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n`,
      ],
      async take(input) {
        await exchange({ port: box.port, host: '127.0.0.1' }, input);
        for (const { name, value } of box.variables.list()) {
          mustHold(/^[A-Za-z][A-Za-z0-9_]{0,31}$/.test(name), `the name ${name}`);
          mustBeFinite(value);
        }
        const errors = box.log.errors();
        if (errors.length === 0) return;
        box.log.lines.length = 0;
        throw new Error(`an error in the log: ${JSON.stringify(errors).slice(0, 2000)}`);
      },
      close: () => box.close(),
    };
  },
};
