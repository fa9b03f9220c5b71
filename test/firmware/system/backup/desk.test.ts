import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { finishRestore } from '../../../../firmware/store/backup/staged.ts';
import { readSecret } from '../../../../firmware/store/secrets.ts';
import { passphraseIdentity, passphraseRecipient } from '../../../../firmware/system/backup/passphrase.ts';
import { BackupBox, contentOf, fill, password, session, site } from './boxes.ts';

const nothing = { site: undefined, sessions: [] };

describe('backup and restore', () => {
  let old: BackupBox;
  let fresh: BackupBox;
  /** Opening costs memory and time on purpose: one backup for all. */
  let file: Buffer;
  let real: Buffer;
  before(async () => {
    old = new BackupBox();
    fill(old);
    real = await old.backup();
    // The same with less work, for all that follows.
    file = await closed(await opened(real));
  });
  after(() => old.end());
  beforeEach(() => {
    fresh = new BackupBox('NTW-00000000000000b2');
  });
  afterEach(() => fresh.end());

  const send = (bytes: Buffer, to = fresh) => to.desk.receive(Readable.from([bytes]), bytes.length, 'admin');
  const opened = async (bytes: Buffer = file) => {
    const decrypter = new Decrypter();
    decrypter.addIdentity(passphraseIdentity(password));
    return gunzipSync(await decrypter.decrypt(bytes)).toString();
  };
  const closed = async (text: string | Buffer) => {
    const encrypter = new Encrypter();
    encrypter.addRecipient(passphraseRecipient(password, 8));
    return Buffer.from(await encrypter.encrypt(typeof text === 'string' ? gzipSync(text) : text));
  };
  const restore = async (keys?: boolean, to = fresh) => {
    await to.desk.begin(password, keys, 'admin');
    return finishRestore(to.dir, to.store);
  };

  it('brings everything back on a fresh box, under the numbers of its sessions', async () => {
    await send(real);
    const { content, effect } = await fresh.desk.look(password);
    assert.equal(content.site, 'Kerkstraat 12');
    assert.deepEqual(
      [content.counts.session, content.counts.key, content.counts.secret, content.counts.variable],
      [3, 1, 1, 2],
    );
    assert.deepEqual(effect, {
      ...{ replacesSite: null, channelsGone: [], backendsGone: [], variablesKept: 0, asksForKeys: false },
    });
    assert.equal(fresh.store.site.get(), undefined, 'looking changed something');
    const done = await restore();
    assert.deepEqual([done?.sessionsAdded, done?.sessionsKnown, done?.withKeys], [3, 0, true]);
    const { variables, ...rest } = contentOf(fresh);
    const { variables: _, ...wanted } = contentOf(old);
    assert.deepEqual(rest, wanted);
    assert.deepEqual(
      variables.map(({ name }) => name),
      ['own', 'formula'],
    );
    assert.deepEqual(readSecret(fresh.dir, 'keba'), { user: 'u', password: 'canary-device' });
    assert.equal(fresh.store.meta.get('boxId'), old.id);
    assert.equal(fresh.store.sessions.nextId(), 4);
    assert.equal(fresh.desk.view().last?.by, 'admin');
    assert.ok(!existsSync(join(fresh.dir, 'restore')));
  });

  it('holds no sign-in, token, audit, limit in force, state of stations or owned variable', async () => {
    const text = await opened();
    for (const canary of [
      'canary-password',
      'canary-token',
      'canary-audit',
      'canary-limit',
      'canary-station',
      'AVAIL"',
    ])
      assert.ok(!text.split('\n').some((line) => line.includes(canary) && !line.includes('"kind":"channel"')), canary);
    assert.ok(text.includes('canary-key-4711'));
    assert.ok(!file.includes('canary'));
  });

  it('leaves variables that stand, owned ones, limits, plans, occupants and sign-in of this box alone', async () => {
    fresh.store.variables.write({
      put: [{ name: 'OWN', value: 9, atMs: 1, source: 'admin' }],
      remove: [{ name: 'formula', atMs: 1, source: 'admin' }],
      rulings: [{ limitId: 'p14a', circuit: 'house', unit: 'W', value: 4200, text: '', atMs: 0 }],
    });
    fresh.store.accounts.setPassword('admin', '$argon2id$here');
    const plan = { place: { circuit: 'house' }, atMs: 1, source: 'here', entries: [] };
    fresh.store.plans.put(plan);
    await send(file);
    await restore();
    assert.deepEqual(
      fresh.store.variables.all().map(({ name, value, expr }) => [name, value, expr]),
      [
        ['formula', undefined, undefined],
        ['OWN', 9, undefined],
      ].sort((a, b) => (a[0] === fresh.store.variables.all()[0]?.name ? -1 : b[0] ? 1 : 0)),
    );
    assert.equal(fresh.store.rulings.all()[0]?.value, 4200);
    assert.deepEqual(fresh.store.plans.all(), [plan]);
    assert.equal(fresh.store.accounts.password('admin'), '$argon2id$here');
  });

  it('does not bring a variable that the backup names although a channel of it owns it', async () => {
    const text = (await opened()).replace('"name":"own"', '"name":"AVAIL"');
    const owned = text.replace(
      '"scenario":"HKS3","role":"operator","variables":["AVAIL"]',
      `"scenario":"HKS4","peerCertificatePem":"x","use":"http","role":"operator","variables":["avail"],"listen":"0.0.0.0:1","enabled":true`,
    );
    assert.notEqual(owned, text);
    await send(await closed(owned));
    await restore();
    assert.deepEqual(
      fresh.store.variables.all().map(({ name }) => name),
      ['formula'],
    );
  });

  it('asks before it replaces keys, and leaves those of this box where it is told to', async () => {
    const { keyFiles } = await import('../../../../firmware/store/key-files.ts');
    const keys = keyFiles(join(fresh.dir, 'keys', 'certificates'));
    keys.write('cls', { certificatePem: 'mine', keyPem: 'mine', source: 'made' });
    fresh.store.meta.set('boxId', fresh.id);
    await send(file);
    assert.equal((await fresh.desk.look(password)).effect.asksForKeys, true);
    await assert.rejects(fresh.desk.begin(password, undefined, 'admin'), { code: 'keysUnsaid' });
    await restore(false);
    assert.equal(keys.read('cls')?.keyPem, 'mine');
    assert.equal(fresh.store.meta.get('boxId'), fresh.id);
    await send(file);
    await restore(true);
    assert.equal(keys.read('cls')?.keyPem, 'canary-key-4711');
    assert.equal(fresh.store.meta.get('boxId'), old.id);
  });

  it('never doubles or loses money: known sessions stay, missing corrections come, a taken number is another one', async () => {
    // The same session, known here, and another one under a number of the backup.
    fresh.store.sessions.write({ closed: [{ ...session(77, 1), energyWh: 900 }, session(2, 50, 'E9')] });
    await send(file);
    const done = await restore();
    assert.deepEqual([done?.sessionsAdded, done?.sessionsKnown], [2, 1]);
    const all = fresh.store.sessions.page(0, Number.MAX_SAFE_INTEGER, undefined, 100);
    assert.deepEqual(
      all.map((one) => [one.session.id, one.session.chargePoint, one.corrections.length]),
      [
        [77, 'E1', 1],
        [78, 'E1', 0],
        [3, 'E1', 0],
        [2, 'E9', 0],
      ],
    );
    assert.equal(fresh.store.sessions.quarters(78).length, 2);
    assert.equal(fresh.store.sessions.signed(78).length, 1);
    await send(file);
    const again = await restore(true);
    assert.deepEqual([again?.sessionsAdded, again?.sessionsKnown], [0, 3]);
    assert.equal(fresh.store.sessions.page(0, Number.MAX_SAFE_INTEGER, undefined, 100).length, 4);
    assert.equal(fresh.store.sessions.meteringQuarters(0, Number.MAX_SAFE_INTEGER).length, 3);
  });

  it('says what of this box goes', async () => {
    fresh.store.site.put(site('Old house'));
    fresh.store.gateway.putChannel('emt9', { scenario: 'HKS4' });
    fresh.store.ocppDocuments.put('backend', 'other', { url: 'wss://x.example' });
    fresh.store.variables.write({
      put: [{ name: 'own', value: 2, atMs: 1, source: 'admin' }],
      remove: [],
      rulings: [],
    });
    await send(file);
    const { effect } = await fresh.desk.look(password);
    assert.deepEqual(effect, {
      ...{ replacesSite: 'Old house', channelsGone: ['emt9'], backendsGone: ['other'], variablesKept: 1 },
      asksForKeys: false,
    });
    await restore();
    assert.deepEqual(
      fresh.store.gateway.channels().map(({ id }) => id),
      ['emt'],
    );
    assert.deepEqual(fresh.store.ocppDocuments.names('backend'), ['cpo']);
  });

  describe('refuses, with nothing changed,', () => {
    const refused = async (bytes: Buffer, code: string, message: RegExp, secret = password) => {
      await send(bytes);
      await assert.rejects(fresh.desk.begin(secret, true, 'admin'), (error: NetwachtError) => {
        assert.equal(error.code, code, error.message);
        assert.match(error.message, message);
        return true;
      });
      // What was opened does not lie on.
      assert.deepEqual(readdirSync(join(fresh.dir, 'restore')), ['sent.age']);
      assert.equal(await finishRestore(fresh.dir, fresh.store), undefined);
      assert.deepEqual({ site: fresh.store.site.get(), sessions: contentOf(fresh).sessions }, nothing);
      assert.deepEqual(contentOf(fresh).channels, []);
    };

    it('another password', () => refused(file, 'wrongPassword', /not that of this file/, 'tulip Canal 7 quaz'));
    it('a file that is cut off, at any place', async () => {
      for (const part of [0, 1, 30, 150, file.length - 1, Math.floor(file.length / 2)])
        await refused(file.subarray(0, part), 'badBackup', /damaged|head/);
    });
    it('a file with one bit turned', async () => {
      for (const at of [5, 60, 200, file.length - 20]) {
        const turned = Buffer.from(file);
        turned[at] = (turned[at] ?? 0) ^ 1;
        await send(turned);
        await assert.rejects(fresh.desk.begin(password, true, 'admin'), (error: NetwachtError) =>
          ['badBackup', 'wrongPassword'].includes(error.code),
        );
      }
      assert.deepEqual({ site: fresh.store.site.get(), sessions: contentOf(fresh).sessions }, nothing);
    });
    it('what is no age file', () => refused(Buffer.from('SQLite format 3\0'), 'badBackup', /damaged/));
    it('an age file for a key, not a password', async () => {
      const encrypter = new Encrypter();
      encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()));
      await refused(Buffer.from(await encrypter.encrypt('x')), 'badBackup', /not closed with a password/);
    });
    it('a file that would take more work to open than the box has memory for', async () => {
      const encrypter = new Encrypter();
      encrypter.setPassphrase('x');
      encrypter.setScryptWorkFactor(2);
      const bytes = Buffer.from(await encrypter.encrypt('x'));
      const text = bytes.toString('latin1');
      await refused(Buffer.from(text.replace(/(-> scrypt \S+) 2\n/, '$1 30\n'), 'latin1'), 'badBackup', /2\^30/);
    });
    it('an age file of somebody else', async () => refused(await closed('{"hello":1}\n'), 'badBackup', /Netwacht/));
    it('an age file that is not packed', async () =>
      refused(await closed(Buffer.from('hello')), 'badBackup', /damaged/));
    it('a backup of a newer program', async () => {
      const newer = (await opened()).replace('netwacht-backup/1', 'netwacht-backup/7');
      await refused(await closed(newer), 'otherVersion', /update the box first/);
    });
    it('a backup that lost a line, has one twice or no end', async () => {
      const lines = (await opened()).split('\n');
      await refused(await closed([...lines.slice(0, 3), ...lines.slice(4)].join('\n')), 'badBackup', /missing/);
      const twice = [...lines.slice(0, 3), ...lines.slice(2)].join('\n');
      const counted = twice.replace(/"end","lines":(\d+)/, (_, n) => `"end","lines":${Number(n) + 1}`);
      await refused(await closed(counted), 'badBackup', /twice/);
      await refused(await closed(`${lines.slice(0, -2).join('\n')}\n`), 'badBackup', /end is missing/);
    });
    it('money that is not whole', async () => {
      const text = (await opened()).replace('"energyWh":900', '"energyWh":-900');
      await refused(await closed(text), 'badBackup', /session\.energyWh/);
    });
    it('a name that is a path', async () => {
      const text = (await opened()).replace('"kind":"secret","name":"keba"', '"kind":"secret","name":"../../x"');
      await refused(await closed(text), 'badBackup', /name/);
      assert.deepEqual(
        readdirSync(fresh.dir).filter((name) => name === 'x'),
        [],
      );
    });
    it('documents that do not fit their own schemas', async () => {
      fresh.faults = [new NetwachtError('badSite', 'circuits[0].fuseA must be a number', { path: 'site.circuits' })];
      await refused(file, 'badBackup', /fuseA must be a number/);
      assert.equal(fresh.checked?.channels[0]?.id, 'emt');
    });
    it('a full disk, before anything is begun', async () => {
      fresh.free = 1000;
      await assert.rejects(send(file), { code: 'noSpace' });
      assert.ok(!existsSync(join(fresh.dir, 'restore')));
    });
    it('a second file while a restore is on its way', async () => {
      await send(file);
      await fresh.desk.begin(password, true, 'admin');
      await assert.rejects(send(file), { code: 'notNow' });
      await finishRestore(fresh.dir, fresh.store);
    });
  });

  it('keeps a file that was sent only until the next start', async () => {
    await send(file);
    assert.equal(fresh.desk.view().fileBytes, file.length);
    await finishRestore(fresh.dir, fresh.store);
    assert.equal(fresh.desk.view().fileBytes, null);
  });
});
