import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PFX } from '@peculiar/asn1-pfx';
import { bmpPassword, type Digest, derive, digests, purpose } from './key-derivation.ts';
import { convertIt, notTaken, wrongPassword } from './refusal.ts';
import type { Work } from './work.ts';

const digestByOid = new Map<string, Digest>([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/**
 * Checks the MAC over the content of a PKCS#12 file (RFC 7292, 5.1). A wrong password shows here. Codes: `badPkcs12`,
 * `wrongPassword`.
 */
export async function checkIntegrity(
  { macData }: PFX,
  content: ArrayBuffer,
  password: string,
  work: Work,
): Promise<void> {
  const { mac, macSalt, iterations } = macData;
  if (mac.digest.byteLength === 0)
    throw notTaken('The PKCS#12 file has no MAC, so nobody can tell whether it is whole; make it with one');
  const oid = mac.digestAlgorithm.algorithm;
  const digest = digestByOid.get(oid);
  if (digest === undefined) throw convertIt(`a MAC of the kind ${oid}`);
  work.spend(iterations);
  const key = await derive({
    digest,
    purpose: purpose.mac,
    password: bmpPassword(password),
    salt: new Uint8Array(macSalt.buffer),
    iterations,
    bytes: digests[digest].outputBytes,
  });
  const ours = createHmac(digest, key).update(new Uint8Array(content)).digest();
  const theirs = Buffer.from(mac.digest.buffer);
  if (ours.length !== theirs.length || !timingSafeEqual(ours, theirs)) throw wrongPassword();
}
