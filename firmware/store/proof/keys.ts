import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretFolder, writeSecretFile } from '../secret-file.ts';

/** The keys of the log, made on the device and kept in `keys/` (0600); never exported. */
export interface ProofKeys {
  /** ECDSA P-256. */
  readonly signing: KeyObject;
  /** Public part of it: SPKI, DER, base64. */
  readonly spki: string;
  /** A name for a certificate or a person that only this box can tell: `p` and 16 hex digits. */
  pseudonym(kind: string, name: string): string;
}

/** Reads the keys of a data folder, makes what is not there. Throws what the system throws. */
export function proofKeys(dir: string): ProofKeys {
  const folder = join(dir, 'keys');
  secretFolder(folder);
  const pem = readOrMake(folder, 'proof.key', () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  const secret = readOrMake(folder, 'pseudonym.key', () => randomBytes(32).toString('hex'));
  const signing = createPrivateKey(pem);
  return {
    signing,
    spki: createPublicKey(signing).export({ type: 'spki', format: 'der' }).toString('base64'),
    pseudonym: (kind, name) => `p${createHmac('sha256', secret).update(`${kind}\n${name}`).digest('hex').slice(0, 16)}`,
  };
}

function readOrMake(folder: string, name: string, make: () => string): string {
  const file = join(folder, name);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const text = make();
  writeSecretFile(file, text);
  return text;
}
