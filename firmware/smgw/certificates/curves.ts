import { type CertificateCurve, certificateCurves } from '../../domain/certificate.ts';

/** What a key of a curve is called in Node, and what it signs with (notes 1.5, 3.6). */
export interface CurveFacts {
  readonly curve: CertificateCurve;
  /** As `asymmetricKeyDetails` spells it. */
  readonly nodeName: string;
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  /** ecdsa-with-SHA256, -SHA384, -SHA512. */
  readonly signatureOid: string;
}

const sha256 = { hash: 'sha256', signatureOid: '1.2.840.10045.4.3.2' } as const;
const sha384 = { hash: 'sha384', signatureOid: '1.2.840.10045.4.3.3' } as const;
const sha512 = { hash: 'sha512', signatureOid: '1.2.840.10045.4.3.4' } as const;

const facts: Record<CertificateCurve, CurveFacts> = {
  brainpoolP256r1: { curve: 'brainpoolP256r1', nodeName: 'brainpoolP256r1', ...sha256 },
  brainpoolP384r1: { curve: 'brainpoolP384r1', nodeName: 'brainpoolP384r1', ...sha384 },
  brainpoolP512r1: { curve: 'brainpoolP512r1', nodeName: 'brainpoolP512r1', ...sha512 },
  'P-256': { curve: 'P-256', nodeName: 'prime256v1', ...sha256 },
  'P-384': { curve: 'P-384', nodeName: 'secp384r1', ...sha384 },
};

export const factsOf = (curve: CertificateCurve): CurveFacts => facts[curve];

/** The curve of a key as Node names it; undefined for every other one. */
export const curveNamed = (nodeName: string | undefined): CurveFacts | undefined =>
  certificateCurves.map(factsOf).find((known) => known.nodeName === nodeName);
