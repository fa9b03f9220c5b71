import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const hash = 'cd'.repeat(32);

describe('S17 a version that is not well', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-give-up-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What is called when the gate has failed on slot B. `failing`: so many kinds of restart do not work. */
  function called({ confirmed = '', told = '', failing = 0 }): readonly string[] {
    const at = (name: string) => join(folder, name);
    writeFileSync(at('cmdline'), `netwacht.slot=B netwacht.roothash=${hash}${told}\n`);
    writeFileSync(at('confirmed'), confirmed);
    writeFileSync(at('calls'), '');
    writeFileSync(
      at('systemctl'),
      `#!/bin/sh\necho "$*" >>${at('calls')}\n[ $(wc -l <${at('calls')}) -gt ${failing} ]\n`,
    );
    chmodSync(at('systemctl'), 0o755);
    const { status, stderr } = spawnSync('sh', ['build/overlay/usr/lib/netwacht/give-up'], {
      encoding: 'utf8',
      env: {
        ...process.env,
        NETWACHT_CMDLINE: at('cmdline'),
        NETWACHT_CONFIRMED: at('confirmed'),
        NETWACHT_SYSTEMCTL: at('systemctl'),
      },
    });
    assert.equal(status, 0, stderr);
    return readFileSync(at('calls'), 'utf8').split('\n').slice(0, -1);
  }

  const rows: readonly (readonly [string, Parameters<typeof called>[0], readonly string[]])[] = [
    ['restarts the box', {}, ['reboot']],
    ['restarts it by force when it must', { failing: 2 }, ['reboot', 'reboot --force', 'reboot --force --force']],
    ['leaves it up when this very content was well before', { confirmed: `A ${hash}\nB ${hash}\n` }, []],
    ['restarts it when other content was', { confirmed: `A ${hash}\nB ${'ef'.repeat(32)}\n` }, ['reboot']],
    ['leaves it up when both slots are used up', { told: ' netwacht.last_resort' }, []],
  ];
  for (const [what, given, expected] of rows) {
    it(what, () => assert.deepEqual(called(given), expected));
  }
});
