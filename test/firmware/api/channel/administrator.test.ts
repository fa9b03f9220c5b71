import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { until } from '../../../until.ts';
import { basic, password } from '../box.ts';
import { exampleState } from '../fakes.ts';
import { Doorway, emt, type Stream } from './doorway.ts';

describe('an administrator on a gateway channel', () => {
  let doorway: Doorway;
  let stream: Stream;
  beforeEach(async () => {
    doorway = await Doorway.open();
    doorway.change({ ...emt, role: 'administrator', variables: [] });
    stream = doorway.stream();
  });
  afterEach(() => doorway.close());

  it('reads and puts the site, overrides charge points and sets variables in the name of the channel', async () => {
    assert.equal((await stream.ask('/api/v1/site')).status, 200);
    assert.equal((await stream.ask('/api/v1/state')).status, 200);
    const put = await stream.ask('/api/v1/site', { method: 'PUT', body: '{"name":"Kerkstraat 14"}' });
    assert.equal(put.status, 200, put.text);
    const override = { method: 'PUT', body: '{"limitA":8}' };
    assert.equal((await stream.ask('/api/v1/charge-points/E1/override', override)).status, 204);
    assert.deepEqual(doorway.box.orders.asked[0]?.[3], { name: 'channel:emt', side: 'channel' });
    assert.equal((await stream.ask('/cnf?cmd=set_cm_vars&name=AVAIL&val=40')).status, 200);
    assert.equal(doorway.box.variables.kept.get('avail')?.source, 'channel:emt');
    assert.deepEqual(doorway.box.observer.commands, []);
  });

  const never: readonly [method: string, path: string, body?: string][] = [
    ['GET', '/api/v1/tokens'],
    ['POST', '/api/v1/tokens', '{"name":"x","role":"administrator"}'],
    ['POST', '/api/v1/session', `{"user":"admin","password":"${password}"}`],
    ['PUT', '/api/v1/password', `{"current":"${password}","password":"another long one"}`],
    ['POST', '/api/v1/setup', '{"password":"another long one"}'],
    ['POST', '/api/v1/backup', '{"password":"x"}'],
    ['POST', '/api/v1/restore'],
    ['PUT', '/api/v1/secrets/x', '{}'],
    ['POST', '/api/v1/certificates', '{}'],
    ['PUT', '/api/v1/ocpp/backends/x', '{}'],
    ['PUT', '/api/v1/smgw', '{}'],
    ['PUT', '/api/v1/smgw/channels/emt', '{}'],
    ['DELETE', '/api/v1/updates'],
    ['PUT', '/api/v1/updates/sources', '{"sources":[]}'],
    ['POST', '/api/v1/updates/rollback', '{}'],
    ['POST', '/api/v1/updates/release', '{}'],
    ['GET', '/api/v1/network'],
    ['PUT', '/api/v1/network', '{}'],
    ['POST', '/api/v1/network/confirm', '{}'],
    ['GET', '/api/v1/time'],
    ['PUT', '/api/v1/time', '{}'],
    ['POST', '/api/v1/reboot', '{}'],
    ['POST', '/api/v1/reset', '{"confirm":"NTW-1"}'],
    ['GET', '/'],
    ['GET', '/cnf?cmd=modbus_set'],
    ['GET', '/cnf?cmd=change_admin_pwd'],
    ['POST', '/cnf?cmd=set_user', '{}'],
    ['POST', '/cnf?cmd=set_params', '{}'],
  ];
  for (const [method, path, body] of never)
    it(`is refused ${method} ${path}`, async () => {
      const reply = await stream.ask(path, { method, ...(body === undefined ? {} : { body }) });
      assert.deepEqual([reply.status, /notThroughChannel/.test(reply.text)], [403, true], reply.text);
    });

  it('S9 is who its channel is: no cookie, no password and no Origin is looked at', async () => {
    const { cookie } = await doorway.box.signIn();
    for (const headers of [
      { Cookie: cookie },
      { Authorization: basic('admin', 'wrong') },
      { Origin: 'https://emt.example', Referer: 'https://emt.example/x', 'Sec-Fetch-Site': 'cross-site' },
      { Host: 'evil.example' },
    ] as Record<string, string>[]) {
      const reply = await stream.ask('/cnf?cmd=set_cm_vars&name=AVAIL&val=1', { headers });
      assert.equal(reply.status, 200, JSON.stringify(headers));
      const put = await stream.ask('/api/v1/site', { method: 'PUT', body: '{"name":"x"}', headers });
      assert.equal(put.status, 200, JSON.stringify(headers));
      assert.equal(doorway.box.variables.kept.get('avail')?.source, 'channel:emt');
    }
  });

  it('hears no more events when administration is switched off', async () => {
    stream.socket.write('GET /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n');
    let heard = '';
    stream.socket.on('data', (text) => {
      heard += text;
    });
    await until(() => heard.includes('event: state'));
    doorway.box.state.publish(exampleState(2));
    await until(() => heard.includes('"cycle":2'));
    doorway.box.gateway.off.add('administration');
    doorway.box.state.publish(exampleState(3));
    // The end of a chunked answer.
    await until(() => heard.endsWith('0\r\n\r\n'));
    assert.doesNotMatch(heard, /"cycle":3/);
  });

  it('is refused while administration is off', async () => {
    doorway.box.gateway.off.add('administration');
    const reply = await stream.ask('/api/v1/site');
    assert.deepEqual([reply.status, (reply.json as { error: string }).error], [403, 'function-off']);
  });
});
