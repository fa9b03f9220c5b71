import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { SigningKeys } from './build.ts';
import { command } from './command.ts';

const years = 10;

/**
 * The development keys of this machine, made once: a root certificate and a key that signs updates, both P-256, both named
 * DEVELOPMENT. An image made with them says so, and `--release` refuses them.
 */
export async function developmentKeys(folder: string): Promise<SigningKeys> {
  const keys = {
    keyring: join(folder, 'keyring.pem'),
    key: join(folder, 'signing.key'),
    certificate: join(folder, 'signing.pem'),
    development: true,
  };
  if (existsSync(keys.keyring)) return keys;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const rootKey = join(folder, 'root.key');
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', String(365 * years)];
  const made = join(folder, 'root.pem.part');
  await command('openssl', [
    ...['req', '-x509', ...fresh, '-keyout', rootKey, '-out', made],
    ...['-subj', '/O=Netwacht DEVELOPMENT/CN=Netwacht DEVELOPMENT root'],
    ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  ]);
  await command('openssl', [
    ...['req', '-x509', ...fresh, '-CA', made, '-CAkey', rootKey, '-keyout', keys.key, '-out', keys.certificate],
    ...['-subj', '/O=Netwacht DEVELOPMENT/CN=Netwacht DEVELOPMENT updates'],
    ...['-addext', 'basicConstraints=critical,CA:FALSE', '-addext', 'keyUsage=critical,digitalSignature'],
  ]);
  for (const key of [rootKey, keys.key]) chmodSync(key, 0o600);
  renameSync(made, keys.keyring);
  return keys;
}
