import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { OutboundError } from '../../../../drivers/link/outbound-error.ts';
import { SmallDisk } from '../../../site/small-disk.ts';
import { admin, bytes, channel, DeskFixture } from './desk-fixture.ts';
import { slotA, slotB } from './fake-root.ts';

const sha256 = createHash('sha256').update(Buffer.alloc(1000, 1)).digest('hex');
const tried = { ...slotB, version: '1.1.0', state: 'bad' } as const;
const inB = (confirmed: boolean) => [
  { ...slotA, running: false },
  { ...slotB, version: '1.1.0', running: true, state: confirmed ? 'good' : 'untried', confirmed } as const,
];

describe('S17 the desk of updates', () => {
  let box: DeskFixture;
  beforeEach(async () => {
    box = new DeskFixture();
    await box.desk.start();
  });
  afterEach(() => box.close());

  it('takes a bundle to disk, checks it, and says what is in it', async () => {
    await box.desk.receive(bytes(1000), 1000, admin);
    const { bundle, progress, running, other } = await box.desk.view();
    assert.deepEqual(bundle, {
      ...{ version: '1.1.0', target: 'cm4-arm64', builtAt: null, changes: 'Faster' },
      ...{ sizeBytes: 1000, sha256, receivedAt: '2026-01-01T00:00:00.000Z', by: 'admin' },
    });
    assert.deepEqual([progress.phase, progress.code], ['idle', null]);
    assert.deepEqual(running, { slot: 'A', version: '1.0.0', confirmed: true });
    assert.deepEqual(other, { slot: 'B', version: null, state: 'empty' });
    assert.deepEqual(readdirSync(box.dir), ['bundle.raucb']);
    assert.equal(statSync(join(box.dir, 'bundle.raucb')).mode & 0o777, 0o600);
    assert.deepEqual(box.audit, [`admin: a bundle of version 1.1.0 was received (sha256 ${sha256})`]);
    assert.deepEqual(box.root.asked.at(-2), { verb: 'install', do: 'inspect', file: 'incoming.part' });
  });

  const refusals = ['notABundle', 'cutShort', 'foreignKey', 'wrongBoard', 'older', 'sameVersion', 'rootDown'];
  for (const code of refusals)
    it(`refuses a bundle that the root service finds ${code}, and leaves the one before`, async () => {
      await box.desk.receive(bytes(1000), 1000, admin);
      box.root.refuse('inspect', code);
      await assert.rejects(box.desk.receive(bytes(10), 10, admin), { code });
      const { progress, bundle } = await box.desk.view();
      assert.deepEqual([progress.phase, progress.code], ['failed', code]);
      assert.equal(progress.message, `The root service says ${code}. Version 1.0.0 keeps running.`);
      assert.equal(bundle?.sizeBytes, 1000);
      assert.deepEqual(readdirSync(box.dir), ['bundle.raucb']);
      assert.match(
        box.audit.at(-1) ?? '',
        new RegExp(`^admin: a bundle was refused: ${code} \\(sha256 [0-9a-f]{64}\\)$`),
      );
    });

  it('takes one at a time', async () => {
    const slow = new PassThrough();
    const first = box.desk.receive(slow, undefined, admin);
    await assert.rejects(box.desk.receive(bytes(10), 10, admin), { code: 'updateRuns' });
    assert.throws(() => box.desk.drop(admin), { code: 'updateRuns' });
    await assert.rejects(box.desk.install(admin), { code: 'updateRuns' });
    slow.end(Buffer.alloc(1000, 1));
    await first;
    assert.equal((await box.desk.view()).bundle?.sha256, sha256);
  });

  it('keeps nothing of a sender who leaves, and tells how far he came', async () => {
    const body = new PassThrough();
    const work = box.desk.receive(body, 1000, admin);
    body.write(Buffer.alloc(100));
    setTimeout(() => body.destroy(), 20);
    await assert.rejects(work, { code: 'cutShort', message: /after 100 of 1000 bytes/ });
    assert.deepEqual(readdirSync(box.dir), []);
    assert.equal((await box.progress()).code, 'cutShort');
  });

  it('knows the bundle after a restart of the program, and drops what was half there', async () => {
    await box.desk.receive(bytes(1000), 1000, admin);
    writeFileSync(join(box.dir, 'incoming.part'), 'half');
    await box.restart();
    assert.equal((await box.desk.view()).bundle?.version, '1.1.0');
    assert.deepEqual(readdirSync(box.dir), ['bundle.raucb']);
    // A file that is another than the one that was checked is none.
    writeFileSync(join(box.dir, 'bundle.raucb'), 'another');
    await box.restart();
    assert.equal((await box.desk.view()).bundle, null);
    assert.deepEqual(readdirSync(box.dir), []);
  });

  it('installs, says how far it is, asks for the restart, and says in the new version that it is there', async () => {
    await box.desk.receive(bytes(1000), 1000, admin);
    await box.desk.install(admin);
    await box.until('restarting');
    const { promise: restarted, resolve } = Promise.withResolvers<object>();
    box.root.answers.set('reboot', async () => {
      resolve({});
      return {};
    });
    await restarted;
    assert.equal((await box.desk.view()).bundle, null);
    assert.equal(existsSync(join(box.dir, 'bundle.raucb')), false);
    assert.match(box.audit.at(-1) ?? '', /^admin: version 1\.1\.0 was installed into slot B \(sha256 [0-9a-f]{64}\)$/);

    box.root.slots = inB(false);
    box.version = '1.1.0';
    await box.restart('boot-2');
    const trial = await box.progress();
    assert.deepEqual(
      [trial.phase, trial.message],
      ['restarting', 'Version 1.1.0 runs on trial, until the box has found itself well'],
    );
    box.root.slots = inB(true);
    await box.until('idle');
    assert.equal((await box.progress()).message, 'The box was updated to version 1.1.0');
    assert.deepEqual(box.desk.health(), []);
    assert.equal(box.audit.at(-1), `box: The box was updated to version 1.1.0 (sha256 ${sha256})`);
    // The next start still says so.
    await box.restart('boot-3');
    assert.equal((await box.progress()).message, 'The box was updated to version 1.1.0');
  });

  it('says that a version did not work and the box went back by itself, until somebody has seen it', async () => {
    await box.desk.receive(bytes(1000), 1000, admin);
    await box.desk.install(admin);
    await box.until('restarting');
    box.root.slots = [slotA, tried];
    await box.restart('boot-5');
    const sentence = 'Version 1.1.0 did not work on this box: it went back to version 1.0.0 by itself';
    const { phase, code, message } = await box.progress();
    assert.deepEqual([phase, code, message], ['failed', 'updateRolledBack', sentence]);
    const [health] = box.desk.health();
    assert.deepEqual([health?.code, health?.what, health?.message], ['updateRolledBack', '1.1.0', sentence]);
    assert.ok(box.audit.at(-1)?.startsWith(`box: ${sentence}`));
    await box.restart('boot-6');
    assert.equal(box.desk.health().length, 1);
    box.desk.drop(admin);
    assert.deepEqual(box.desk.health(), []);
  });

  it('goes on with an install that the program did not live to see the end of', async () => {
    await box.desk.receive(bytes(1000), 1000, admin);
    box.root.answers.set('bundle', () => new Promise(() => undefined));
    await box.desk.install(admin);
    box.root.installing = true;
    await box.restart();
    assert.equal((await box.progress()).phase, 'installing');
    box.root.installing = false;
    box.root.slots = [slotA, { ...slotB, version: '1.1.0', state: 'untried' }];
    await box.until('restarting');
    assert.match(box.audit.at(-1) ?? '', /was installed into slot B/);
  });

  it('says that a power cut interrupted an install; the bundle is still there', async () => {
    await box.desk.receive(bytes(1000), 1000, admin);
    box.root.answers.set('bundle', () => new Promise(() => undefined));
    await box.desk.install(admin);
    await box.restart('boot-2');
    const { phase, code, message } = await box.progress();
    assert.deepEqual([phase, code], ['failed', 'interrupted']);
    assert.match(message, /version 1\.0\.0 keeps running/);
    assert.equal((await box.desk.view()).bundle?.version, '1.1.0');
    assert.deepEqual(box.desk.health(), []);
  });

  it('asks the slots when the root service goes away in the middle of an install', async () => {
    await box.desk.receive(bytes(1000), 1000, admin);
    box.root.refuse('bundle', 'rootDown');
    box.root.slots = [slotA, { ...slotB, version: '1.1.0', state: 'untried' }];
    await box.desk.install(admin);
    await box.until('restarting');
  });

  it('drops a bundle whose payload proves to be tampered with, keeps one that may be tried again', async () => {
    for (const [code, kept] of [
      ['installFailed', true],
      ['tampered', false],
    ] as const) {
      await box.desk.receive(bytes(1000), 1000, admin);
      box.root.refuse('bundle', code);
      await box.desk.install(admin);
      await box.until('failed');
      const { progress, bundle } = await box.desk.view();
      assert.equal(progress.code, code);
      assert.match(progress.message, /^Version 1\.1\.0 was not installed: .* Version 1\.0\.0 keeps running\.$/);
      assert.equal(bundle !== null, kept, code);
      assert.equal(box.audit.at(-1), `admin: Version 1.1.0 was not installed: ${code}`);
    }
    await assert.rejects(box.desk.install(admin), { code: 'noBundle' });
  });

  it('goes back by hand, and says so on the other side', async () => {
    await box.desk.rollback(admin);
    assert.equal((await box.progress()).phase, 'restarting');
    box.root.slots = [
      { ...slotA, running: false },
      { ...slotB, version: '0.9.0', running: true, state: 'good', confirmed: true },
    ];
    box.version = '0.9.0';
    await box.restart('boot-2');
    assert.equal((await box.progress()).message, 'The box went back to version 0.9.0, as it was told');
    box.root.refuse('rollback', 'otherSlotBad');
    await assert.rejects(box.desk.rollback(admin), { code: 'otherSlotBad' });
    assert.equal((await box.progress()).code, 'otherSlotBad');
  });

  it('says that all is ready when the restart cannot be asked for', async () => {
    await box.desk.receive(bytes(1000), 1000, admin);
    box.root.refuse('reboot', 'rootDown');
    await box.desk.install(admin);
    await box.until('installed');
    assert.match((await box.progress()).message, /could not be restarted/);
  });

  it('lets a channel administrator do one update within 24 hours of a release', async () => {
    await assert.rejects(box.desk.receive(bytes(10), 10, channel), { code: 'notReleased' });
    assert.throws(() => box.desk.fetch('https://updates.example/x', channel), { code: 'notReleased' });
    await assert.rejects(box.desk.install(channel), { code: 'notReleased' });
    box.desk.release(admin);
    assert.equal((await box.desk.view()).release.until, '2026-01-02T00:00:00.000Z');
    box.clock.nowMs += 24 * 3600_000 - 1;
    await box.desk.receive(bytes(10), 10, channel);
    box.clock.nowMs += 1;
    await assert.rejects(box.desk.install(channel), { code: 'notReleased' });
    assert.equal((await box.desk.view()).release.until, null);
    // A clock that was set back does not lengthen it.
    box.clock.nowMs -= 30 * 3600_000;
    await assert.rejects(box.desk.install(channel), { code: 'notReleased' });
    box.desk.release(admin);
    await box.desk.install(channel);
    await box.until('restarting');
    assert.equal((await box.desk.view()).release.until, null);
  });

  it('fetches from listed sources only, and says where the bundle came from without its query', async () => {
    const asked: string[] = [];
    box.outbound = {
      download: ({ url }, _bounds, take) => {
        asked.push(url);
        return take({ sizeBytes: 1000, body: bytes(1000) });
      },
    };
    assert.throws(() => box.desk.fetch('https://updates.example/x.raucb', admin), { code: 'notListed' });
    box.desk.setSources(['https://updates.example/netwacht/'], admin);
    box.desk.fetch('https://updates.example/netwacht/x.raucb?key=4711', admin);
    await box.until('idle');
    assert.deepEqual(asked, ['https://updates.example/netwacht/x.raucb?key=4711']);
    assert.equal((await box.desk.view()).bundle?.version, '1.1.0');
    assert.ok(box.audit.includes('admin: a bundle is fetched from https://updates.example/netwacht/x.raucb'));
    assert.doesNotMatch(JSON.stringify([box.audit, box.log.lines]), /4711/);
    await box.restart();
    assert.deepEqual((await box.desk.view()).sources, ['https://updates.example/netwacht/']);
  });

  it('gives a fetch up when it is told to, and leaves the bundle before', async () => {
    await box.desk.receive(bytes(1000), 1000, admin);
    box.desk.setSources(['https://updates.example/'], admin);
    box.outbound = {
      download: ({ signal }) =>
        new Promise((_, reject) => {
          signal?.addEventListener('abort', () => reject(new OutboundError('cancelled', 'It was given up')));
        }),
    };
    box.desk.fetch('https://updates.example/x.raucb', admin);
    assert.equal((await box.progress()).phase, 'fetching');
    box.desk.drop(admin);
    await box.until('failed');
    assert.equal((await box.progress()).code, 'cancelled');
    assert.equal((await box.desk.view()).bundle?.sizeBytes, 1000);
  });

  it('tells why a fetch came to nothing', async () => {
    box.desk.setSources(['https://updates.example/'], admin);
    box.outbound = { download: () => Promise.reject(new OutboundError('refusedAddress', 'It is not asked')) };
    box.desk.fetch('https://updates.example/x.raucb', admin);
    await box.until('failed');
    assert.equal((await box.progress()).code, 'refusedAddress');
    assert.deepEqual(readdirSync(box.dir), []);
  });

  it('changes nothing when the disk does not take its notes', async () => {
    await box.desk.receive(bytes(1000), 1000, admin);
    box.diskFull = true;
    assert.throws(() => box.desk.setSources(['https://a.example/'], admin), /disk is full/);
    assert.throws(() => box.desk.release(admin), /disk is full/);
    await assert.rejects(box.desk.install(admin), /disk is full/);
    assert.equal(box.root.said().includes('install bundle'), false);
    assert.equal((await box.progress()).phase, 'failed');
    box.diskFull = false;
    assert.deepEqual((await box.desk.view()).sources, []);
  });

  it('restarts into what was installed when only the note of it was not taken, and says so after', async () => {
    await box.desk.receive(bytes(1000), 1000, admin);
    box.root.answers.set('bundle', async () => {
      box.diskFull = true;
      return { slot: 'B', version: '1.1.0' };
    });
    await box.desk.install(admin);
    await box.until('restarting');
    box.diskFull = false;
    box.root.slots = inB(true);
    box.version = '1.1.0';
    await box.restart('boot-2');
    assert.equal((await box.progress()).message, 'The box was updated to version 1.1.0');
  });

  it('starts with notes that it cannot read as with none', async () => {
    box.drawer.set('updates', '{"attempt":{"kind":"teleport"}}');
    await box.restart();
    assert.equal((await box.progress()).phase, 'idle');
  });

  it('has no view while nobody knows the slots, and finds out when the root service is back', async () => {
    await box.desk.rollback(admin);
    box.root.refuse('status', 'rootDown');
    void box.restart('boot-2');
    await assert.rejects(box.desk.view(), { code: 'rootDown' });
    box.root.slots = [
      { ...slotA, running: false },
      { ...slotB, running: true, confirmed: true },
    ];
    box.root.answers.delete('status');
    await box.until('idle');
  });
});

describe('S17 the folder of bundles', () => {
  let box: DeskFixture;
  afterEach(() => box.close());

  it('takes no bundle that is too large, told or not', async () => {
    box = new DeskFixture({ maxBytes: 2000 });
    await assert.rejects(box.desk.receive(bytes(10), 2001, admin), { code: 'tooLarge' });
    const parts = Readable.from([Buffer.alloc(1500), Buffer.alloc(1500)]);
    await assert.rejects(box.desk.receive(parts, undefined, admin), { code: 'tooLarge' });
    assert.deepEqual(readdirSync(box.dir), []);
  });

  it('takes none for which there is no room', async () => {
    box = new DeskFixture({ spareBytes: Number.MAX_SAFE_INTEGER });
    await assert.rejects(box.desk.receive(bytes(10), 10, admin), { code: 'noSpace', message: /MiB are needed/ });
    assert.equal((await box.progress()).code, 'noSpace');
  });

  it('keeps nothing of one for which the disk proves too small on the way', async function () {
    const disk = SmallDisk.mount();
    if (disk === undefined) return this.skip();
    box = new DeskFixture({}, join(disk.dir, 'updates'));
    await box.desk.receive(bytes(100_000), undefined, admin);
    const parts = Readable.from(Array.from({ length: 40 }, () => Buffer.alloc(64 * 1024)));
    await assert.rejects(box.desk.receive(parts, undefined, admin), { code: 'noSpace', message: /it is full/ });
    assert.deepEqual(readdirSync(box.dir), ['bundle.raucb']);
    assert.equal((await box.desk.view()).bundle?.sizeBytes, 100_000);
    disk.fill();
    await assert.rejects(box.desk.receive(bytes(10), 10, admin), { code: 'noSpace' });
    disk.unmount();
    return undefined;
  });

  it('gives up on a sender who only holds the place', async () => {
    box = new DeskFixture({ floorMs: 20, floorBytes: 10 });
    const body = new PassThrough();
    body.write('x');
    await assert.rejects(box.desk.receive(body, 1000, admin), { code: 'tooSlow', message: /after 1 of 1000 bytes/ });
    assert.equal(body.destroyed, false);
    assert.deepEqual(readdirSync(box.dir), []);
  });

  it('writes what comes in many parts as it came', async () => {
    box = new DeskFixture();
    const parts = Array.from({ length: 300 }, (_, n) => Buffer.alloc(40_000, n));
    await box.desk.receive(Readable.from(parts), 12_000_000, admin);
    assert.ok(readFileSync(join(box.dir, 'bundle.raucb')).equals(Buffer.concat(parts)));
  });
});
