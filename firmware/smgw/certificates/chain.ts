import { X509Certificate } from 'node:crypto';
import { NetwachtError } from '../../domain/errors.ts';
import type { CurveFacts } from './curves.ts';
import { allowedKeys, factsOfKey, kindOf } from './key.ts';

/** Root, sub-CA, perhaps one more, and the leaf. */
const maxChain = 4;
/** A certificate on a 512 bit curve with many names stays far below. */
const maxPemChars = 65_536;

/** A certificate with what it was issued by, checked for shape and kind of key; dates are not judged here. */
export interface Chain {
  /** Leaf first. */
  readonly certificates: readonly X509Certificate[];
  readonly leaf: X509Certificate;
  readonly facts: CurveFacts;
  /** Over DER, hex small letters. */
  readonly sha256: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly selfSigned: boolean;
  /** All of it, leaf first, in our own spelling. */
  readonly pem: string;
}

/** Ends at the first hyphen, so that a text of nothing but beginnings costs no more than its length. */
const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----/g;

/**
 * Reads a leaf with its chain from PEM; what is no certificate in it (text, a key) is passed over.
 * Codes: `badCertificate`, `wrongKeyType`, `badChain`, with `path`.
 */
export function readChain(pem: string, path = 'pem'): Chain {
  if (pem.length > maxPemChars) throw bad('badCertificate', `The PEM is longer than ${maxPemChars} characters`, path);
  const blocks = pem.match(block) ?? [];
  if (blocks.length > maxChain)
    throw bad('badChain', `There are ${blocks.length} certificates; a chain has at most ${maxChain}`, path);
  return chainOf(
    blocks.map((text) => parse(text, path)),
    path,
  );
}

/** Checks certificates, leaf first. Codes as `readChain`. */
export function chainOf(certificates: readonly X509Certificate[], path: string): Chain {
  const [leaf] = certificates;
  if (leaf === undefined) throw bad('badCertificate', 'There is no certificate in PEM that can be read', path);
  if (certificates.length > maxChain)
    throw bad('badChain', `There are ${certificates.length} certificates; a chain has at most ${maxChain}`, path);
  const facts = factsOfKey(leaf.publicKey);
  if (facts === undefined)
    throw bad('wrongKeyType', `The key of the certificate is ${kindOf(leaf.publicKey)}; ${allowedKeys}`, path);
  for (const [at, certificate] of certificates.entries()) {
    // OpenSSL passes a date over that is none.
    if (Number.isNaN(certificate.validFromDate.getTime()) || Number.isNaN(certificate.validToDate.getTime()))
      throw bad('badCertificate', `The dates of certificate ${at + 1} cannot be read`, path);
    const issuer = certificates[at + 1];
    if (issuer !== undefined && !(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)))
      throw bad('badChain', `Certificate ${at + 1} was not issued by the one after it; put the leaf first`, path);
  }
  return {
    certificates,
    leaf,
    facts,
    sha256: sha256Of(leaf),
    notBeforeMs: leaf.validFromDate.getTime(),
    notAfterMs: leaf.validToDate.getTime(),
    // Not checkIssued: it asks for the right to sign certificates, which a leaf of ours does not have.
    selfSigned: leaf.subject === leaf.issuer && leaf.verify(leaf.publicKey),
    pem: certificates
      .map((certificate) => certificate.toString().trimEnd())
      .join('\n')
      .concat('\n'),
  };
}

/** SHA-256 over DER, hex small letters. */
export const sha256Of = (certificate: X509Certificate): string =>
  certificate.fingerprint256.replaceAll(':', '').toLowerCase();

/** The common name; the whole subject where there is none. */
export function commonNameOf(certificate: X509Certificate): string {
  // Only the text of the field: the legacy object crashes Node 24 on brainpool keys (notes 3.2).
  const subject = certificate.subject ?? '';
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ');
}

/** Parses one certificate of DER or PEM. Code: `badCertificate`. */
export function parse(bytes: string | Buffer, path: string): X509Certificate {
  try {
    const certificate = new X509Certificate(bytes);
    // Throws for a key that OpenSSL does not know, here and not in the middle of a handshake.
    void certificate.publicKey;
    return certificate;
  } catch (cause) {
    throw new NetwachtError(
      'badCertificate',
      'A certificate cannot be read: it is damaged, or its key is of no known kind',
      {
        path,
        cause,
      },
    );
  }
}

const bad = (code: string, sentence: string, path: string): NetwachtError =>
  new NetwachtError(code, sentence, { path });
