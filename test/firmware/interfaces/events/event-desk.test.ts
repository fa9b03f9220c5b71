import assert from 'node:assert/strict';
import type { Session } from '../../../../firmware/domain/session.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import type { HealthState, State } from '../../../../firmware/domain/state.ts';
import { EventDesk } from '../../../../firmware/interfaces/events/event-desk.ts';
import { eventSender } from '../../../../firmware/interfaces/events/sender.ts';
import { until } from '../../../until.ts';
import { knowledge, smallSite } from '../../domain/site/documents.ts';
import { MailSink, subjectOf } from './mail-sink.ts';
import { means, secretWord } from './means-fixture.ts';

const startMs = Date.UTC(2026, 10, 28, 12);
const minuteMs = 60_000;

/** Time that a test moves; timers run when it passes them. */
class TestTime {
  nowMs = startMs;
  readonly #due = new Map<() => void, number>();
  readonly clock = { wallMs: () => this.nowMs, monotonicMs: () => this.nowMs };
  readonly timers = {
    after: (delayMs: number, action: () => void) => {
      this.#due.set(action, this.nowMs + delayMs);
      return () => void this.#due.delete(action);
    },
    turn: async () => undefined,
  };

  pass(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const [next] = [...this.#due].filter(([, at]) => at <= endMs).toSorted(([, a], [, b]) => a - b);
      if (next === undefined) break;
      const [action, at] = next;
      this.#due.delete(action);
      this.nowMs = Math.max(this.nowMs, at);
      action();
    }
    this.nowMs = endMs;
  }
}

const trouble = (what: string, code: HealthState['code'] = 'deviceLost'): HealthState => ({
  ...{
    id: `${code}:${what}`,
    severity: 'fault',
    code,
    what,
    message: 'secret facts',
    since: new Date(startMs).toISOString(),
  },
});
const circuit = { id: 'house', name: 'House', fuseA: 25, limitW: null, limitA: [25, 25, 25] };
const state = (health: readonly HealthState[], limitW?: number): State =>
  ({
    ...{ health, circuits: [circuit], chargePoints: [{ id: 'E1', name: 'Garage', state: 'A' }], meters: [] },
    limits:
      limitW === undefined
        ? []
        : [
            {
              id: 'x',
              origin: 'relay',
              circuit: 'house',
              unit: 'W',
              value: limitW,
              since: new Date(startMs).toISOString(),
              until: null,
              source: 's',
            },
          ],
  }) as unknown as State;

describe('the desk of messages to people', () => {
  let time: TestTime;
  let drawer: Map<string, string>;
  let sink: MailSink;
  let desk: EventDesk;
  let site: Site;
  let logged: string[];

  const siteWith = (port: number, rule: object = {}, channel: object = {}): Site => {
    const mail = {
      ...{ id: 'owner', kind: 'mail', language: 'nl', server: { host: 'mail.example', port, tls: 'none' } },
      ...{ from: 'box@mail.example', to: ['anna@mail.example'], ...channel },
    };
    const topics = [
      'gridLimit',
      'chargePoints',
      'devices',
      'sessions',
      'box',
      'updates',
      'security',
      'connections',
      'backups',
    ];
    const read = readSite(
      {
        ...smallSite(),
        users: [{ id: 'anna', name: 'Anna' }],
        events: { channels: [mail], rules: [{ topics, channels: ['owner'], ...rule }] },
      },
      knowledge,
    );
    assert.ok(read.ok, JSON.stringify(read));
    return read.site;
  };
  const newDesk = (version = '1.0.0'): EventDesk =>
    new EventDesk({
      ...{
        site: () => site,
        drawer: { get: (key) => drawer.get(key), set: (key, value) => void drawer.set(key, value) },
      },
      ...{ clock: time.clock, timers: time.timers, version, timeSynced: () => true },
      send: eventSender('nw-1', means()),
      log: {
        info: () => undefined,
        warn: (facts, text) => void logged.push(`${JSON.stringify(facts)} ${text}`),
        error: (_, text) => void logged.push(text),
      },
    });
  const subjects = () => sink.mails.map(({ raw }) => subjectOf(raw).replace(/^Kerkstraat 12: /, ''));
  const arrived = (count: number) => until(() => sink.mails.length === count && desk.channels()[0]?.waiting === 0);
  const settled = async () => {
    await until(() => desk.entries()[0]?.outcome === 'failed');
  };

  beforeEach(async () => {
    time = new TestTime();
    drawer = new Map();
    logged = [];
    sink = await MailSink.open({ tls: 'none' });
    site = siteWith(sink.port);
    desk = newDesk();
    desk.start();
  });
  afterEach(async () => {
    desk.close();
    await sink.close();
  });

  it("tells an operator's limit once when it begins and once when it is over", async () => {
    for (let s = 0; s < 30; s += 1) {
      desk.observe(state([], 4200));
      time.pass(1000);
    }
    await arrived(1);
    for (let s = 0; s < 90; s += 1) {
      time.pass(1000);
      desk.observe(state([], 30_000));
    }
    await arrived(2);
    assert.deepEqual(subjects(), [
      'De netbeheerder begrenst House tot 4,2 kW',
      'De netbeheerder begrenst House niet meer',
    ]);
  });

  it('puts what comes within the minute into one message', async () => {
    desk.observe(state([], 4200));
    await arrived(1);
    const lost = ['E1', 'M1', 'M2'].map((what) => trouble(what));
    desk.observe(state(lost, 4200));
    time.pass(31_000);
    desk.observe(state(lost, 4200));
    assert.equal(sink.mails.length, 1);
    time.pass(minuteMs);
    await arrived(2);
    assert.equal(subjects()[1], 'Garage antwoordt niet; veilige stromen gelden (en nog 2)');
    assert.ok(!sink.mails[1]?.raw.includes('secret facts'));
  });

  it('a server that is away: kept, tried again later and later, told in health, sent once when it is back', async () => {
    await sink.close();
    desk.observe(state([], 4200));
    await settled();
    for (const minutes of [1, 2]) {
      assert.deepEqual(desk.health(), []);
      const failed = desk.entries().length;
      time.pass(minutes * minuteMs);
      await until(() => desk.entries().length > failed);
    }
    assert.match(desk.health()[0]?.message ?? '', /^Messages by [a-z0-9-]+ do not arrive \(connect\)\. Waiting: 1$/);
    sink = await MailSink.open({ tls: 'none', port: sink.port });
    time.pass(4 * minuteMs);
    await arrived(1);
    time.pass(24 * 60 * minuteMs);
    assert.deepEqual([sink.mails.length, desk.health()], [1, []]);
    assert.equal(logged.length, 3);
  });

  it('a program that is killed before it could send sends after the restart, once', async () => {
    await sink.close();
    site = siteWith(sink.port, { topics: ['gridLimit'] });
    desk.siteChanged();
    desk.observe(state([], 4200));
    await settled();
    // Killed: nothing is closed, only what is on disk is left.
    drawer = new Map(drawer);
    const { nowMs } = time;
    time = new TestTime();
    time.nowMs = nowMs + 2 * minuteMs;
    sink = await MailSink.open({ tls: 'none', port: sink.port });
    desk = newDesk();
    desk.start();
    await arrived(1);
    assert.match(sink.mails[0]?.raw ?? '', /De netbeheerder begrenst House tot 4,2 kW/);
    for (let s = 0; s < 120; s += 1) {
      time.pass(1000);
      desk.observe(state([], 4200));
    }
    assert.equal(sink.mails.length, 1);
  });

  it('gives up after a day and says in the next message that something is missing', async () => {
    const { port } = sink;
    await sink.close();
    desk.observe(state([], 4200));
    await settled();
    for (let hours = 0; hours < 30 && (desk.channels()[0]?.waiting ?? 0) > 0; hours += 1) {
      const before = desk.entries()[0]?.at;
      time.pass(60 * minuteMs);
      await until(() => desk.entries()[0]?.at !== before);
    }
    assert.equal(desk.entries()[0]?.outcome, 'givenUp');
    sink = await MailSink.open({ tls: 'none', port });
    desk.act({ who: 'admin', what: 'The password was changed' });
    time.pass(61 * minuteMs);
    await arrived(1);
    assert.match(sink.mails[0]?.raw ?? '', /Nog 1 konden niet worden bewaard/);
  });

  it('tells a session with energy, cost and the name only where the rule asks for it', async () => {
    const session = {
      ...{ id: 7, chargePoint: 'E1', name: 'Garage', energyWh: 12_300, costUct: 321e6, unpricedWh: 0, pluggedS: 4800 },
      user: 'anna',
    } as Session;
    desk.sessionsEnded([{ ...session, energyWh: 0 }, session]);
    await arrived(1);
    assert.ok(![...drawer.values()].join().includes('Anna'));
    assert.equal(subjects()[0]?.replaceAll(/\s/g, ' '), 'Laden bij Garage is klaar: 12,3 kWh, € 3,21, 1 h 20 min');
    site = siteWith(sink.port, { names: true });
    desk.siteChanged();
    desk.sessionsEnded([{ ...session, id: 8 }]);
    time.pass(minuteMs);
    await arrived(2);
    assert.match(subjects()[1] ?? '', /klaar: Anna, 12,3/);
  });

  it('tells passwords, tokens and a run of wrong passwords, never what they are', async () => {
    desk.act({ who: 'admin', what: 'The password was changed' });
    await arrived(1);
    desk.act({ who: 'admin', what: 'A token was made {"token":"evcc","role":"viewer"}' });
    for (let n = 1; n < 9; n += 1) desk.knocked('10.0.0.9', n);
    desk.act({ who: 'admin', what: 'something else' });
    time.pass(minuteMs);
    await arrived(2);
    assert.equal(subjects()[1], 'Er is een toegangssleutel gemaakt: evcc (door admin) (en nog 1)');
    assert.match(sink.mails[1]?.raw ?? '', /5 foute wachtwoorden achter elkaar vanaf 10\.0\.0\.9/);
  });

  it('tells a restart, and another version in place of it', async () => {
    desk.close();
    desk = newDesk();
    desk.start();
    await arrived(1);
    desk.close();
    desk = newDesk('1.1.0');
    desk.start();
    time.pass(minuteMs);
    await arrived(2);
    assert.deepEqual(subjects(), ['Het kastje is gestart (versie 1.0.0)', 'Het kastje draait nu versie 1.1.0']);
  });

  it('tells that the last backup is old, and no longer when one was made', async () => {
    const look = (s: number) => {
      for (let n = 0; n < s; n += 10) {
        time.pass(10_000);
        desk.observe(state([]));
      }
    };
    look(60);
    time.pass(91 * 24 * 60 * minuteMs);
    look(60);
    await arrived(1);
    desk.act({ who: 'admin', what: 'a backup was made' });
    look(300);
    await arrived(2);
    assert.match(subjects()[1] ?? '', /^Voorbij: De laatste reservekopie/);
  });

  it('waits for the end of quiet hours, but not with a fault', async () => {
    // 13:00 in Amsterdam.
    site = siteWith(sink.port, { quiet: { fromMin: 12 * 60, toMin: 14 * 60 } });
    desk.siteChanged();
    desk.act({ who: 'admin', what: 'The password was changed' });
    assert.equal(desk.entries()[0]?.why, 'quiet hours');
    desk.observe(state([trouble('proof', 'proofBroken'), trouble('E1')]));
    time.pass(31_000);
    desk.observe(state([trouble('E1')]));
    // The sink has it before the desk knows: only then does the clock go on.
    await until(() => desk.entries()[0]?.outcome === 'sent');
    assert.equal(sink.mails.length, 1);
    assert.match(subjects()[0] ?? '', /Garage antwoordt niet/);
    time.pass(60 * minuteMs);
    await arrived(2);
    assert.match(subjects()[1] ?? '', /wachtwoord van admin/);
  });

  it('a try says what failed, and is refused while one is on its way', async () => {
    assert.equal((await desk.test('owner')).ok, true);
    assert.deepEqual(subjects(), ['Testbericht']);
    site = siteWith(sink.port, {}, { secret: 'box-mail', server: { host: 'mail.example', port: sink.port } });
    desk.siteChanged();
    const [first, second] = await Promise.allSettled([desk.test('owner'), desk.test('owner')]);
    assert.equal(first.status === 'fulfilled' && first.value.fault?.layer, 'tls');
    assert.equal(second.status === 'rejected' && second.reason.code, 'busy');
    await assert.rejects(desk.test('nobody'), { code: 'notFound' });
  });

  it('is tried five times a minute and no more, so that nobody fills a mailbox', async () => {
    for (let k = 0; k < 5; k += 1) assert.equal((await desk.test('owner')).ok, true);
    await assert.rejects(desk.test('owner'), { code: 'throttled' });
    assert.equal(sink.mails.length, 5);
    time.pass(61_000);
    assert.equal((await desk.test('owner')).ok, true);
  });

  it('nothing that is kept or logged holds a secret', async () => {
    await sink.close();
    site = siteWith(sink.port, {}, { secret: 'box-mail', server: { host: 'mail.example', port: sink.port } });
    desk.siteChanged();
    desk.observe(state([], 4200));
    await settled();
    const all = `${[...drawer.values()].join()} ${logged.join()} ${JSON.stringify(desk.entries())}`;
    assert.ok(all.includes('gridLimit') && !all.includes(secretWord));
  });

  it('goes on in memory when the disk takes nothing', async () => {
    drawer.set = () => {
      throw new Error('full');
    };
    desk.observe(state([], 4200));
    await arrived(1);
    assert.match(logged.join(), /could not be kept; they wait in memory/);
  });

  it('begins anew with a text that is broken', () => {
    for (const text of ['{"open":', '{}', '{"open":{"open":[]},"channels":{"owner":{}},"log":[]}']) {
      drawer.set('events', text);
      const other = newDesk();
      other.start();
      assert.deepEqual(other.entries(), []);
      other.close();
    }
  });
});
