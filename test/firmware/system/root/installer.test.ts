import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageFacts, RootProgress } from '../../../../firmware/domain/box.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { Installer } from '../../../../firmware/system/root/installer.ts';
import { runWith } from '../../../../firmware/system/root/run.ts';
import { canMakeBundles, flipBit, makeBundle, makeKeys } from './bundles.ts';

const image: ImageFacts = {
  target: 'generic-amd64',
  version: '1.2.0',
  commit: 'abc',
  builtAt: '2026-11-28T00:00:00Z',
  development: true,
  supportUntil: null,
};
const clock = { monotonicMs: () => 0, wallMs: () => Date.UTC(2026, 10, 28) };

/** `rauc status` of 1.8 and 1.13, as it prints for our slots. */
const statusOf = ({ booted = 'A', bootable = ['A', 'B'], versions = {} as Record<string, string> } = {}): string =>
  JSON.stringify({
    compatible: 'netwacht-generic-amd64',
    variant: '',
    booted,
    boot_primary: null,
    slots: ['A', 'B'].flatMap((name, k) => [
      {
        [`rootfs.${k}`]: {
          class: 'rootfs',
          device: `/dev/root${name}`,
          type: 'raw',
          bootname: name,
          state: name === booted ? 'booted' : 'inactive',
          parent: null,
          mountpoint: null,
          boot_status: bootable.includes(name) ? 'good' : 'bad',
          slot_status: { bundle: { compatible: null, ...(versions[name] && { version: versions[name] }) } },
        },
      },
      { [`boot.${k}`]: { class: 'boot', device: `/dev/boot${name}`, type: 'raw', bootname: null, state: 'inactive' } },
    ]),
  });

describe('S17 updates by the root service', () => {
  let dir: string;
  let updates: string;
  let full: string[];
  let confirmed: string[];
  let installer: Installer;
  const keep = (name: string): string => join(updates, name);

  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'netwacht-installer-'));
    updates = join(dir, 'updates');
    mkdirSync(updates);
    mkdirSync(join(dir, 'bin'));
    // Only the real one knows bundles and signatures; only the fake one has slots on this machine.
    writeFileSync(
      join(dir, 'bin/rauc'),
      `#!/bin/sh
cd '${dir}' || exit 9
case "$3" in
  info) exec /usr/bin/rauc "$@" ;;
  status) [ "$4" = mark-active ] && { echo "$5" >>marked; exit "$(cat mark.code 2>/dev/null || echo 0)"; }; cat status.json ;;
  install) cat install.out; exit "$(cat install.code)" ;;
esac
`,
    );
    chmodSync(join(dir, 'bin/rauc'), 0o755);
    writeFileSync(
      join(dir, 'rauc.conf'),
      `[system]\ncompatible=netwacht-generic-amd64\nbootloader=noop\nbundle-formats=verity\n[keyring]\npath=${dir}/keyring.pem\n`,
    );
    if (!canMakeBundles) return;
    makeKeys(dir, 'ours');
    makeKeys(dir, 'theirs');
    makeKeys(dir, 'over', ['-days', '-1']);
    writeFileSync(
      join(dir, 'keyring.pem'),
      ['ours', 'over'].map((name) => readFileSync(join(dir, `${name}.pem`), 'utf8')).join(''),
    );
    makeBundle(dir, keep('good.raucb'), {
      keys: 'ours',
      version: '1.3.0',
      description: 'First line\nSecond ümlaut',
      build: '2026-11-28T01:02:03.000Z 0123abc',
    });
    makeBundle(dir, keep('older.raucb'), { keys: 'ours', version: '1.1.9' });
  });
  after(() => rmSync(dir, { recursive: true }));
  beforeEach(() => {
    full = ['/dev/rootA'];
    confirmed = ['A'];
    writeFileSync(join(dir, 'status.json'), statusOf());
    writeFileSync(join(dir, 'install.code'), '0');
    writeFileSync(
      join(dir, 'install.out'),
      'installing\n  0% Installing\n 20% Checking bundle\n 40% Verifying signature done.\n 70% Copying image to rootfs.1\n100% Installing done.\nidle\n',
    );
    rmSync(join(dir, 'marked'), { force: true });
    rmSync(join(dir, 'mark.code'), { force: true });
    installer = new Installer({
      run: runWith(`${join(dir, 'bin')}:/usr/bin:/bin`),
      folder: updates,
      image,
      isFull: (device) => full.includes(device),
      isConfirmed: ({ slot }) => confirmed.includes(slot),
      forgetConfirmed: (slot) => {
        confirmed = confirmed.filter((name) => name !== slot);
      },
      clock,
      conf: join(dir, 'rauc.conf'),
    });
  });

  const refusal = async (asked: Promise<unknown>): Promise<NetwachtError> => {
    const error = await asked.then(
      () => assert.fail('was taken'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof NetwachtError, String(error));
    return error;
  };

  describe('a bundle', () => {
    before(function () {
      if (!canMakeBundles) this.skip();
    });

    it('says what it holds', async () => {
      assert.deepEqual((await installer.inspect('good.raucb')).bundle, {
        version: '1.3.0',
        target: 'generic-amd64',
        builtAt: '2026-11-28T01:02:03.000Z',
        changes: 'First line\nSecond ümlaut',
      });
    });

    it('of the version that runs is taken: it mends a slot', async () => {
      makeBundle(dir, keep('same.raucb'), { keys: 'ours', version: '1.2.0', build: 'abc123' });
      assert.deepEqual((await installer.inspect('same.raucb')).bundle, {
        version: '1.2.0',
        target: 'generic-amd64',
        builtAt: null,
        changes: null,
      });
    });

    const size = (): number => statSync(keep('good.raucb')).size;
    const bad: readonly (readonly [string, string, RegExp, (file: string) => void])[] = [
      [
        'older than what runs',
        'older',
        /1\.1\.9.*older than 1\.2\.0/,
        (file) => copyFileSync(keep('older.raucb'), file),
      ],
      [
        'a pre-release of what runs',
        'older',
        /older than 1\.2\.0/,
        (file) => makeBundle(dir, file, { keys: 'ours', version: '1.2.0-rc.1' }),
      ],
      [
        'for another board',
        'wrongBoard',
        /cm4-arm64.*generic-amd64/,
        (file) => makeBundle(dir, file, { keys: 'ours', version: '1.3.1', compatible: 'netwacht-cm4-arm64' }),
      ],
      [
        'for another product',
        'wrongBoard',
        /thermostat/,
        (file) => makeBundle(dir, file, { keys: 'ours', version: '1.3.2', compatible: 'thermostat' }),
      ],
      ['without a version', 'notABundle', /which version/, (file) => makeBundle(dir, file, { keys: 'ours' })],
      [
        'of an unordered version',
        'notABundle',
        /"latest"/,
        (file) => makeBundle(dir, file, { keys: 'ours', version: 'latest' }),
      ],
      [
        'signed by another key',
        'foreignKey',
        /does not trust/,
        (file) => makeBundle(dir, file, { keys: 'theirs', version: '1.3.0' }),
      ],
      [
        'signed by a key that ran out',
        'keyOutOfDate',
        /2026-11-28/,
        (file) => makeBundle(dir, file, { keys: 'over', version: '1.3.0' }),
      ],
      [
        'in the plain form',
        'notABundle',
        /not of the form/,
        (file) => makeBundle(dir, file, { keys: 'ours', version: '1.3.3', plain: true }),
      ],
      ...[0.25, 0.5, 0.9].map(
        (share) =>
          [
            `cut short at ${share * 100} %`,
            'cutShort',
            /cut short/,
            (file: string) => {
              copyFileSync(keep('good.raucb'), file);
              truncateSync(file, Math.floor(size() * share));
            },
          ] as const,
      ),
      [
        'cut short by one byte',
        'cutShort',
        /cut short/,
        (file) => {
          copyFileSync(keep('good.raucb'), file);
          truncateSync(file, size() - 1);
        },
      ],
      ['of zeros', 'notABundle', /not an update/, (file) => writeFileSync(file, Buffer.alloc(100_000))],
      ['of nothing', 'notABundle', /not an update/, (file) => writeFileSync(file, '')],
      ['of text', 'notABundle', /not an update/, (file) => writeFileSync(file, 'hello\n'.repeat(1000))],
    ];
    for (const [what, code, sentence, make] of bad)
      it(`${what} is refused with ${code}, by inspect and by bundle`, async () => {
        rmSync(keep('bad.raucb'), { force: true });
        make(keep('bad.raucb'));
        for (const ask of [
          () => installer.inspect('bad.raucb'),
          () => installer.bundle('bad.raucb', () => undefined),
        ]) {
          const error = await refusal(ask());
          assert.equal(error.code, code, `${error.message} ${String(error.cause)}`);
          assert.match(error.message, sentence);
          assert.equal(error.path, 'file');
        }
      });

    it('with any one bit of its signature turned over is refused', async () => {
      const signatureBytes = Number(readFileSync(keep('good.raucb')).readBigUInt64BE(size() - 8)) + 8;
      for (let at = size() - signatureBytes; at < size(); at += 41) {
        copyFileSync(keep('good.raucb'), keep('bad.raucb'));
        flipBit(keep('bad.raucb'), at);
        const error = await refusal(installer.inspect('bad.raucb'));
        assert.ok(
          ['tampered', 'foreignKey', 'cutShort'].includes(error.code),
          `bit at ${at}: ${error.code} ${error.message} ${String(error.cause)}`,
        );
      }
    });

    it('is written to the other slot, told step by step, and what the slot held is no longer confirmed', async () => {
      confirmed = ['A', 'B'];
      const steps: RootProgress[] = [];
      assert.deepEqual(await installer.bundle('good.raucb', (step) => steps.push(step)), {
        ok: true,
        slot: 'B',
        version: '1.3.0',
      });
      assert.deepEqual(steps, [
        { percent: 0, message: 'The bundle is checked' },
        { percent: 0, message: 'The new version is installed' },
        { percent: 20, message: 'The bundle is checked' },
        { percent: 40, message: 'The bundle is checked' },
        { percent: 70, message: 'The new version is written to slot B' },
        { percent: 100, message: 'The new version is installed' },
      ]);
      assert.deepEqual(confirmed, ['A']);
    });

    // As RAUC 1.8 and 1.13 end when the blocks are read.
    const failures: readonly (readonly [string, string])[] = [
      [
        "Failed mounting bundle: failed to mount bundle: failed to run mount: mount: /run/rauc/bundle: can't read superblock on /dev/dm-1.",
        'tampered',
      ],
      ['Installation error: Failed updating slot rootfs.1: Failed to splice data: Input/output error', 'tampered'],
      ['Installation error: Slot (402653184 bytes) is too small for image (502653184 bytes).', 'noSpace'],
      ['Installation error: Failed updating slot boot.1: No space left on device', 'noSpace'],
      ["Compatible mismatch: Expected 'netwacht-generic-amd64' but bundle manifest has 'x'", 'wrongBoard'],
      ["Version mismatch: Expected at least '1.2.0' but bundle manifest has '1.1.0'", 'older'],
      ['signature verification failed: Verify error: self-signed certificate', 'foreignKey'],
      ['already processing a different method', 'busy'],
      ['Failed mounting bundle: Failed to open /dev/mapper/control: No such file or directory', 'installFailed'],
    ];
    for (const [words, code] of failures)
      it(`that RAUC gives up with "${words.slice(0, 60)}" is ${code}`, async () => {
        writeFileSync(
          join(dir, 'install.out'),
          `installing\n 20% Checking bundle\n100% Installing failed.\nLastError: ${words}\nidle\n`,
        );
        writeFileSync(join(dir, 'install.code'), '1');
        const error = await refusal(installer.bundle('good.raucb', () => undefined));
        assert.equal(error.code, code);
        assert.doesNotMatch(error.message, /mapper|splice|superblock/);
        assert.match(String(error.cause), new RegExp(words.slice(0, 20)));
        assert.equal(installer.installing, false);
      });

    it('is not installed beside another', async () => {
      const first = installer.bundle('good.raucb', () => undefined);
      assert.equal((await refusal(installer.bundle('good.raucb', () => undefined))).code, 'busy');
      assert.equal((await refusal(installer.rollback())).code, 'busy');
      assert.equal((await installer.status()).installing, true);
      await first;
      assert.equal((await installer.status()).installing, false);
    });
  });

  describe('a file', () => {
    const cases: readonly (readonly [string, string, (file: string) => void])[] = [
      ['that is not there', 'noBundle', () => undefined],
      ['that is a link', 'noBundle', (file) => symlinkSync('/etc/passwd', file)],
      ['that is a folder', 'notABundle', (file) => mkdirSync(file)],
      [
        'that another name shares',
        'notABundle',
        (file) => {
          writeFileSync(join(dir, 'elsewhere'), 'hsqs');
          linkSync(join(dir, 'elsewhere'), file);
        },
      ],
      [
        'larger than a bundle can be',
        'notABundle',
        (file) => {
          writeFileSync(file, 'hsqs');
          truncateSync(file, 600 * 1024 * 1024);
        },
      ],
    ];
    for (const [what, code, make] of cases)
      it(`${what} is not shown to RAUC`, async () => {
        make(keep('odd'));
        assert.equal((await refusal(installer.inspect('odd'))).code, code);
        assert.equal((await refusal(installer.bundle('odd', () => undefined))).code, code);
        rmSync(keep('odd'), { recursive: true, force: true });
        rmSync(join(dir, 'elsewhere'), { force: true });
      });
  });

  describe('slots', () => {
    const running = { slot: 'A', running: true, version: '1.2.0', state: 'good', confirmed: true } as const;
    const cases: readonly (readonly [
      string,
      Parameters<typeof statusOf>[0],
      readonly string[],
      readonly string[],
      object,
      string | undefined,
    ])[] = [
      ['empty, as shipped', {}, ['A'], ['A'], { version: null, state: 'empty', confirmed: false }, 'noOtherSlot'],
      [
        'untried',
        { versions: { B: '1.3.0' } },
        ['A', 'B'],
        ['A'],
        { version: '1.3.0', state: 'untried', confirmed: false },
        undefined,
      ],
      [
        'good',
        { versions: { B: '1.1.0' } },
        ['A', 'B'],
        ['A', 'B'],
        { version: '1.1.0', state: 'good', confirmed: true },
        undefined,
      ],
      [
        'good, of the first image',
        {},
        ['A', 'B'],
        ['A', 'B'],
        { version: null, state: 'good', confirmed: true },
        undefined,
      ],
      [
        'bad',
        { versions: { B: '1.3.0' }, bootable: ['A'] },
        ['A', 'B'],
        ['A'],
        { version: '1.3.0', state: 'bad', confirmed: false },
        'otherSlotBad',
      ],
    ];
    for (const [what, status, filled, well, other, code] of cases)
      it(`the other is ${what}: ${code === undefined ? 'can be gone back to' : code}`, async () => {
        writeFileSync(join(dir, 'status.json'), statusOf(status));
        full = [...filled].map((name) => `/dev/root${name}`);
        confirmed = [...well];
        assert.deepEqual(await installer.status(), {
          ok: true,
          slots: [running, { slot: 'B', running: false, ...other }],
          installing: false,
        });
        if (code === undefined) {
          assert.deepEqual(await installer.rollback(), {
            ok: true,
            slot: 'B',
            version: 'version' in other ? other.version : null,
          });
          assert.equal(readFileSync(join(dir, 'marked'), 'utf8'), 'rootfs.1\n');
        } else assert.equal((await refusal(installer.rollback())).code, code);
      });

    it('say that the new version in B is not confirmed yet', async () => {
      writeFileSync(join(dir, 'status.json'), statusOf({ booted: 'B', versions: { B: '1.2.0' }, bootable: ['A'] }));
      full = ['/dev/rootA', '/dev/rootB'];
      assert.deepEqual((await installer.status()).slots, [
        { slot: 'A', running: false, version: null, state: 'good', confirmed: true },
        { slot: 'B', running: true, version: '1.2.0', state: 'untried', confirmed: false },
      ]);
    });

    it('that RAUC does not tell are a fault, not an empty list', async () => {
      writeFileSync(join(dir, 'status.json'), 'D-Bus error');
      assert.equal((await refusal(installer.status())).code, 'rootFailed');
    });

    it('a refusal of RAUC to change the order is told', async () => {
      writeFileSync(join(dir, 'status.json'), statusOf());
      full = ['/dev/rootA', '/dev/rootB'];
      writeFileSync(join(dir, 'mark.code'), '1');
      assert.equal((await refusal(installer.rollback())).code, 'rootFailed');
    });
  });
});
