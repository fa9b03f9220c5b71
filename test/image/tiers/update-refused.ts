import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Bench } from '../harness/bench.ts';
import { cutShort, developmentKeys, flipped, foreignKeys, repack } from '../harness/bundles.ts';
import { boxInUse, nothingIsLost } from '../harness/in-use.ts';
import { install, offer, updates } from '../harness/updates.ts';

interface Bad {
  readonly what: string;
  readonly make: (out: string) => string;
  /** What the refusal has to be about. */
  readonly says: RegExp;
}

/** Every bundle that must not be installed: refused with a sentence, the old system goes on, nothing is lost. */
export async function refusesBadBundles(bench: Bench): Promise<undefined> {
  const box = await boxInUse(bench);
  const before = await updates(box);
  const wrong: string[] = [];
  for (const { what, make, says } of badBundles(bench)) {
    const startedMs = performance.now();
    const refusal = (await offer(box, make(bench.file('bad.raucb')))) ?? (await install(box));
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
    bench.fact(what, refusal === undefined ? 'INSTALLED' : `${refusal.where}, ${seconds} s: ${refusal.text}`);
    if (refusal === undefined || !says.test(refusal.text)) wrong.push(what);
    if (refusal === undefined) break;
    const now = await updates(box);
    assert.deepEqual(now.running, before.running, `${what}: the version that runs is the old one`);
  }
  // Announced in full, and then the line goes dead.
  const part = readFileSync(bench.image.bundle ?? '').subarray(0, 1024 * 1024);
  await box.client.cutUpload(part, part.length * 100);
  assert.notEqual((await updates(box)).progress.phase, 'installing');
  await nothingIsLost(box);
  assert.equal(box.machine.qmp.guestResets.length, 0, 'the box never restarted');
  assert.deepEqual(wrong, [], 'refused, and for the right reason');
  return undefined;
}

function badBundles(bench: Bench): readonly Bad[] {
  const { image } = bench;
  const keys = developmentKeys();
  assert.ok(keys !== undefined && image.bundle !== undefined);
  const good = image.bundle;
  const other = image.target === 'cm4-arm64' ? 'generic-amd64' : 'cm4-arm64';
  const newer = (out: string) => repack(good, keys, { version: '9.1.0' }, `${out}.newer`);
  return [
    {
      ...{ what: 'one bit of the signature flipped', says: /signed|signature|damaged/i },
      make: (out) => flipped(newer(out), { fromEnd: 120 }, out),
    },
    {
      ...{ what: 'one bit of the payload flipped', says: /damaged|read|verif|install|corrupt/i },
      make: (out) => flipped(newer(out), { share: 0.4 }, out),
    },
    {
      ...{ what: 'an older version', says: /older|newer|version/i },
      make: (out) => repack(good, keys, { version: '0.0.1' }, out),
    },
    {
      ...{ what: 'signed with another key', says: /signature|signed/i },
      make: (out) => repack(good, keys, { version: '9.1.0', keys: foreignKeys(bench.file('foreign')) }, out),
    },
    {
      ...{ what: 'for another board', says: new RegExp(`${other}|board|compatible`, 'i') },
      make: (out) => repack(good, keys, { version: '9.1.0', compatible: `netwacht-${other}` }, out),
    },
    { ...{ what: 'cut short', says: /./ }, make: (out) => cutShort(newer(out), 0.6, out) },
    { ...{ what: 'something else altogether', says: /./ }, make: (out) => cutShort('/bin/sh', 0.9, out) },
  ];
}
