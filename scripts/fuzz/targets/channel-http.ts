import { encodeStreamHeader } from '../../../firmware/domain/stream-header.ts';
import { Doorway, pin } from '../../../test/firmware/api/channel/doorway.ts';
import { exchange } from '../http-exchange.ts';
import { type FuzzTarget, mustBeFinite, mustHold } from '../target.ts';

const header = encodeStreamHeader({ channelId: 'emt', connectionId: 'c1', peerSha256: pin });
const get = (query: string): string => `GET /cnf?cmd=${query} HTTP/1.1\r\nHost: emt.example\r\n\r\n`;
const post = (body: string): string =>
  `POST /cnf?cmd=set_cm_vars HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** Raw bytes of an EMT on its channel: HTTP that is answered with the rights of an operator, and nothing else. */
export const channelHttp: FuzzTarget = {
  name: 'channel-http',
  share: 3,
  maxBytes: 20_000,
  words: [
    ...[
      'GET ',
      'POST ',
      'HTTP/1.1',
      '\r\n',
      'Transfer-Encoding: chunked\r\n',
      'Content-Length: 5\r\n',
      '/api/v1/site',
      'name=',
    ],
    ...[
      'get_cm_vars',
      'set_cm_vars',
      'modbus',
      'AVAIL',
      'PWR',
      'Authorization: Basic YWRtaW46eA==\r\n',
      'X-Forwarded-For: ::1\r\n',
    ],
  ],
  async open() {
    const doorway = await Doorway.open({ rate: { requests: 1e9, durationS: 1 } });
    const { variables, log } = doorway.box;
    await variables.change({
      ...{ author: { name: 'admin', side: 'lan' }, replace: false, temporary: false },
      values: [{ name: 'OWN', value: 7 }],
    });
    return {
      seeds: [
        get('set_cm_vars&name=AVAIL&val=40'),
        get('get_cm_vars') + get('get_cm_vars&detail=1'),
        post('{"AVAIL":40}'),
        post('{"vars":[{"name":"AVAIL","expr":"1"}]}'),
        get('set_cm_vars&clear=1'),
        'GET /api/v1/state HTTP/1.1\r\nHost: x\r\n\r\n',
      ],
      async take(input) {
        await exchange({ path: doorway.folder.door }, Buffer.concat([header, input]));
        mustHold(
          variables.list().some(({ name, value }) => name === 'OWN' && value === 7),
          'reached a variable of others',
        );
        for (const { name, value } of variables.list()) {
          mustHold(['AVAIL', 'OWN'].includes(name.toUpperCase()), `set ${name}`);
          mustBeFinite(value);
        }
        const errors = log.errors();
        log.lines.length = 0;
        mustHold(errors.length === 0, `an error in the log: ${JSON.stringify(errors).slice(0, 2000)}`);
      },
      close: () => doorway.close(),
    };
  },
};
