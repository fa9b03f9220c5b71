import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchOver } from '../../../../firmware/system/gate/health-gate.ts';
import { startFactsOf } from '../../../../firmware/system/gate/start-facts.ts';
import { ConfirmedSlots } from '../../../../firmware/system/root/slot-facts.ts';

const hash = 'ab'.repeat(32);
const marks = ['rauc status mark-good', '/usr/lib/netwacht/boot-state set-well B'];

describe('S17 the health gate', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-gate-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A start of slot B: whether it was well before, what more the kernel is told, from when on the program is well. */
  async function started({ before = false, told = '', wellAtS = 0, raucFails = 0 } = {}) {
    const file = join(folder, 'confirmed');
    const line = `quiet netwacht.slot=B netwacht.roothash=${hash}${told}\n`;
    if (before) new ConfirmedSlots(file, line).confirm('B');
    let nowMs = 0;
    const calls: string[] = [];
    const lines: string[] = [];
    const note = (_: object, sentence: string) => lines.push(sentence);
    let failures = raucFails;
    const start = startFactsOf(line);
    assert.ok(start);
    const result = await watchOver({
      start,
      confirmed: new ConfirmedSlots(file, line),
      run: async (command, args) => {
        failures -= 1;
        if (failures >= 0) return { code: 1, stdout: '', stderr: 'no bus' };
        calls.push([command, ...args].join(' '));
        return { code: 0, stdout: '', stderr: '' };
      },
      look: async () => {
        const isWell = nowMs >= wellAtS * 1_000;
        return {
          atMs: nowMs,
          answers: isWell,
          network: true,
          health: isWell ? { cycle: nowMs / 1_000, api: true, store: true } : undefined,
        };
      },
      nowMs: () => nowMs,
      sleep: async (ms) => {
        nowMs += ms;
      },
      log: { info: note, error: note },
    });
    return { result, calls, seconds: nowMs / 1_000, last: lines.at(-1), kept: new ConfirmedSlots(file, line) };
  }

  it('keeps a new slot once its program is well, and not before', async () => {
    const { result, calls, seconds, kept } = await started({ wellAtS: 60 });
    assert.equal(result, 'kept');
    assert.deepEqual(calls, marks);
    assert.equal(seconds, 70);
    assert.ok(kept.has({ slot: 'B', running: true }));
    assert.equal(readFileSync(join(folder, 'confirmed'), 'utf8'), `B ${hash}\n`);
  });

  it('gives a new slot up after four minutes, without a mark', async () => {
    const { result, calls, seconds, kept, last } = await started({ wellAtS: Infinity });
    assert.equal(result, 'givenUp');
    assert.deepEqual(calls, []);
    assert.equal(seconds, 240);
    assert.ok(!kept.has({ slot: 'B', running: true }));
    assert.match(last ?? '', /given up/);
  });

  it('gives a slot that was well its tries back at once, and never gives it up', async () => {
    const { result, calls, last } = await started({ before: true, wellAtS: Infinity });
    assert.equal(result, 'kept');
    assert.deepEqual(calls, marks);
    assert.match(last ?? '', /stays up/);
  });

  it('leaves the box up when both slots are used up', async () => {
    const { result, calls } = await started({ told: ' netwacht.last_resort', wellAtS: Infinity });
    assert.equal(result, 'kept');
    assert.deepEqual(calls, []);
  });

  it('tries again while the bus is not up yet', async () => {
    const { result, calls } = await started({ before: true, raucFails: 3 });
    assert.equal(result, 'kept');
    assert.deepEqual(calls.slice(0, 2), marks);
  });

  it('gives a release up whose RAUC takes no mark: it could never be updated', async () => {
    const { result, seconds } = await started({ raucFails: Infinity });
    assert.equal(result, 'givenUp');
    assert.ok(seconds >= 230, `${seconds} s`);
  });

  it('waits as long as the kernel was told, within bounds', () => {
    const rows: readonly (readonly [string, number])[] = [
      ['', 240],
      ['netwacht.health_timeout_s=30', 30],
      ['netwacht.health_timeout_s=0', 240],
      ['netwacht.health_timeout_s=601', 240],
      ['netwacht.health_timeout_s=x', 240],
    ];
    for (const [word, patienceS] of rows) {
      assert.equal(startFactsOf(`netwacht.slot=A ${word}`)?.patienceMs, patienceS * 1_000, word);
    }
    assert.equal(startFactsOf('quiet'), undefined);
    assert.equal(startFactsOf('netwacht.slot=C'), undefined);
  });
});
