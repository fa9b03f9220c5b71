import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemTimers } from '../../../../drivers/link/timers.ts';
import { OutputDesk } from '../../../../firmware/control/outputs/output-desk.ts';
import { outputText } from '../../../../firmware/control/outputs/output-formulas.ts';
import { systemClock } from '../../../../firmware/domain/clock.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import type { SiteKnowledge } from '../../../../firmware/domain/site/knowledge.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import { until } from '../../../until.ts';
import { contractSite, knowledge } from '../../domain/site/documents.ts';

const withRelay: SiteKnowledge = {
  ...knowledge,
  definition: (id) =>
    id === 'a-relay'
      ? { kind: 'meter', reachedBy: ['http'], defaultUnitId: 1, measuresCurrent: false }
      : knowledge.definition(id),
};

/** Keeps what it was asked, and answers with what a test says. */
class Relay {
  readonly asked: string[] = [];
  status = 200;
  wantsPassword = false;
  readonly #server: Server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method, url, headers } = request;
    const who = headers.authorization === undefined ? '' : ` ${atob(headers.authorization.slice(6))}`;
    if (this.wantsPassword && who === '') {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="relay"' }).end();
      return;
    }
    const type = parts.length === 0 ? '' : ` ${headers['content-type']}`;
    this.asked.push(`${method} ${url}${type}${parts.length === 0 ? '' : ` ${Buffer.concat(parts)}`}${who}`);
    response.writeHead(this.status, this.status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end();
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  close = () => new Promise((resolve) => this.#server.close(resolve).closeAllConnections());
}

describe('the desk for outputs', () => {
  let relay: Relay;
  let base: string;
  let site: Site | undefined;
  let desk: OutputDesk;
  let own: unknown[];
  let warned: string[];
  beforeEach(async () => {
    relay = new Relay();
    base = await relay.open();
    own = [];
    warned = [];
    desk = deskWith();
  });
  afterEach(async () => {
    desk.close();
    await relay.close();
  });

  const deskWith = ({ loopbackAllowed = true } = {}) =>
    new OutputDesk({
      ...{ site: () => site, clock: systemClock, timers: systemTimers, hanInterfaces: () => [], loopbackAllowed },
      credentials: (name) => (name === 'relay' ? { user: 'anna', password: 'secret' } : undefined),
      own: async (call, author) => {
        if (call.url.includes('bad')) throw new NetwachtError('badName', 'that is no name');
        own.push([call, author]);
      },
      log: { info: () => undefined, warn: (facts, message) => void warned.push(`${JSON.stringify(facts)} ${message}`) },
    });
  const use = (outputs: readonly object[], change: object = {}) => {
    const result = readSite({ ...contractSite(), ...change, outputs }, withRelay);
    assert.ok(result.ok);
    site = result.site;
    desk.siteChanged();
  };
  const tell = (id: string, values: readonly number[] | undefined) => {
    const output = site?.outputs.find((each) => each.id === id);
    assert.ok(output);
    desk.take([{ id, text: outputText(output), values }]);
  };
  const asked = (...lines: string[]) =>
    until(() => relay.asked.length >= lines.length).then(() => assert.deepEqual(relay.asked, lines));

  it('sends what the worker found, with method, body and content type, once', async () => {
    use([
      { id: 'heat', url: `${base}/relay?on=\${AVAIL}` },
      { id: 'json', method: 'PUT', url: `${base}/set/\${B}`, body: '{"w":${C}}', contentType: 'application/json' },
    ]);
    desk.start();
    tell('heat', [1]);
    tell('json', [2, 3.5]);
    await until(() => relay.asked.length === 2);
    assert.deepEqual(relay.asked.sort(), ['GET /relay?on=1', 'PUT /set/2 application/json {"w":3.5}']);
    tell('heat', [1]);
    tell('json', [2, 3.5]);
    await until(() => desk.list().every(({ state }) => state === 'sent'));
    assert.equal(relay.asked.length, 2);
    assert.equal(desk.list()[0]?.sent?.url, `${base}/relay?on=1`);
  });

  it('keeps what is said before the start, and takes nothing that belongs to another site', async () => {
    use([{ id: 'heat', url: `${base}/\${AVAIL}` }]);
    tell('heat', [7]);
    desk.start();
    await asked('GET /7');
    desk.take([
      { id: 'heat', text: 'http://elsewhere/${AVAIL}\n', values: [9] },
      { id: 'gone', text: '', values: [] },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(relay.asked.length, 1);
  });

  it('sends nothing while a formula has no value, or where the formulas make the address empty', async () => {
    use([
      { id: 'heat', url: `${base}/\${AVAIL}` },
      { id: 'maybe', url: `\${if AVAIL\`${base}/on\`}` },
    ]);
    desk.start();
    tell('heat', undefined);
    tell('maybe', [0]);
    assert.deepEqual(
      desk.list().map(({ state }) => state),
      ['noValue', 'idle'],
    );
    tell('maybe', [1]);
    await asked('GET /on');
  });

  it('says what did not arrive and why, without the query, and sends the last one when somebody is there again', async () => {
    relay.status = 500;
    use([{ id: 'heat', name: 'Heating', url: `${base}/relay?token=abc&on=\${AVAIL}` }]);
    desk.start();
    tell('heat', [1]);
    await until(() => desk.health().length === 1);
    const [entry] = desk.health();
    assert.deepEqual([entry?.id, entry?.severity, entry?.what], ['outputFailed:heat', 'warning', 'heat']);
    assert.match(
      entry?.message ?? '',
      /Heating does not arrive: .* answered 500\. Not sent: GET http:\/\/[0-9.:]+\/relay\?…/,
    );
    assert.ok(!`${warned}${entry?.message}`.includes('abc'));
    assert.equal(warned.length, 1);
    tell('heat', [2]);
    relay.status = 204;
    await until(() => relay.asked.length >= 2 && desk.health().length === 0);
    assert.equal(relay.asked.at(-1), 'GET /relay?token=abc&on=2');
  });

  it('S34 goes to nobody but whom the site names: no redirect is followed, no loopback address asked', async () => {
    relay.status = 302;
    use([{ id: 'heat', url: `${base}/a` }]);
    desk.start();
    await until(() => desk.list()[0]?.fault?.code === 'redirected');
    desk.close();
    relay.asked.length = 0;
    desk = deskWith({ loopbackAllowed: false });
    desk.start();
    await until(() => desk.list()[0]?.fault?.code === 'refusedAddress');
    assert.deepEqual(relay.asked, []);
  });

  it('gives name and password by their name, once they are asked for', async () => {
    relay.wantsPassword = true;
    use([{ id: 'heat', url: `${base}/a`, secret: 'relay' }]);
    desk.start();
    await asked('GET /a anna:secret');
    assert.ok(!JSON.stringify([desk.list(), desk.health()]).includes('secret"'));
  });

  it('answers calls of this box in the program, in the name of the output', async () => {
    use([
      { id: 'set', url: '/cnf?cmd=set_cm_vars&name=X&val=${B}' },
      { id: 'post', method: 'POST', url: 'http://localhost:8080/cnf?cmd=set_cm_vars', body: '{"X":${B}}' },
      { id: 'bad', url: '/cnf?cmd=bad' },
    ]);
    desk.start();
    tell('set', [4]);
    tell('post', [5]);
    await until(() => own.length === 2 && desk.health().length === 1);
    assert.deepEqual(own, [
      [
        { method: 'GET', url: '/cnf?cmd=set_cm_vars&name=X&val=4', body: undefined },
        { name: 'output:set', side: 'lan' },
      ],
      [
        { method: 'POST', url: '/cnf?cmd=set_cm_vars', body: '{"X":5}' },
        { name: 'output:post', side: 'lan' },
      ],
    ]);
    assert.match(desk.health()[0]?.message ?? '', /that is no name/);
  });

  it('sends its resets when it is switched off, taken away, or the site only observes', async () => {
    const heat = {
      id: 'heat',
      url: `${base}/\${AVAIL}`,
      resets: [{ url: `${base}/off` }, { method: 'POST', url: `${base}/r`, body: 'x', contentType: 'text/plain' }],
    };
    use([heat]);
    desk.start();
    tell('heat', [1]);
    await asked('GET /1');
    for (const change of [
      () => use([{ ...heat, enabled: false }]),
      () => use([]),
      () => use([heat], { mode: 'observe' }),
    ]) {
      use([heat]);
      relay.asked.length = 0;
      change();
      await until(() => relay.asked.length === 2);
      assert.deepEqual(relay.asked.sort(), ['GET /off', 'POST /r text/plain x']);
    }
    assert.equal(desk.list()[0]?.state, 'off');
    assert.throws(() => desk.sendAgain('heat'), /no output heat/);
  });

  it('sends the resets of an output whose device is gone with it', async () => {
    const devices = (...more: object[]) => ({ devices: [...contractSite().devices, ...more] });
    const meter = { id: 'M9', definition: 'a-relay', address: base, role: 'display' };
    const heat = { id: 'heat', device: 'M9', url: '/on', resets: [{ url: '/off' }] };
    use([heat], devices(meter));
    desk.start();
    await asked('GET /on');
    use([], devices());
    await asked('GET /on', 'GET /off');
  });

  it('goes on with what stays as it was when the site changes, and is sent again on demand', async () => {
    const heat = { id: 'heat', url: `${base}/\${AVAIL}` };
    use([heat]);
    desk.start();
    tell('heat', [1]);
    await asked('GET /1');
    use([heat], { name: 'Kerkstraat 14' });
    tell('heat', [1]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(relay.asked.length, 1);
    desk.sendAgain('heat');
    await asked('GET /1', 'GET /1');
  });
});
