import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { NetwachtError } from '../../domain/errors.ts';
import { type CurveFacts, curveNamed } from './curves.ts';

/** An EC key is a few hundred characters. */
const maxPemChars = 8192;

const generate = promisify(generateKeyPair);

/** A key pair of one of the five curves. */
export interface EcKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly facts: CurveFacts;
}

/** Makes a key on this device, off the main thread. */
export async function makeKey(facts: CurveFacts): Promise<EcKey> {
  const { privateKey, publicKey } = await generate('ec', { namedCurve: facts.nodeName });
  return { privateKey, publicKey, facts };
}

export const keyPem = (key: KeyObject): string => String(key.export({ type: 'pkcs8', format: 'pem' }));

/**
 * Reads a private key from PEM (PKCS#8 or SEC 1). An encrypted one is refused: OpenSSL would hash its password on this
 * thread, as often as the file says. Codes: `badKey`, `wrongKeyType`, path keyPem.
 */
export function readKey(pem: string): EcKey {
  if (pem.length > maxPemChars) throw badKey('badKey', `The PEM of the key is longer than ${maxPemChars} characters`);
  if (/ENCRYPTED/.test(pem))
    throw badKey('badKey', 'The key is encrypted; bring key and certificate as PKCS#12 with its password instead');
  try {
    return ecKey(createPrivateKey({ key: pem, format: 'pem' }));
  } catch (cause) {
    if (cause instanceof NetwachtError) throw cause;
    throw badKey('badKey', 'There is no private key in PEM that can be read', cause);
  }
}

/** Checks the kind of a key. Code: `wrongKeyType`, path keyPem. */
export function ecKey(privateKey: KeyObject): EcKey {
  const facts = factsOfKey(privateKey);
  if (facts === undefined) throw badKey('wrongKeyType', `The key is ${kindOf(privateKey)}; ${allowedKeys}`);
  return { privateKey, publicKey: createPublicKey(privateKey), facts };
}

export const allowedKeys =
  'the gateway takes keys on brainpoolP256r1, brainpoolP384r1, brainpoolP512r1, P-256 and P-384 only';

/** The curve of a key, undefined for RSA, other curves and all else. */
export const factsOfKey = (key: KeyObject): CurveFacts | undefined =>
  key.asymmetricKeyType === 'ec' ? curveNamed(key.asymmetricKeyDetails?.namedCurve) : undefined;

/** What a key is, for a sentence. */
export function kindOf(key: KeyObject): string {
  const { asymmetricKeyType: kind = 'of no known kind', asymmetricKeyDetails: details } = key;
  if (kind === 'ec') return `on the curve ${details?.namedCurve ?? 'without a name'}`;
  return kind === 'rsa' ? 'RSA' : kind;
}

const badKey = (code: string, sentence: string, cause?: unknown): NetwachtError =>
  new NetwachtError(code, sentence, { path: 'keyPem', cause });
