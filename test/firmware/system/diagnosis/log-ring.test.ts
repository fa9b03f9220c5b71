import assert from 'node:assert/strict';
import { DiagnosisDesk } from '../../../../firmware/system/diagnosis/desk.ts';
import { LogRing } from '../../../../firmware/system/diagnosis/log-ring.ts';
import { Masker } from '../../../../firmware/system/diagnosis/masker.ts';

const line = (level: number, msg: string, more: object = {}) => JSON.stringify({ level, time: 1000, ...more, msg });

describe('the last lines of the log', () => {
  const deskOf = (ring: LogRing) =>
    new DiagnosisDesk({
      ...{ ring, masker: new Masker(() => []), dir: '/tmp', wallMs: () => 0, timeSynced: () => true },
      facts: {
        good: () => ({ a: 1 }),
        bad: () => {
          throw new Error('it is away');
        },
      },
      site: () => ({
        name: 'House',
        users: [{ id: 'anna', name: 'Anna' }],
        tags: [{ id: 't', uid: '04', name: 'Blue' }],
      }),
    });

  it('are bounded in number and in bytes, and say how many are gone', () => {
    const ring = new LogRing();
    for (let n = 0; n < 2500; n += 1) ring.add(`${line(30, `line ${n}`)}\n`);
    assert.equal(ring.lines().length, 2000);
    assert.equal(ring.gone(), 500);
    for (let n = 0; n < 100; n += 1) ring.add(line(30, 'x'.repeat(20_000)));
    assert.ok(ring.lines().reduce((sum, { text }) => sum + text.length, 0) <= 512 * 1024);
    // One that was cut is told by its beginning.
    assert.match(deskOf(ring).log({ limit: 1, level: 'info', after: 0 }).lines[0]?.message ?? '', /^\{"level":30/);
  });

  it('are given by level, from a line on, the newest of them', () => {
    const ring = new LogRing();
    for (const [level, msg] of [
      [30, 'one'],
      [40, 'two'],
      [50, 'three'],
      [60, 'four'],
      [20, 'five'],
    ] as const)
      ring.add(line(level, msg, { room: 'ocpp', timeUnsynced: true, n: 7 }));
    const said = (asked: object) =>
      deskOf(ring)
        .log({ limit: 200, level: 'info', after: 0, ...asked })
        .lines.map(({ message }) => message);
    assert.deepEqual(said({}), ['one', 'two', 'three', 'four']);
    assert.deepEqual(said({ level: 'trace' }).length, 5);
    assert.deepEqual(said({ level: 'error' }), ['three', 'four']);
    assert.deepEqual(said({ after: 2 }), ['three', 'four']);
    assert.deepEqual(said({ limit: 1 }), ['four']);
    const [first] = deskOf(ring).log({ limit: 200, level: 'info', after: 0 }).lines;
    assert.deepEqual(first, {
      ...{ seq: 1, at: '1970-01-01T00:00:01.000Z', level: 'info', room: 'ocpp', message: 'one', facts: '{"n":7}' },
      timeUnsynced: true,
    });
  });

  it('go into one file with the rest; a part that fails keeps no other away, and nobody is named', () => {
    const ring = new LogRing();
    ring.add(line(30, 'one'));
    const parts = [...deskOf(ring).file()].map((text) => JSON.parse(text) as Record<string, unknown>);
    const byName = new Map(parts.map(({ part, ...rest }) => [part, rest]));
    assert.deepEqual(byName.get('good'), { value: { a: 1 } });
    assert.deepEqual(byName.get('bad'), { failed: 'it is away' });
    assert.equal((byName.get('log') as { message: string }).message, 'one');
    assert.match(JSON.stringify(byName.get('storage')), /"freeBytes":\d+/);
    assert.deepEqual(byName.get('site')?.value, {
      name: 'House',
      users: [{ id: 'anna', name: '«person»' }],
      tags: [{ id: 't', uid: '«secret»', name: '«person»' }],
    });
    assert.ok(byName.has('end'));
  });
});
