import { createDecipheriv, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import type { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { bmpPassword, derive, purpose } from './key-derivation.ts';
import { convertIt, damaged, wrongPassword } from './refusal.ts';
import { PbeParameters, Pbes2Parameters, Pbkdf2Parameters } from './shapes.ts';
import type { Work } from './work.ts';

const pbkdf2Async = promisify(pbkdf2);

const pbes2 = '1.2.840.113549.1.5.13';
const pbkdf2Oid = '1.2.840.113549.1.5.12';

interface Cipher {
  readonly name: string;
  readonly keyBytes: number;
  readonly ivBytes: number;
}

/** PBES2 (RFC 8018, B.2). */
const ciphers = new Map<string, Cipher>([
  ['2.16.840.1.101.3.4.1.2', { name: 'aes-128-cbc', keyBytes: 16, ivBytes: 16 }],
  ['2.16.840.1.101.3.4.1.22', { name: 'aes-192-cbc', keyBytes: 24, ivBytes: 16 }],
  ['2.16.840.1.101.3.4.1.42', { name: 'aes-256-cbc', keyBytes: 32, ivBytes: 16 }],
  ['1.2.840.113549.3.7', { name: 'des-ede3-cbc', keyBytes: 24, ivBytes: 8 }],
]);
const prfs = new Map([
  ['1.2.840.113549.2.7', 'sha1'],
  ['1.2.840.113549.2.8', 'sha224'],
  ['1.2.840.113549.2.9', 'sha256'],
  ['1.2.840.113549.2.10', 'sha384'],
  ['1.2.840.113549.2.11', 'sha512'],
]);

/** pbeWithSHA1And3-KeyTripleDES-CBC, what older programs write (RFC 7292, C). */
const tripleDes = '1.2.840.113549.1.12.1.3';
const weak = new Map([
  ['1.2.840.113549.1.12.1.1', 'RC4 with 128 bits'],
  ['1.2.840.113549.1.12.1.2', 'RC4 with 40 bits'],
  ['1.2.840.113549.1.12.1.4', 'triple DES with two keys'],
  ['1.2.840.113549.1.12.1.5', 'RC2 with 128 bits'],
  ['1.2.840.113549.1.12.1.6', 'RC2 with 40 bits'],
]);

/** Decrypts one part of a PKCS#12 file. Codes: `badPkcs12`, `wrongPassword`. */
export async function decrypt(
  bytes: ArrayBuffer,
  algorithm: AlgorithmIdentifier,
  password: string,
  work: Work,
): Promise<ArrayBuffer> {
  const { cipher, key, iv } = await keyFor(algorithm, password, work);
  if (iv.length !== cipher.ivBytes) throw damaged();
  try {
    const decipher = createDecipheriv(cipher.name, key, iv);
    const plain = Buffer.concat([decipher.update(new Uint8Array(bytes)), decipher.final()]);
    return new Uint8Array(plain).buffer;
  } catch (cause) {
    throw wrongPassword(cause);
  }
}

async function keyFor(
  { algorithm, parameters }: AlgorithmIdentifier,
  password: string,
  work: Work,
): Promise<{ cipher: Cipher; key: Buffer; iv: Buffer }> {
  if (!(parameters instanceof ArrayBuffer)) throw damaged();
  if (algorithm === pbes2) return pbes2Key(AsnConvert.parse(parameters, Pbes2Parameters), password, work);
  if (algorithm !== tripleDes) throw convertIt(weak.get(algorithm) ?? `the encryption ${algorithm}`);
  const { salt, iterations } = AsnConvert.parse(parameters, PbeParameters);
  work.spend(3 * iterations);
  const from = {
    digest: 'sha1',
    password: bmpPassword(password),
    salt: new Uint8Array(salt.buffer),
    iterations,
  } as const;
  return {
    cipher: { name: 'des-ede3-cbc', keyBytes: 24, ivBytes: 8 },
    key: await derive({ ...from, purpose: purpose.key, bytes: 24 }),
    iv: await derive({ ...from, purpose: purpose.iv, bytes: 8 }),
  };
}

async function pbes2Key(
  { keyDerivation, encryption }: Pbes2Parameters,
  password: string,
  work: Work,
): Promise<{ cipher: Cipher; key: Buffer; iv: Buffer }> {
  const cipher = ciphers.get(encryption.algorithm);
  if (cipher === undefined) throw convertIt(`the encryption ${encryption.algorithm}`);
  if (keyDerivation.algorithm !== pbkdf2Oid) throw convertIt(`the key derivation ${keyDerivation.algorithm}`);
  if (!(keyDerivation.parameters instanceof ArrayBuffer) || !(encryption.parameters instanceof ArrayBuffer))
    throw damaged();
  const { salt, iterations, keyBytes, prf } = AsnConvert.parse(keyDerivation.parameters, Pbkdf2Parameters);
  const digest = prfs.get(prf?.algorithm ?? '1.2.840.113549.2.7');
  if (digest === undefined) throw convertIt(`the key derivation ${prf?.algorithm}`);
  if (keyBytes !== undefined && keyBytes !== cipher.keyBytes) throw damaged();
  work.spend(iterations);
  const key = await pbkdf2Async(password, new Uint8Array(salt.buffer), iterations, cipher.keyBytes, digest);
  return { cipher, key, iv: Buffer.from(AsnConvert.parse(encryption.parameters, OctetString).buffer) };
}
