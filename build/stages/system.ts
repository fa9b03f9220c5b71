import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { NetwachtError } from '../../firmware/domain/errors.ts';
import { support } from '../../firmware/domain/support.ts';
import type { Build } from './build.ts';
import { command } from './command.ts';
import { hashOf, hashOfFile, hashOfTree } from './hash.ts';
import { inRoot } from './in-root.ts';
import { faultsOfRoot } from './inspect.ts';
import { layOver, wordsOf } from './overlay.ts';
import { sizesOf } from './sizes.ts';
import { stage } from './stage.ts';
import { uuidOf } from './uuid.ts';

export interface Parts {
  readonly base: string;
  readonly dependencies: string;
  readonly program: string;
  readonly sbom: string;
}

const blockBytes = 4096;

/** The root of a slot: `root.img` (squashfs, then its verity tree) and `verity.json` `{rootHash, hashOffset}`. */
export function makeSystem(build: Build, parts: Parts): Promise<string> {
  const overlays = overlaysOf(build);
  const about = aboutImage(build);
  const inputs = {
    ...parts,
    overlays: overlays.map(hashOfTree),
    about,
    keyring: hashOfFile(build.keys.keyring),
    fast: build.fast,
    recipe: hashOfTree(join(build.repository, 'build/stages/system.ts')),
  };
  return stage(build, 'system', inputs, async (folder) => {
    const tree = join(folder, 'tree');
    mkdirSync(tree);
    await command('tar', ['-xpf', join(parts.base, 'base.tar'), '-C', tree, '--numeric-owner']);
    installProgram(parts, tree);
    for (const overlay of overlays) layOver(overlay, tree, wordsOf(build));
    mkdirSync(join(tree, 'etc/netwacht'), { recursive: true });
    writeFileSync(join(tree, 'etc/netwacht/image.json'), `${JSON.stringify(about, null, 2)}\n`);
    mkdirSync(join(tree, 'etc/rauc'), { recursive: true });
    cpSync(build.keys.keyring, join(tree, 'etc/rauc/keyring.pem'));
    await settle(build, tree);
    const faults = faultsOfRoot(tree);
    if (faults.length > 0) throw new NetwachtError('badRoot', `the root is not packed:\n${faults.join('\n')}`);
    await proveItLoads(tree);
    writeFileSync(join(folder, 'sizes.json'), `${JSON.stringify(await sizesOf(tree))}\n`);
    await pack(build, tree, join(folder, 'root.img'), join(folder, 'verity.json'));
    rmSync(tree, { recursive: true });
  });
}

/** Folders laid over the root, in this order. */
function overlaysOf(build: Build): string[] {
  const own = ['build/overlay', `build/overlay-${build.target.name}`].map((path) => join(build.repository, path));
  return [...own, ...build.overlays];
}

/** `/etc/netwacht/image.json`: what the image says about itself. */
export function aboutImage(build: Build): Record<string, unknown> {
  return {
    target: build.target.name,
    version: build.version,
    commit: build.commit,
    builtAt: new Date(build.epochS * 1000).toISOString(),
    development: build.keys.development,
    supportUntil: support.supportUntil,
  };
}

function installProgram(parts: Parts, tree: string): void {
  const home = join(tree, 'opt/netwacht');
  mkdirSync(join(home, 'bin'), { recursive: true });
  cpSync(parts.program, home, { recursive: true });
  cpSync(join(parts.dependencies, 'node_modules'), join(home, 'node_modules'), { recursive: true });
  cpSync(join(parts.dependencies, 'node'), join(home, 'bin/node'));
  for (const name of ['licences.json', 'licences.txt.gz']) cpSync(join(parts.sbom, name), join(home, name));
}

/** Users, units that start, no machine id, no way to sign in, and no program that makes anybody more than he is. */
async function settle(build: Build, tree: string): Promise<void> {
  const epoch = { SOURCE_DATE_EPOCH: String(build.epochS) };
  await inRoot(tree, ['systemd-sysusers'], epoch);
  await inRoot(tree, ['systemctl', 'preset-all'], epoch);
  await inRoot(tree, ['systemctl', '--global', 'preset-all'], epoch);
  await command('find', [tree, '-type', 'f', '-perm', '/6000', '-exec', 'chmod', 'a-s', '{}', '+']);
  for (const point of ['data', 'loader']) mkdirSync(join(tree, point), { recursive: true });
  writeFileSync(join(tree, 'etc/machine-id'), '');
  rmSync(join(tree, 'etc/resolv.conf'), { force: true });
  symlinkSync('../run/systemd/resolve/stub-resolv.conf', join(tree, 'etc/resolv.conf'));
  // Left by tools that work on the tree, and links to units that went with their packages.
  const left = globSync('etc/{*-,.pwd.lock}', { cwd: tree });
  const wanted = globSync('etc/systemd/{system,user}/*.{wants,requires}/*', { cwd: tree });
  const dangling = wanted.filter(
    (link) => !existsSync(join(tree, resolve('/', dirname(link), readlinkSync(join(tree, link))))),
  );
  for (const path of [...left, ...dangling]) rmSync(join(tree, path));
}

/** Every package is loaded once by the Node of the box before anything is packed: two are native code, all were pruned. */
async function proveItLoads(tree: string): Promise<void> {
  const program =
    "if (Number(process.versions.napi) < 10) throw new Error('Node-API below 10'); " +
    "for (const name of Object.keys(require('/opt/netwacht/package.json').dependencies)) require(name); " +
    "new (require('better-sqlite3'))(':memory:').exec('CREATE TABLE a (b)')";
  const environment = { NODE_PATH: '/opt/netwacht/node_modules' };
  await inRoot(tree, ['/opt/netwacht/bin/node', '-e', program], environment);
}

/** The tree as squashfs with its verity tree behind it; the same bytes for the same tree. */
async function pack(build: Build, tree: string, image: string, verity: string): Promise<void> {
  const level = build.fast ? '3' : '19';
  const time = String(build.epochS);
  const squash = [
    '-noappend',
    '-no-progress',
    '-no-xattrs',
    '-comp',
    'zstd',
    '-Xcompression-level',
    level,
    '-b',
    '256K',
  ];
  await command('mksquashfs', [tree, image, ...squash, '-mkfs-time', time, '-all-time', time]);
  const hashOffset = Math.ceil(statSync(image).size / blockBytes) * blockBytes;
  truncateSync(image, hashOffset);
  const salt = hashOf(['salt', build.target.name, build.version]);
  const said = await command('veritysetup', [
    'format',
    `--hash-offset=${hashOffset}`,
    `--salt=${salt}`,
    `--uuid=${uuidOf('verity', build.target.name, build.version)}`,
    image,
    image,
  ]);
  const rootHash = /^Root hash:\s*([0-9a-f]+)$/m.exec(said)?.[1];
  writeFileSync(verity, `${JSON.stringify({ rootHash, hashOffset })}\n`);
}
