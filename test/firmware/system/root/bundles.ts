import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Debian's package rauc, with what it needs to make a bundle. */
export const canMakeBundles = ['/usr/bin/rauc', '/usr/bin/mksquashfs', '/usr/bin/openssl'].every((file) =>
  existsSync(file),
);

/** A root certificate with a key below it that signs, P-256, as the recipe makes them. */
export function makeKeys(dir: string, name: string, days = ['-days', '30']): void {
  const openssl = (args: readonly string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl([
    'req',
    '-x509',
    ...fresh,
    '-days',
    '30',
    '-keyout',
    `${name}-root.key`,
    '-out',
    `${name}.pem`,
    '-subj',
    `/CN=${name} root`,
  ]);
  openssl(['req', '-new', ...fresh, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`]);
  openssl([
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    '-CA',
    `${name}.pem`,
    '-CAkey',
    `${name}-root.key`,
    ...days,
    '-out',
    `${name}-signer.pem`,
  ]);
}

export interface BundleToMake {
  readonly keys: string;
  readonly version?: string;
  readonly compatible?: string;
  readonly description?: string;
  readonly build?: string;
  /** Another form than verity. */
  readonly plain?: boolean;
}

/** A small, real bundle. */
export function makeBundle(
  dir: string,
  to: string,
  { keys, version, compatible, description, build, plain }: BundleToMake,
): void {
  const content = join(dir, `${keys}-${version}-content`);
  mkdirSync(content, { recursive: true });
  writeFileSync(join(content, 'rootfs.img'), randomBytes(64 * 1024));
  const lines = [
    '[update]',
    `compatible=${compatible ?? 'netwacht-generic-amd64'}`,
    ...(version === undefined ? [] : [`version=${version}`]),
    ...(build === undefined ? [] : [`build=${build}`]),
    ...(description === undefined ? [] : [`description=${description.replaceAll('\n', '\\n')}`]),
    '[bundle]',
    `format=${plain === true ? 'plain' : 'verity'}`,
    '[image.rootfs]',
    'filename=rootfs.img',
    '',
  ];
  writeFileSync(join(content, 'manifest.raucm'), lines.join('\n'));
  execFileSync('rauc', ['bundle', `--cert=${keys}-signer.pem`, `--key=${keys}.key`, content, to], {
    cwd: dir,
    stdio: 'pipe',
  });
}

/** Turns one bit over. */
export function flipBit(file: string, at: number): void {
  const bytes = readFileSync(file);
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}
