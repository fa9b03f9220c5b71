import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import type { State } from '../../../../firmware/domain/state.ts';
import { InfluxDesk } from '../../../../firmware/interfaces/influx/influx-desk.ts';
import { until } from '../../../until.ts';
import { contractSite, knowledge } from '../../domain/site/documents.ts';
import { readLine } from './read-line.ts';

/** Keeps what it was sent, and answers with what a test says. */
class Sink {
  readonly asked: string[] = [];
  readonly lines: string[] = [];
  status = 204;
  readonly #server: Server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += String(part);
    this.asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? 'nobody'}`);
    if (this.status === 204) this.lines.push(...text.trim().split('\n'));
    response.writeHead(this.status).end(this.status === 204 ? '' : '{"error":"so it is"}');
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  close = () => new Promise((resolve) => this.#server.close(resolve).closeAllConnections());
}

const stateAt = (s: number): State => ({
  ...{
    cycle: s,
    at: new Date(1_790_000_000_000 + s * 1000).toISOString(),
    site: { name: 'A', mode: 'manage', timezone: 'UTC' },
  },
  circuits: [
    {
      ...{ id: 'main', name: 'Anna', parent: null, fuseA: 25, reserveA: 0, limitA: [25, 25, 16], limitW: null },
      ...{ reason: { code: 'fuse' } as State['circuits'][number]['reason'] },
      ...{ drawnA: [3.5, null, 0], headroomA: [21.5, null, 16] },
    },
  ],
  ...{ chargePoints: [], meters: [], variables: [], health: [], price: null },
  flow: { gridW: 805, solarW: null, batteryW: null, houseW: 805, chargePointsW: 0 },
  limits: [
    {
      ...({ id: 'budget:anna', origin: 'user', circuit: null, chargePoint: 'E1', unit: 'A', value: 6 } as const),
      ...{ since: '', until: null, source: 'anna' },
    } as unknown as State['limits'][number],
  ],
});

/** A request is given up after this. */
const requestMs = 5_000;

describe('the desk for a time-series database', () => {
  let sink: Sink;
  let url: string;
  let site: Site | undefined;
  let desk: InfluxDesk;
  let nowMs: number;
  let secret: { user: string; password: string } | undefined;
  /** What waits for its time, with the time it waits. */
  let waiting: { ms: number; action: () => void }[];
  beforeEach(async () => {
    sink = new Sink();
    url = await sink.open();
    nowMs = 0;
    waiting = [];
    secret = { user: 'box', password: 'hush' };
  });
  afterEach(async () => {
    desk.close();
    await sink.close();
  });

  const begin = (influx: object, { loopbackAllowed = true } = {}) => {
    const read = readSite({ ...contractSite(), influx: { url, ...influx } }, knowledge);
    assert.ok(read.ok, JSON.stringify(read));
    site = read.site;
    desk = new InfluxDesk({
      ...{ box: 'NTW-1', site: () => site, hanInterfaces: () => [], loopbackAllowed, credentials: () => secret },
      clock: { monotonicMs: () => nowMs, wallMs: () => 1_790_000_000_000 + nowMs },
      timers: {
        after(ms, action) {
          const one = { ms, action };
          waiting.push(one);
          return () => {
            waiting = waiting.filter((other) => other !== one);
          };
        },
        turn: async () => {},
      },
      log: { info: () => {}, warn: () => {} },
    });
    desk.siteChanged();
  };
  /** Lets the desk's pause be over; resolves with the next one. Deadlines of requests (5 s) are none. */
  const send = async (): Promise<number> => {
    const one = waiting.shift();
    assert.ok(one, 'the desk waits for its next time');
    one.action();
    await until(() => waiting.length === 1 && waiting[0]?.ms !== requestMs);
    return waiting[0]?.ms ?? 0;
  };
  const see = (...seconds: number[]) => {
    for (const s of seconds) {
      nowMs = s * 1000;
      desk.observe(stateAt(s));
    }
  };
  const v2 = { org: 'home', bucket: 'net watch', secret: 'influx' };

  it('writes by the interface of version 2: a point every 10 s, each with its own time', async () => {
    begin(v2);
    see(0, 1, 5, 10, 11, 20);
    assert.equal(await send(), 10_000);
    assert.deepEqual(sink.asked, ['POST /api/v2/write?org=home&bucket=net+watch&precision=ms Token hush']);
    const read = sink.lines.map(readLine);
    const flows = read.filter(({ measurement }) => measurement === 'netwacht_flow');
    assert.deepEqual(
      flows.map(({ time, tags, fields }) => [time - 1_790_000_000_000, { ...tags }, { ...fields }]),
      [0, 10_000, 20_000].map((t) => [
        t,
        { box: 'NTW-1' },
        { grid_watts: 805, house_watts: 805, charge_points_watts: 0 },
      ]),
    );
    const { state, written, fault, dropped } = desk.view();
    assert.deepEqual(
      { state, written, fault, dropped },
      { state: 'written', written: read.length, fault: null, dropped: 0 },
    );
  });

  it('writes by the interface of version 1, with user and password', async () => {
    begin({ api: 'v1', database: 'netwacht', secret: 'influx', sendEveryS: 30 });
    see(0);
    assert.equal(await send(), 30_000);
    assert.deepEqual(sink.asked, [`POST /write?db=netwacht&precision=ms Basic ${btoa('box:hush')}`]);
  });

  it('leaves out what is unknown, and names nobody', async () => {
    begin(v2);
    see(0);
    await send();
    const phases = sink.lines.map(readLine).filter(({ measurement }) => measurement === 'netwacht_circuit_phase');
    assert.deepEqual(
      phases.map(({ tags, fields }) => [tags.phase, fields.current_amperes]),
      [
        ['L1', 3.5],
        ['L2', undefined],
        ['L3', 0],
      ],
    );
    assert.doesNotMatch(sink.lines.join('\n'), /anna/i);
  });

  it('keeps what a database does not take, waits longer each time, and writes it in order when it is back', async () => {
    begin(v2);
    sink.status = 503;
    see(0);
    assert.deepEqual([await send(), await send(), await send()], [20_000, 40_000, 80_000]);
    see(10);
    const [{ code, what, message } = { code: '', what: '', message: '' }] = desk.health();
    assert.deepEqual([code, what], ['influxNotWritten', url]);
    assert.match(message, /503: \{"error":"so it is"\}/);
    sink.status = 204;
    assert.equal(await send(), 10_000);
    const times = sink.lines.map((line) => readLine(line).time);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    assert.equal(new Set(times).size, 2);
    assert.deepEqual([desk.health(), desk.view().waiting], [[], 0]);
  });

  it('gives up what a database refuses for good, and counts it', async () => {
    begin(v2);
    sink.status = 400;
    see(0);
    assert.equal(await send(), 10_000);
    const { refused, waiting: left, state } = desk.view();
    assert.ok(refused > 0);
    assert.deepEqual([left, state], [0, 'failing']);
  });

  it('holds at most 4 MiB, drops the oldest and tells how many', async () => {
    begin({ ...v2, everyS: 1 });
    for (let s = 0; s < 12_000; s += 1) see(s);
    const { waiting: lines, dropped } = desk.view();
    assert.ok(dropped > 0 && lines > 1000, `${lines} ${dropped}`);
    await send();
    assert.equal(desk.view().written, lines);
    assert.equal(readLine(sink.lines.at(-1) ?? '').time, 1_790_000_000_000 + 11_999_000);
  });

  it('sends nothing without its secret, and tries a new one at once', async () => {
    begin(v2);
    secret = undefined;
    see(0);
    await send();
    assert.deepEqual([sink.asked.length, desk.view().fault?.code], [0, 'noSecret']);
    secret = { user: '', password: 'new' };
    desk.credentialsChanged();
    assert.equal(waiting[0]?.ms, 0);
    await send();
    assert.match(sink.asked.join(), /Token new$/);
  });

  it('never asks this machine itself where the guard forbids it', async () => {
    begin(v2, { loopbackAllowed: false });
    see(0);
    await send();
    assert.deepEqual([sink.asked.length, desk.view().fault?.code], [0, 'refusedAddress']);
  });

  it('stops when it is switched off, and keeps nothing for another database', async () => {
    begin(v2);
    see(0);
    site = { ...(site as Site), influx: undefined };
    desk.siteChanged();
    assert.deepEqual([waiting.length, desk.view().state, desk.view().waiting], [0, 'off', 0]);
  });

  for (const [influx, path] of [
    [{ api: 'v1' }, 'influx.database'],
    [{ api: 'v2', org: 'a' }, 'influx.bucket'],
    [{ api: 'v2', bucket: 'a' }, 'influx.org'],
    [{ ...v2, url: 'http://a.lan/?u=me' }, 'influx.url'],
    [{ ...v2, url: 'http://me:word@a.lan' }, 'influx.url'],
    [{ ...v2, token: 'word' }, 'influx.token'],
  ] as const)
    it(`refuses a site with ${JSON.stringify(influx)}`, () => {
      begin(v2);
      const read = readSite({ ...contractSite(), influx: { url, ...influx } }, knowledge);
      assert.ok(!read.ok);
      assert.deepEqual([...new Set(read.faults.map((fault) => fault.path))], [path]);
    });
});
