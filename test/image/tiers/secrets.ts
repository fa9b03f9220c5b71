import assert from 'node:assert/strict';
import type { Bench } from '../harness/bench.ts';
import { type Box, boot, claim, claimCode, seenFromGuest, shellOf } from '../harness/box.ts';
import { rawCopy } from '../harness/disks.ts';
import { minutes, type Tier } from '../harness/image-case.ts';
import { findTexts, partition } from '../harness/partitions.ts';
import { resets } from '../harness/updates.ts';

/** What must not be shared, and what must not stay. */
export const secretsTier: Tier = {
  name: 'secrets',
  title: 'secrets and factory reset',
  targets: ['cm4-arm64', 'generic-amd64'],
  needsImage: true,
  cases: () => [
    {
      ...{ name: 'fresh-boxes-share-nothing', limitMs: minutes(20), run: shareNothing },
      shows: 'S1 S16 two boxes of one image have no code, key or certificate in common',
    },
    {
      ...{ name: 'factory-reset', limitMs: minutes(25), run: factoryReset },
      shows: 'S18 S32 after a factory reset nothing of the owner is on the data partition, and no password is restored',
    },
  ],
};

/** Hashes of everything that makes a box itself; the names are what they are called. */
const identities = `
for f in /etc/machine-id /data/system/machine-id $(find /data -xdev -type f -size -64k ! -name '*.sqlite*'); do
  [ -s "$f" ] && echo "$f $(sha256sum <"$f" | cut -d' ' -f1)"
done | sort -u`;
/** Keys are made at the first start, some of them after the first answer. */
const keysAreMade =
  '(for k in $(seq 50); do ls /data/netwacht/keys/* >/dev/null 2>&1 && exit 0; sleep 1; done; exit 1)';
/** The same on every box, and no secret: facts of the image and settings nobody has touched. */
const mayBeAlike = /confirmed|rauc|\/rendered\/|network\.json|time\.json|\.slot$/;

/** S1, S16: two boxes from the same card image differ in every code, key, certificate and id. */
async function shareNothing(bench: Bench): Promise<undefined> {
  const seen: { code: string; id: string; files: Map<string, string>; certificate: string }[] = [];
  for (const name of ['one', 'two']) {
    const box = await boot(bench, { disk: bench.freshDisk(`${name}.qcow2`) });
    const code = await claimCode(box.machine);
    await claim(box);
    const shell = await shellOf(box.machine);
    await shell.must(keysAreMade);
    const files = new Map<string, string>();
    for (const line of (await shell.must(identities)).trim().split('\n')) {
      const [file = '', hash = ''] = line.split(' ');
      files.set(file, hash);
    }
    const id = (await shell.must('cat /etc/machine-id')).trim();
    const certificate = await shell.must(
      'sha256sum /data/netwacht/keys/*/* 2>/dev/null | cut -d" " -f1 | tr "\\n" " "',
    );
    seen.push({ code, id, files, certificate });
    await box.machine.cutPower();
  }
  const [one, two] = seen;
  assert.ok(one !== undefined && two !== undefined);
  assert.notEqual(one.code, two.code, 'the claim codes differ');
  assert.notEqual(one.id, two.id, 'the machine ids differ');
  const alike = [...one.files].filter(([file, hash]) => two.files.get(file) === hash && !mayBeAlike.test(file));
  bench.fact('files compared', [...one.files.keys()].map((file) => file.replace('/data/', '')).join(', '));
  assert.deepEqual(alike, [], 'no file of the one is a file of the other');
  return undefined;
}

/** Put where an owner's things end up: variables, site, tokens, and a file beside the databases. */
const canaries = ['canaryVariable9f3c', 'Canary Street 17', 'canary-token-51d2', 'canary-file-77aa'];

/** S18, S32: after a factory reset nothing of the owner is on the data partition, and the box waits for an owner under another code. */
async function factoryReset(bench: Bench): Promise<undefined> {
  const disk = rawCopy(bench.freshDisk('fresh.qcow2', 2 * 1024 ** 3), bench.file('disk.img'));
  const site = await bench.site();
  const box = await boot(bench, { disk });
  const code = await claimCode(box.machine);
  await claim(box);
  await leaveCanaries(box, { ...seenFromGuest(site), name: canaries[1] });
  const data = partition(disk.file, 'data');
  const before = findTexts(disk.file, data, canaries);
  bench.fact('canaries on the disk before', before.length);
  assert.equal(before.length, canaries.length, `they were there: ${before}`);

  const wrong = await box.client.send('POST', '/api/v1/reset', { confirm: 'something else' });
  assert.ok(wrong.status >= 400 && wrong.status < 500, 'a wrong word resets nothing');
  const [, id = ''] = /NTW-[A-Z0-9-]+/.exec(wrong.text) ?? [];
  const named = /NTW-[A-Za-z0-9-]+/.exec(wrong.text)?.[0] ?? id;
  const startedMs = box.machine.nowMs;
  await box.client.must('POST', '/api/v1/reset', { confirm: named });
  await resets(box, 1, 180_000);
  await box.client.answers(8 * 60_000, () => box.machine.mustRun());
  bench.seconds('reset asked for to a box that waits for its owner', box.machine.nowMs - startedMs);
  const setup = (await box.client.ask('/api/v1/setup')).json as { claimed: boolean };
  assert.equal(setup.claimed, false, 'nobody owns it');
  assert.notEqual(await claimCode(box.machine, codeFrom(box)), code, 'its claim code is another one');
  assert.equal((await box.client.get('/api/v1/state')).status, 403, 'the old password opens nothing');
  await box.machine.powerOff(120_000);
  assert.deepEqual(findTexts(disk.file, partition(disk.file, 'data'), canaries), []);
  bench.fact('canaries on the data partition after', 'none');
  return undefined;
}

async function leaveCanaries(box: Box, site: Record<string, unknown>): Promise<void> {
  const [variable = '', , token, file] = canaries;
  await box.client.must('PUT', '/api/v1/site', site);
  assert.equal((await box.client.setVariable(variable, 4711)).status, 200);
  await box.client.must('POST', '/api/v1/tokens', { name: token, role: 'viewer', expires: '2030-01-01T00:00:00Z' });
  const shell = await shellOf(box.machine);
  await shell.must(`for d in netwacht system updates; do echo ${file} >/data/$d/left-behind; done; sync`);
}

/** The console lines of the boot that runs now. */
function codeFrom({ machine }: Box): number {
  const resetMs = machine.qmp.guestResets.at(-1)?.atMs ?? 0;
  return Math.max(
    0,
    machine.console.lines.findIndex(({ atMs }) => atMs > resetMs),
  );
}
