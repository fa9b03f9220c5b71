import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { basic, password } from '../box.ts';
import { type Ask, Doorway, emt, type Stream } from './doorway.ts';

const set = '/cnf?cmd=set_cm_vars';
const read = '/cnf?cmd=get_cm_vars';

describe('the operator on its channel', () => {
  let doorway: Doorway;
  let stream: Stream;
  const values = () => doorway.box.variables.values();

  beforeEach(async () => {
    doorway = await Doorway.open();
    doorway.change({ ...emt, variables: ['AVAIL', 'PWR'] });
    await doorway.box.variables.change({
      author: { name: 'admin', side: 'lan' },
      replace: false,
      temporary: false,
      values: [{ name: 'house', value: 7 }],
    });
    stream = doorway.stream();
  });
  afterEach(() => doorway.close());

  it('sets and reads its variables without signing in; what is not on its list stays and stays unseen', async () => {
    const ok = { ok: true };
    assert.deepEqual((await stream.ask(`${set}&name=AVAIL&val=40`)).json, ok);
    assert.deepEqual((await stream.ask(read)).json, { AVAIL: 40 });
    assert.deepEqual((await stream.ask(set, { body: '{"PWR":70}' })).json, ok);
    assert.deepEqual((await stream.ask(read)).json, { PWR: 70 });
    assert.deepEqual(values(), { house: 7, PWR: 70 });
    assert.deepEqual((await stream.ask(set, { body: '{"vars":[{"name":"AVAIL","expr":"30"}]}' })).json, ok);
    assert.deepEqual((await stream.ask(`${set}&name=AVAIL&val=20&clear=1`)).json, ok);
    assert.deepEqual((await stream.ask(`${read}&name=var3&val=123`)).json, { AVAIL: 20 });
    assert.deepEqual((await stream.ask(`/${set}&clear=1`)).json, ok);
    assert.deepEqual(values(), { house: 7 });
    const { source } = doorway.box.variables.kept.get('house') ?? {};
    assert.equal(source, 'admin');
  });

  it('tells with detail=1 who wrote a variable, and nothing of the others', async () => {
    await stream.ask(`${set}&name=AVAIL&val=40`);
    const reply = await stream.ask(`${read}&detail=1`);
    assert.deepEqual(Object.keys(reply.json as object), ['AVAIL']);
    assert.match(reply.text, /channel:emt/);
  });

  it('S9: reads nothing more where reads are open on the premises', async () => {
    doorway.box.site.document = { name: 'Kerkstraat 12', openReads: true };
    assert.equal((await doorway.box.ask('/api/v1/state')).status, 200);
    for (const path of ['/api/v1/state', '/api/v1/events', '/api/v1/session', '/api/v1/history']) {
      const reply = await stream.ask(path);
      assert.equal(reply.status, 403, path);
      assert.match(reply.text, /notThroughChannel/);
    }
    assert.deepEqual((await stream.ask(read)).json, {});
  });

  const refused: readonly [what: string, status: number, code: string, path: string, ask?: Ask][] = [
    ['a variable outside its list', 403, 'notListed', `${set}&name=house&val=1`],
    ['one of two variables outside its list', 403, 'notListed', set, { body: '{"AVAIL":1,"house":1}' }],
    ['a formula', 400, 'badFormula', set, { body: '{"vars":[{"name":"AVAIL","expr":"M1.power_w"}]}' }],
    ['a text', 400, 'badNumber', `${set}&name=AVAIL&val=abc`],
    ['no finite number', 400, 'badNumber', `${set}&name=AVAIL&val=1e999`],
    ['broken JSON', 400, 'badJson', set, { body: '{"AVAIL":' }],
    ['a key twice', 400, 'badJson', set, { body: '{"AVAIL":1,"AVAIL":2}' }],
    ['a body over 64 KiB', 413, 'tooLarge', set, { body: `{"AVAIL":1${' '.repeat(65_536)}}` }],
    ['another command', 403, 'notThroughChannel', '/cnf?cmd=get_dev_info'],
    ['an unknown command', 403, 'notThroughChannel', '/cnf?cmd=format_disk'],
    ['no command', 403, 'notThroughChannel', '/cnf'],
    ['another method', 405, 'badMethod', `${set}&name=AVAIL&val=1`, { method: 'PUT' }],
  ];
  for (const [what, status, code, path, ask] of refused)
    it(`S10 is refused ${what} (${status} ${code}) as a JSON string, and nothing changes`, async () => {
      const reply = await stream.ask(path, ask);
      assert.equal(reply.status, status, reply.text);
      assert.match(String(reply.json), new RegExp(`^${code}: .{10,}`));
      assert.deepEqual(values(), { house: 7 });
      assert.deepEqual(doorway.box.observer.commands, []);
    });

  for (const path of ['/', '/api/v1/state', '/api/v1/site', '/api/v1/setup', '/api/v1/openapi.json', '/ui/en/sim.htm'])
    it(`S9 cannot read ${path}, with the password of the box neither`, async () => {
      for (const headers of [{}, { Authorization: basic('admin', password) }]) {
        const reply = await stream.ask(path, { headers });
        assert.equal(reply.status, 403);
        assert.match(reply.text, /notThroughChannel/);
      }
    });

  it('S9 headers of a request change nothing: not Host, not Authorization, not where it says it comes from', async () => {
    for (const headers of forged)
      for (const name of ['AVAIL', 'house']) {
        const reply = await stream.ask(`${set}&name=${name}&val=1`, { headers });
        assert.equal(reply.status, name === 'AVAIL' ? 200 : 403, JSON.stringify(headers));
      }
  });

  it('S9 a request of the local network gets no right of a channel by any header', async () => {
    for (const headers of forged.slice(1)) {
      const reply = await doorway.box.ask(`${set}&name=AVAIL&val=1`, { headers: { host: '127.0.0.1', ...headers } });
      assert.equal(reply.status, 401, JSON.stringify(headers));
    }
    assert.deepEqual(values(), { house: 7 });
  });

  it('S9 keep-alive reuse cannot cross sockets: two channels at once, each with its own rights', async () => {
    doorway.change({ ...emt, id: 'tariff', role: 'supplier', variables: ['TARIF'] });
    const supplier = doorway.stream('tariff');
    for (let turn = 0; turn < 5; turn += 1) {
      assert.equal((await stream.ask(`${set}&name=AVAIL&val=${turn}`)).status, 200);
      assert.equal((await supplier.ask(`${set}&name=AVAIL&val=9`)).status, 403);
      assert.equal((await supplier.ask(`${set}&name=TARIF&val=${turn}`)).status, 200);
      assert.equal((await stream.ask(`${set}&name=TARIF&val=9`)).status, 403);
    }
    assert.deepEqual(values(), { house: 7, AVAIL: 4, TARIF: 4 });
  });

  it('has the last word with the last of several values that it sends at once', async () => {
    const post = (value: number) => {
      const body = `{"AVAIL":${value}}`;
      return `POST ${set} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    };
    for (let k = 0; k < 20; k += 1) {
      stream.socket.write(`${post(100)}${post(80)}GET ${set}&name=AVAIL&val=${k} HTTP/1.1\r\nHost: x\r\n\r\n`);
      for (let reply = 0; reply < 3; reply += 1) assert.equal((await stream.reply()).status, 200);
      assert.equal(values().AVAIL, k);
    }
  });

  it('S26 is closed when it sends a flood of requests ahead; the channel can come again', async () => {
    const flood = doorway.stream('emt', `GET ${read} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(5000));
    await flood.ended;
    assert.match(doorway.box.log.warnings().join(), /too many requests were sent ahead/);
    assert.equal((await doorway.stream().ask(read)).status, 200);
  });

  it('is refused while its function is off, and nobody else', async () => {
    doorway.box.gateway.off.add('limit');
    const reply = await stream.ask(`${set}&name=AVAIL&val=40`);
    assert.deepEqual([reply.status, String(reply.json).split(':')[0]], [403, 'function-off']);
    doorway.change({ ...emt, id: 'tariff', role: 'supplier', variables: ['TARIF'] });
    assert.equal((await doorway.stream('tariff').ask(`${set}&name=TARIF&val=1`)).status, 200);
    doorway.box.gateway.off.delete('limit');
    assert.equal((await stream.ask(`${set}&name=AVAIL&val=40`)).status, 200);
  });

  it('S26 is slowed down by channel, over all of its streams, and others are not', async () => {
    const slow = await Doorway.open({ rate: { requests: 20, durationS: 60 } });
    try {
      slow.change({ ...emt, id: 'other' });
      const [one, two, other] = [slow.stream(), slow.stream(), slow.stream('other')];
      const statuses: number[] = [];
      for (let k = 0; k < 15; k += 1)
        for (const each of [one, two]) statuses.push((await each.ask(`${set}&name=AVAIL&val=${k}`)).status);
      assert.deepEqual(statuses, [...Array(20).fill(200), ...Array(10).fill(429)]);
      const last = await one.ask(read);
      assert.match(String(last.json), /^throttled: /);
      assert.deepEqual(slow.box.log.warnings(), ['A request on a gateway channel was refused: throttled']);
      assert.ok(Number(last.headers.get('retry-after')) > 0);
      assert.equal((await other.ask(`${set}&name=AVAIL&val=1`)).status, 200);
    } finally {
      await slow.close();
    }
  });

  it('tells the proof log of each command before and after, and gives its head with the answer', async () => {
    const reply = await stream.ask(`${set}&name=AVAIL&val=40&clear=1`);
    assert.equal(reply.headers.get('netwacht-proof'), 'head-1');
    const { observer, variables } = doorway.box;
    const [{ atMs, ...command } = { atMs: 0 }] = observer.commands;
    assert.ok(atMs > 0);
    assert.deepEqual(command, {
      channelId: 'emt',
      role: 'operator',
      peerSha256: 'a'.repeat(64),
      connectionId: 'c1',
      values: [{ name: 'AVAIL', value: 40 }],
      replace: true,
    });
    variables.diskFull = true;
    const failed = await stream.ask(`${set}&name=AVAIL&val=50`);
    assert.deepEqual([failed.status, failed.headers.get('netwacht-proof')], [503, 'head-2']);
    assert.deepEqual(
      observer.outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.code : outcome.kind)),
      ['applied', 'notPersisted'],
    );
  });

  it('is obeyed also when the proof log fails', async () => {
    doorway.box.observer.broken = true;
    const reply = await stream.ask(`${set}&name=AVAIL&val=0`);
    assert.deepEqual([reply.status, reply.headers.has('netwacht-proof')], [200, false]);
    assert.match(JSON.stringify(doorway.box.log.errors()), /proof log did not take/);
  });

  it('S10 lives through requests of any bytes; every answer is a refusal or its own variables', async () => {
    const pieces = fc.constantFrom(
      'cmd=',
      'set_cm_vars',
      'get_cm_vars',
      '&',
      '=',
      'name=',
      'val=',
      'AVAIL',
      'house',
      '__proto__',
      'constructor',
      '1e999',
      'NaN',
      '-0',
      '%',
      '%00',
      '%zz',
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      'vars',
      'expr',
      'clear=1',
      'tmp=1',
      ',',
      '\\u0000',
    ); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(
        fc.array(pieces, { maxLength: 14 }),
        fc.array(pieces, { maxLength: 14 }),
        async (query, body) => {
          const path = `/cnf?${query.join('')}`;
          const reply = await stream.ask(path, body.length === 0 ? {} : { body: body.join('') });
          assert.ok([200, 400, 403].includes(reply.status), `${reply.status} ${path}`);
          assert.equal(values().house, 7);
          assert.equal(Object.getPrototypeOf(values()), Object.prototype);
        },
      ),
      { numRuns: 1500 },
    );
    assert.deepEqual(doorway.box.log.errors(), []);
  });

  for (const [what, after] of [
    ['switched off', undefined],
    ['given to another gateway', { ...emt, pins: ['c'.repeat(64)] }],
    ['given another role', { ...emt, role: 'supplier' as const }],
    ['left with other variables', { ...emt, variables: ['TARIF'] }],
  ] as const)
    it(`S9 has nothing carried out that still waits when its channel is ${what}`, async () => {
      const { variables } = doorway.box;
      const change = variables.change.bind(variables);
      variables.change = async (given) => {
        await change(given);
        if (variables.changes.length === 3) doorway.change(after);
      };
      const set = 'GET /cnf?cmd=set_cm_vars&name=AVAIL&val=40 HTTP/1.1\r\nHost: x\r\n\r\n';
      await doorway.stream('emt', set.repeat(20)).ended;
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(variables.changes.length, 3);
      // Whatever is in force again afterwards, the old stream does not come back with it.
      doorway.change(emt);
    });

  it('is told 400 on what is no HTTP, and the stream ends', async () => {
    const wrong = doorway.stream('emt', '\x16\x03\x01\x02\x00\x01\x00');
    await wrong.ended;
    assert.match(await wrong.bytes(12), /^HTTP\/1.1 400/);
    assert.match(doorway.box.log.warnings().join('\n'), /no HTTP request/);
    for (let k = 0; k < 20; k += 1) await doorway.stream('emt', '\x16\x03\x01\x02\x00\x01\x00').ended;
    assert.equal(doorway.box.log.warnings().length, 1, 'told seldom');
  });
});

const forged: readonly Record<string, string>[] = [
  { Host: 'evil.example' },
  { 'X-Forwarded-For': '10.11.120.2', Forwarded: 'for=10.11.120.2', Via: '1.1 smgw' },
  { Authorization: basic('admin', 'wrong'), Cookie: 'netwacht=x' },
  { 'Netwacht-Channel': 'emt', 'X-Channel-Id': 'emt', 'X-Peer-Sha256': 'a'.repeat(64), Role: 'operator' },
];
