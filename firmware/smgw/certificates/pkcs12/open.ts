import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { ContentInfo } from '@peculiar/asn1-cms';
import {
  AuthenticatedSafe,
  CertBag,
  id_certBag,
  id_keyBag,
  id_pkcs8ShroudedKeyBag,
  id_x509Certificate,
  PFX,
  type SafeBag,
  SafeContents,
} from '@peculiar/asn1-pfx';
import { EncryptedPrivateKeyInfo } from '@peculiar/asn1-pkcs8';
import { AsnConvert } from '@peculiar/asn1-schema';
import { NetwachtError } from '../../../domain/errors.ts';
import { exactBuffer } from '../der.ts';
import { decrypt } from './decrypt.ts';
import { checkIntegrity } from './integrity.ts';
import { damaged, notTaken } from './refusal.ts';
import { EncryptedData, joined, octetsOf } from './shapes.ts';
import { Work } from './work.ts';

const maxBytes = 256 * 1024;
const maxParts = 8;
const maxBags = 16;
const data = '1.2.840.113549.1.7.1';
const encryptedData = '1.2.840.113549.1.7.6';

/** One key and all certificates of a file, in the order in which they stand in it. */
export interface Pkcs12Content {
  readonly key: KeyObject;
  readonly certificates: readonly X509Certificate[];
}

/**
 * Opens a PKCS#12 file: MAC, PBES2 with AES or triple DES, and the older triple DES (RFC 7292). Codes, path pkcs12:
 * `badPkcs12`, `wrongPassword`.
 */
export async function openPkcs12(bytes: Buffer, password: string): Promise<Pkcs12Content> {
  if (bytes.length > maxBytes) throw notTaken(`The PKCS#12 file is larger than ${maxBytes} bytes`);
  try {
    return await open(exactBuffer(bytes), password);
  } catch (error) {
    // The parser of ASN.1 throws errors of many kinds, a stack overflow on deep nesting among them.
    throw error instanceof NetwachtError ? error : damaged(error);
  }
}

async function open(bytes: ArrayBuffer, password: string): Promise<Pkcs12Content> {
  const file = AsnConvert.parse(bytes, PFX);
  if (file.authSafe.contentType !== data)
    throw notTaken('The PKCS#12 file is signed and not protected by a password; that is not taken');
  const work = new Work();
  const content = octetsOf(file.authSafe.content);
  await checkIntegrity(file, content, password, work);

  const parts = AsnConvert.parse(content, AuthenticatedSafe);
  if (parts.length > maxParts) throw notTaken(`The PKCS#12 file has more than ${maxParts} parts`);
  const bags: SafeBag[] = [];
  for (const part of parts) bags.push(...AsnConvert.parse(await contentOf(part, password, work), SafeContents));
  if (bags.length > maxBags) throw notTaken(`The PKCS#12 file holds more than ${maxBags} things`);

  const keys: KeyObject[] = [];
  const certificates: X509Certificate[] = [];
  for (const { bagId, bagValue } of bags) {
    if (bagId === id_keyBag) keys.push(keyOf(bagValue));
    if (bagId === id_pkcs8ShroudedKeyBag) {
      const { encryptionAlgorithm, encryptedData: sealed } = AsnConvert.parse(bagValue, EncryptedPrivateKeyInfo);
      keys.push(keyOf(await decrypt(sealed.buffer, encryptionAlgorithm, password, work)));
    }
    if (bagId === id_certBag) certificates.push(...certificateOf(bagValue));
  }
  const [key, ...more] = keys;
  if (key === undefined || more.length > 0)
    throw notTaken(`The PKCS#12 file holds ${keys.length} private keys; exactly one is expected`);
  return { key, certificates };
}

async function contentOf(part: ContentInfo, password: string, work: Work): Promise<ArrayBuffer> {
  if (part.contentType === data) return octetsOf(part.content);
  if (part.contentType !== encryptedData)
    throw notTaken(
      'A part of the PKCS#12 file is encrypted for a certificate and not by a password; that is not taken',
    );
  const { contentEncryptionAlgorithm, encryptedContent } = AsnConvert.parse(
    part.content,
    EncryptedData,
  ).encryptedContentInfo;
  const pieces = encryptedContent?.value ? [encryptedContent.value] : (encryptedContent?.constructedValue ?? []);
  return decrypt(joined(pieces), contentEncryptionAlgorithm, password, work);
}

const keyOf = (der: ArrayBuffer): KeyObject =>
  createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });

function certificateOf(bag: ArrayBuffer): X509Certificate[] {
  const { certId, certValue } = AsnConvert.parse(bag, CertBag);
  return certId === id_x509Certificate ? [new X509Certificate(Buffer.from(octetsOf(certValue)))] : [];
}
