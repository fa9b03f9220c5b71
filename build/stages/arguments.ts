import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { NetwachtError } from '../../firmware/domain/errors.ts';
import { targetOf } from '../targets/target.ts';
import type { Build, SigningKeys } from './build.ts';
import { command } from './command.ts';
import { developmentKeys } from './keys.ts';

const options = {
  target: { type: 'string' },
  release: { type: 'boolean', default: false },
  fast: { type: 'boolean', default: false },
  keyring: { type: 'string' },
  key: { type: 'string' },
  cert: { type: 'string' },
  version: { type: 'string' },
  overlay: { type: 'string', multiple: true, default: [] as string[] },
} as const;

/** What the command line and the checkout ask for. Throws `badArgument`, `dirtyTree`, `developmentKeys`. */
export async function buildOf(args: string[], environment: NodeJS.ProcessEnv): Promise<Build> {
  const values = read(args);
  const target = targetOf(values.target);
  const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
  const git = (...of: string[]): Promise<string> => command('git', of, { cwd: repository });
  const [commit = '', epoch = '0'] = (await git('log', '-1', '--format=%H %ct')).trim().split(' ');
  const changed = (await git('status', '--porcelain')).trim() !== '';
  if (values.release) {
    if (values.fast || values.overlay.length > 0 || values.version !== undefined) {
      throw new NetwachtError('badArgument', '--release goes with none of --fast, --overlay, --version');
    }
    if (changed) {
      throw new NetwachtError(
        'dirtyTree',
        'a release is built from a commit, and this checkout has changes: commit them',
      );
    }
  }
  const out = join(repository, 'build/out');
  const shared = environment.NETWACHT_IMAGE_CACHE;
  const keys = await keysOf(values, shared === undefined ? join(out, 'keys') : join(shared, 'keys'));
  const startedMs = performance.now();
  return {
    target,
    version: values.version ?? JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).version,
    commit: changed ? `${commit}-changed` : commit,
    epochS: Number(epoch),
    release: values.release,
    fast: values.fast,
    repository,
    cache: resolve(shared ?? join(out, 'cache')),
    out,
    keys,
    overlays: values.overlay.map((path) => resolve(path)),
    times: [],
    say: (text) =>
      console.log(`netwacht: ${((performance.now() - startedMs) / 1000).toFixed(0).padStart(4)} s  ${text}`),
  };
}

function read(args: string[]) {
  try {
    return parseArgs({ args, options, strict: true }).values;
  } catch (error) {
    throw new NetwachtError('badArgument', `${(error as Error).message}; nothing was built`);
  }
}

interface KeyArguments {
  readonly keyring?: string | undefined;
  readonly key?: string | undefined;
  readonly cert?: string | undefined;
  readonly release: boolean;
}

/**
 * The keys given, or on a build that is no release those of this machine, made in `folder`.
 * Throws `developmentKeys`, `keysDoNotFit`, `badArgument`.
 */
export async function keysOf({ keyring, key, cert, release }: KeyArguments, folder: string): Promise<SigningKeys> {
  if (keyring === undefined && key === undefined && cert === undefined) {
    if (!release) return developmentKeys(folder);
    throw new NetwachtError(
      'developmentKeys',
      'a release needs --keyring, --key and --cert: development keys are refused',
    );
  }
  if (keyring === undefined || key === undefined || cert === undefined) {
    throw new NetwachtError('badArgument', '--keyring, --key and --cert go together');
  }
  const certificate = new X509Certificate(readFileSync(cert));
  const roots = (
    readFileSync(keyring, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  ).map((pem) => new X509Certificate(pem));
  if (!certificate.checkPrivateKey(createPrivateKey(readFileSync(key)))) {
    throw new NetwachtError('keysDoNotFit', `${key} is not the key of ${cert}`);
  }
  // No box would take the update.
  if (!roots.some((root) => certificate.verify(root.publicKey))) {
    throw new NetwachtError('keysDoNotFit', `the certificates in ${keyring} did not sign ${cert}`);
  }
  const development = [certificate, ...roots].some(({ subject }) => subject.includes('DEVELOPMENT'));
  if (release && development) {
    throw new NetwachtError(
      'developmentKeys',
      `${cert} or ${keyring} says DEVELOPMENT: a release is not signed with it`,
    );
  }
  return { keyring: resolve(keyring), key: resolve(key), certificate: resolve(cert), development };
}
