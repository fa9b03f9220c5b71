import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { requestReset } from '../../../../firmware/system/root/reset-request.ts';
import { runWith } from '../../../../firmware/system/root/run.ts';
import { ConfirmedSlots, isFull } from '../../../../firmware/system/root/slot-facts.ts';
import { TimeDesk } from '../../../../firmware/system/root/time-desk.ts';
import { FakeBox } from './fake-box.ts';

let box: FakeBox;
beforeEach(() => {
  box = new FakeBox();
});
afterEach(() => box.remove());

describe('S15 the clock of the box', () => {
  const conf = 'run/systemd/timesyncd.conf.d/50-netwacht.conf';
  const desk = (): TimeDesk =>
    new TimeDesk({
      run: runWith(box.path),
      file: `${box.tree}/data/system/time.json`,
      timesyncd: `${box.tree}/${conf}`,
      synchronised: `${box.tree}/run/systemd/timesync/synchronized`,
      clock: { monotonicMs: () => 0, wallMs: () => Date.UTC(2026, 10, 1) },
      floorMs: Date.UTC(2026, 10, 28),
      log: { info: () => undefined, error: () => undefined },
    });

  it('asks the servers that were set, now and after a restart', async () => {
    const { time } = await desk().set({ servers: ['ntp.example', '10.0.0.1'] });
    assert.deepEqual(time, {
      servers: ['ntp.example', '10.0.0.1'],
      synchronised: false,
      now: '2026-11-01T00:00:00.000Z',
    });
    assert.deepEqual(box.calls(), ['systemctl try-restart systemd-timesyncd.service']);
    writeFileSync(`${box.tree}/${conf}`, '');
    await desk().atBoot();
    assert.equal(box.read(conf), '[Time]\nNTP=ntp.example 10.0.0.1\n');
    assert.deepEqual(box.calls(), ['systemctl --no-block try-restart systemd-timesyncd.service']);
  });

  it('asks those of the image again when none are set, or the kept ones are damaged', async () => {
    await desk().set({ servers: ['ntp.example'] });
    await desk().set({ servers: [] });
    assert.equal(box.read(conf), undefined);
    await desk().set({ servers: ['ntp.example'] });
    box.write('data/system/time.json', '{"servers":["a b"]}');
    await desk().atBoot();
    assert.equal(box.read(conf), undefined);
    assert.deepEqual(desk().get().time.servers, []);
  });

  it('is set by hand while no server has answered', async () => {
    await desk().set({ now: '2026-12-01T10:00:00.500Z' });
    assert.deepEqual(box.calls(), [`date --utc --set=@${Date.UTC(2026, 11, 1, 10) / 1_000}.500`]);
  });

  it('is not set by hand once one has', async () => {
    box.write('run/systemd/timesync/synchronized', '');
    await assert.rejects(desk().set({ servers: ['ntp.example'], now: '2026-12-01T10:00:00Z' }), {
      code: 'clockSynchronised',
      path: 'now',
    });
    assert.equal(desk().get().time.synchronised, true);
    assert.deepEqual(desk().get().time.servers, []);
    assert.deepEqual(box.calls(), []);
  });

  for (const now of ['1970-01-01T00:00:00Z', '2026-11-27T23:59:59Z', '2100-01-01T00:00:00Z'])
    it(`is never ${now}`, async () => {
      await assert.rejects(desk().set({ now }), { code: 'badTime', path: 'now' });
    });

  it('tells when the system does not take it', async () => {
    box.program('date', 'exit 1');
    await assert.rejects(desk().set({ now: '2026-12-01T10:00:00Z' }), { code: 'rootFailed' });
  });
});

describe('S32 the request of a reset', () => {
  it('is one sector at its place, and nothing else changes', () => {
    const device = `${box.tree}/env`;
    writeFileSync(device, Buffer.alloc(1024 * 1024, 0xee));
    requestReset(device);
    const bytes = readFileSync(device);
    const sector = bytes.subarray(512 * 1024, 512 * 1024 + 512);
    assert.equal(sector.toString('latin1'), 'NETWACHT-RESET\n'.padEnd(512, '\0'));
    bytes.fill(0xee, 512 * 1024, 512 * 1024 + 512);
    assert.ok(bytes.equals(Buffer.alloc(1024 * 1024, 0xee)));
    assert.equal(statSync(device).size, 1024 * 1024);
  });

  it('is refused where there is no such partition, and none is made', () => {
    assert.throws(() => requestReset(`${box.tree}/none`), { code: 'notPersisted' });
    assert.equal(box.read('none'), undefined);
  });
});

describe('what is known of a slot', () => {
  it('is full when a root file system begins there', () => {
    box.write('root', 'hsqs…');
    box.write('zeros', '\0'.repeat(16));
    box.write('short', 'hs');
    assert.deepEqual(
      ['root', 'zeros', 'short', 'none'].map((name) => isFull(`${box.tree}/${name}`)),
      [true, false, false, false],
    );
  });

  const slot = (name: 'A' | 'B', running: boolean) => ({
    id: 'rootfs.0',
    slot: name,
    device: '',
    running,
    bootable: true,
    version: null,
  });
  it('is confirmed when the health gate found this content well', () => {
    const file = `${box.tree}/data/system/confirmed`;
    const of = (hash: string) => new ConfirmedSlots(file, `ro netwacht.slot=A netwacht.roothash=${hash} quiet`);
    assert.equal(of('aa11').has(slot('A', true)), false);
    writeFileSync(file, 'A aa11\nB bb22\n');
    assert.equal(of('aa11').has(slot('A', true)), true);
    assert.equal(of('cc33').has(slot('A', true)), false);
    assert.equal(of('aa11').has(slot('B', false)), true);
    of('aa11').forget('B');
    assert.equal(readFileSync(file, 'utf8'), 'A aa11\n');
    assert.equal(of('aa11').has(slot('B', false)), false);
    of('aa11').forget('B');
    assert.equal(new ConfirmedSlots(file, 'ro').has(slot('A', true)), false);
  });
});
