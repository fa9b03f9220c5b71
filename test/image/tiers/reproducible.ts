import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../harness/bench.ts';
import { compare, compareSquashfs } from '../harness/compare.ts';
import { minutes, type Skipped, type Tier } from '../harness/image-case.ts';
import { partition, partitionsOf } from '../harness/partitions.ts';
import { patient } from '../harness/patience.ts';

/** The same commit built twice, the second time from nothing: which bytes differ. */
export const reproducibleTier: Tier = {
  name: 'reproducible',
  title: 'two builds',
  targets: ['cm4-arm64', 'generic-amd64'],
  needsImage: false,
  cases: () => [{ name: 'byte-by-byte', limitMs: minutes(60), run: byteByByte }],
};

async function byteByByte(bench: Bench): Promise<undefined | Skipped> {
  if (process.getuid?.() !== 0) return { skipped: 'an image is built by root only' };
  const shared = process.env.NETWACHT_IMAGE_CACHE ?? join('build', 'out');
  // Kept when the case is cut short: the stages of a build that are done are not done again.
  const cold = join(bench.root, `second-${bench.target}`);
  mkdirSync(cold, { recursive: true });
  if (existsSync(join(shared, 'keys'))) cpSync(join(shared, 'keys'), join(cold, 'keys'), { recursive: true });
  const one = build(bench, 'one', process.env.NETWACHT_IMAGE_CACHE);
  const two = build(bench, 'two', cold);
  const different: string[] = [];
  for (const { label, offsetBytes, sizeBytes } of partitionsOf(one.disk).values()) {
    const other = partition(two.disk, label);
    const found = compare(
      { file: one.disk, offsetBytes },
      { file: two.disk, offsetBytes: other.offsetBytes },
      sizeBytes,
    );
    bench.fact(label, found === undefined ? 'the same' : `${found.bytes} bytes differ, the first at ${found.firstAt}`);
    if (found !== undefined) different.push(label);
  }
  if (different.includes('roota')) {
    const place = ({ disk }: { disk: string }) => ({ file: disk, offsetBytes: partition(disk, 'roota').offsetBytes });
    const files = compareSquashfs(place(one), place(two), bench.file('roots'));
    bench.fact(
      'files of the root that differ',
      files.length === 0 ? 'none' : `${files.length}: ${files.slice(0, 20).join(', ')}`,
    );
  }
  const bundles = [one.bundle, two.bundle].map((file) => readFileSync(file)) as [Buffer, Buffer];
  bench.fact('bundle', bundles[0].equals(bundles[1]) ? 'the same' : signedAnew(bundles));
  rmSync(cold, { recursive: true, force: true });
  assert.deepEqual(different, [], 'every partition is the same, byte by byte');
  return undefined;
}

/** A bundle ends with its signature and the length of it; that one differs each time (ECDSA is not deterministic). */
function signedAnew(bundles: readonly [Buffer, Buffer]): string {
  const payloads = bundles.map((bundle) => {
    const signatureBytes = Number(bundle.readBigUInt64BE(bundle.length - 8));
    return bundle.subarray(0, bundle.length - 8 - signatureBytes);
  }) as [Buffer, Buffer];
  if (payloads[0].equals(payloads[1])) return 'payload the same, signed anew';
  let first = 0;
  while (payloads[0][first] === payloads[1][first]) first += 1;
  return `payloads of ${payloads[0].length} and ${payloads[1].length} bytes differ from ${first} on, and the signature`;
}

function build(
  bench: Bench,
  name: string,
  cache: string | undefined,
): { readonly disk: string; readonly bundle: string } {
  const startedMs = performance.now();
  const env = { ...process.env, ...(cache === undefined ? {} : { NETWACHT_IMAGE_CACHE: cache }) };
  execFileSync(process.execPath, ['build/image.ts', '--target', bench.target], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: patient(minutes(40)),
  });
  bench.seconds(`build ${name}`, performance.now() - startedMs);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const made = join('build', 'out', `netwacht-${bench.target}-${version}`);
  const disk = bench.file(`${name}.img`);
  execFileSync('zstd', ['-q', '-d', '-f', '--sparse', `${made}.img.zst`, '-o', disk]);
  const bundle = bench.file(`${name}.raucb`);
  cpSync(`${made}.raucb`, bundle);
  return { disk, bundle };
}
