import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Target } from './targets.ts';

/** The image that is tested: as it was built, and unpacked. */
export interface ImageUnderTest {
  readonly target: Target;
  /** As shipped: compressed. */
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The disk as it is written to a card. Tests only read it. */
  readonly disk: string;
  /** The bundle beside it, for updates; undefined when there is none. */
  readonly bundle: string | undefined;
}

/**
 * The image of a target: `given`, or the one in build/out, or the latest of the shared cache. Unpacks it once into
 * `folder`. Throws one sentence when there is none.
 */
export async function imageOf(target: Target, folder: string, given?: string): Promise<ImageUnderTest> {
  const file = given ?? built(target) ?? latest(target, 'img.zst');
  if (file === undefined || !existsSync(file))
    throw new Error(`there is no image for ${target}: run npm run image -- --target ${target} first`);
  const sha256 = await hashOf(file);
  const disk = join(folder, `${target}-${sha256.slice(0, 12)}.img`);
  if (!existsSync(disk)) unpack(file, disk);
  const bundle = [file.replace(/\.img\.zst$/, '.raucb')].find((one) => one !== file && existsSync(one));
  return { target, file, sha256, sizeBytes: statSync(file).size, disk, bundle };
}

export async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function unpack(file: string, disk: string): void {
  mkdirSync(join(disk, '..'), { recursive: true });
  // What other images left behind.
  for (const old of globSync(disk.replace(/-[0-9a-f]{12}\.img$/, '-*.img'))) rmSync(old);
  execFileSync('zstd', ['-q', '-d', '-f', '--sparse', file, '-o', `${disk}.part`]);
  renameSync(`${disk}.part`, disk);
}

/** What this checkout's recipe made. Releases that tests built for themselves have other versions. */
function built(target: Target): string | undefined {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const file = join('build', 'out', `netwacht-${target}-${version}.img.zst`);
  return existsSync(file) ? file : undefined;
}

function latest(target: Target, end: string): string | undefined {
  const cache = process.env.NETWACHT_IMAGE_CACHE;
  return cache === undefined ? undefined : join(cache, 'latest', `netwacht-${target}.${end}`);
}
