import { execFileSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { patient } from './patience.ts';
import type { Target } from './targets.ts';

/** The keys that this machine's builds are signed with; a release's are not here. */
export interface Keys {
  readonly keyring: string;
  readonly key: string;
  readonly certificate: string;
}

/** Development keys beside the cache of the recipe; undefined where there are none. */
export function developmentKeys(): Keys | undefined {
  const folders = [process.env.NETWACHT_IMAGE_CACHE ?? 'build/out', 'build/out'].map((one) => join(one, 'keys'));
  const folder = folders.find((one) => existsSync(join(one, 'signing.key')));
  if (folder === undefined) return undefined;
  const file = (name: string) => join(folder, name);
  return { keyring: file('keyring.pem'), key: file('signing.key'), certificate: file('signing.pem') };
}

/** Builds the recipe once more under another version, with a folder laid over the root; gives the bundle. */
export function buildRelease(target: Target, version: string, overlay?: string): string {
  const bundle = join('build', 'out', `netwacht-${target}-${version}.raucb`);
  rmSync(bundle, { force: true });
  const laid = overlay === undefined ? [] : ['--overlay', overlay];
  run(process.execPath, ['build/image.ts', '--target', target, '--version', version, '--fast', ...laid]);
  return bundle;
}

export interface Changes {
  readonly version?: string;
  readonly compatible?: string;
  /** Changes the boot file system of the slot, `boot.img`. */
  readonly boot?: (file: string) => void;
  readonly keys?: Keys;
}

/** Unpacks a bundle, changes it and signs it anew. */
export function repack(bundle: string, keys: Keys, changes: Changes, out: string): string {
  const folder = `${out}.content`;
  rmSync(folder, { recursive: true, force: true });
  rmSync(out, { force: true });
  run('rauc', ['extract', '--keyring', keys.keyring, bundle, folder]);
  const manifest = join(folder, 'manifest.raucm');
  let text = readFileSync(manifest, 'utf8');
  for (const name of ['version', 'compatible'] as const)
    if (changes[name] !== undefined) text = text.replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=${changes[name]}`);
  // What the bundle's format added when it was made: it is made again.
  text = text.replace(/^verity-.*\n/gm, '').replace(/^(sha256|size)=.*\n/gm, '');
  writeFileSync(manifest, text);
  changes.boot?.(join(folder, 'boot.img'));
  const signer = changes.keys ?? keys;
  run('rauc', ['bundle', '--cert', signer.certificate, '--key', signer.key, '--keyring', signer.keyring, folder, out]);
  rmSync(folder, { recursive: true, force: true });
  return out;
}

/** A root and a signer of somebody else, as like ours as can be. */
export function foreignKeys(folder: string): Keys {
  mkdirSync(folder, { recursive: true });
  const key = join(folder, 'foreign.key');
  const certificate = join(folder, 'foreign.pem');
  const subject = '/O=Netwacht/CN=Netwacht signing key';
  run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '3650',
    ...['-subj', subject, '-keyout', key, '-out', certificate],
  ]);
  return { key, certificate, keyring: certificate };
}

/** A copy with one bit turned over, `fromEnd` bytes before the end or at a share of its length. */
export function flipped(
  bundle: string,
  at: { readonly fromEnd: number } | { readonly share: number },
  out: string,
): string {
  copyFileSync(bundle, out);
  const { size } = statSync(out);
  const place = 'fromEnd' in at ? size - at.fromEnd : Math.floor(size * at.share);
  const fd = openSync(out, 'r+');
  const byte = Buffer.alloc(1);
  readSync(fd, byte, 0, 1, place);
  byte.writeUInt8(byte.readUInt8(0) ^ 0x10, 0);
  writeSync(fd, byte, 0, 1, place);
  closeSync(fd);
  return out;
}

/** A copy that ends early. */
export function cutShort(bundle: string, share: number, out: string): string {
  copyFileSync(bundle, out);
  truncateSync(out, Math.floor(statSync(bundle).size * share));
  return out;
}

/** A kernel that is none. */
export function breakKernel(boot: string): void {
  const file = `${boot}.vmlinuz`;
  writeFileSync(file, Buffer.alloc(1024 * 1024, 'no kernel '));
  mtools(['mcopy', '-o', '-i', boot, file, '::/vmlinuz']);
  rmSync(file);
}

/** A root hash that does not fit: its first digit is another one. */
export function breakRootHash(boot: string): void {
  const file = `${boot}.slot.env`;
  mtools(['mcopy', '-n', '-i', boot, '::/slot.env', file]);
  const text = readFileSync(file, 'latin1');
  writeFileSync(
    file,
    text.replace(/roothash=(.)/, (_, digit) => `roothash=${digit === '0' ? '1' : '0'}`),
    'latin1',
  );
  mtools(['mcopy', '-o', '-i', boot, file, '::/slot.env']);
  rmSync(file);
}

const mtools = ([tool = '', ...args]: readonly string[]): void => run(tool, args);

/** A build from cached stages takes about two minutes. */
const limitMs = 15 * 60_000;

function run(program: string, args: readonly string[]): void {
  execFileSync(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    timeout: patient(limitMs),
  });
}
