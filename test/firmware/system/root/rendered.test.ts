import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { factoryNetwork } from '../../../../firmware/domain/network-setting.ts';
import { FakeBox } from './fake-box.ts';

const script = 'build/overlay/usr/lib/netwacht/settle-network';
const lanFile = 'run/systemd/network/20-netwacht-lan.network';
const again = /as at the last start/;

describe('a start of the box with what the last one rendered', () => {
  let box: FakeBox;
  beforeEach(() => {
    box = new FakeBox();
  });
  afterEach(() => box.remove());

  /** As netwacht-network.service starts it, with an empty /run. */
  function start(): string {
    rmSync(join(box.tree, 'run'), { recursive: true });
    box.write('run/systemd/x', '');
    return settle();
  }
  function settle(...args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync('sh', [script, ...args], {
      encoding: 'utf8',
      env: {
        PATH: box.path,
        NETWACHT_ROOT_TREE: box.tree,
        NETWACHT_ROOT_PATH: box.path,
        NETWACHT_IMAGE: join(box.tree, 'etc/netwacht/image.json'),
        NETWACHT_SYSTEM: join(box.tree, 'data/system'),
        NETWACHT_RUN_FOLDER: join(box.tree, 'run'),
        NETWACHT_INTERFACES: join(box.tree, 'sys/class/net'),
        NETWACHT_HOSTNAME: join(box.tree, 'proc/sys/kernel/hostname'),
        NETWACHT_ROOT_SERVICE: `${process.execPath} ${resolve('firmware/root-service.ts')}`,
        NETWACHT_TRIES: '2',
      },
    });
    assert.equal(status, 0, stdout + stderr);
    return stdout;
  }
  const files = (): unknown =>
    [
      ...[lanFile, 'run/systemd/network/10-netwacht-han.network', 'run/netwacht-network/sets.nft'],
      ...['run/systemd/timesyncd.conf.d/50-netwacht.conf', 'proc/sys/kernel/hostname'],
    ].map((path) => box.read(path));

  it('puts the same files, fills the same sets, and does without Node', () => {
    const han = { interface: 'enx00e04c680001', mode: 'linkLocal' } as const;
    box.write('data/system/network.json', JSON.stringify({ ...factoryNetwork, han, hostname: 'keller' }));
    box.write('data/system/time.json', '{"servers":["ntp.example"]}');
    assert.doesNotMatch(start(), again);
    const first = files();
    const calls = box.calls();
    box.write('proc/sys/kernel/hostname', 'netwacht');
    assert.match(start(), again);
    assert.deepEqual(files(), first);
    assert.deepEqual(
      box.calls(),
      calls.filter((call) => !call.startsWith('udevadm')),
    );
    // systemd-networkd is not root.
    assert.equal(statSync(join(box.tree, lanFile)).mode & 0o777, 0o644);
  });

  const changes: readonly (readonly [string, () => void])[] = [
    ['another version', () => box.write('etc/netwacht/image.json', `${box.read('etc/netwacht/image.json')} `)],
    [
      'another setting of the network',
      () => box.write('data/system/network.json', JSON.stringify({ ...factoryNetwork, hostname: 'keller' })),
    ],
    ['a damaged setting', () => box.write('data/system/network.json', '{')],
    ['other time servers', () => box.write('data/system/time.json', '{"servers":["ntp.example"]}')],
    ['a file that was torn', () => box.write('data/system/rendered/20-netwacht-lan.network', '[Match]\n')],
    ['sums that were torn', () => writeFileSync(join(box.tree, 'data/system/rendered/sums'), '')],
    ['a file that is missing', () => rmSync(join(box.tree, 'data/system/rendered/sets.nft'))],
  ];
  for (const [what, change] of changes)
    it(`renders anew after ${what}`, () => {
      start();
      change();
      assert.doesNotMatch(start(), again);
      assert.match(box.read(lanFile) ?? '', /Name=end0/);
    });

  it('keeps nothing of a setting that cannot be read, so that each start says so', () => {
    box.write('data/system/network.json', '{');
    for (let k = 0; k < 2; k += 1) assert.match(start(), /cannot be used/);
  });

  it('waits for no interface, and takes another one when that of the LAN does not come', () => {
    start();
    rmSync(join(box.tree, 'sys/class/net/end0'), { recursive: true });
    assert.match(start(), again);
    assert.match(box.read(lanFile) ?? '', /Name=end0/);
    box.calls();
    assert.match(settle('check'), /end0, has not come/);
    assert.match(box.read(lanFile) ?? '', /Name=enx/);
    assert.equal(box.calls().at(-1), 'networkctl reload');
    assert.match(start(), again);
    assert.equal(settle('check'), '');
  });

  it('keeps the LAN where it is when something is plugged in that would come first', () => {
    start();
    box.plugIn('eb0');
    assert.match(start(), again);
    box.write('data/system/network.json', JSON.stringify({ ...factoryNetwork, hostname: 'keller' }));
    start();
    assert.match(box.read(lanFile) ?? '', /Name=end0/);
  });

  it('has the network take its setting when it was up before: a first try may have been too slow', () => {
    start();
    assert.ok(!box.calls().includes('networkctl reload'), 'at a start nothing runs yet that could reload');
    box.networkdRuns(true);
    for (const isAgain of [true, false]) {
      if (!isAgain) box.write('etc/netwacht/image.json', `${box.read('etc/netwacht/image.json')} `);
      assert.equal(again.test(start()), isAgain);
      assert.equal(box.calls().at(-1), 'networkctl reload');
    }
  });

  it('S22 fails, and opens nothing, when the sets cannot be filled', () => {
    start();
    box.program('nft', 'exit 1');
    assert.throws(start);
    assert.equal(box.read(lanFile), undefined);
  });
});
