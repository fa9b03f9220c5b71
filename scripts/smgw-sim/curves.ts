/** The five curves of the HAN (TR-03116-3 chapter 5.2), as this simulator names them. */
export const curveNames = ['bp256', 'bp384', 'bp512', 'p256', 'p384'] as const;
export type CurveName = (typeof curveNames)[number];

export interface Curve {
  /** For keys, and as a group of TLS 1.2. */
  readonly key: string;
  /** As a group of TLS 1.3: brainpool has numbers of its own there (RFC 8734). */
  readonly group13: string;
  readonly oid: string;
}

export const curves: Readonly<Record<CurveName, Curve>> = {
  bp256: { key: 'brainpoolP256r1', group13: 'brainpoolP256r1tls13', oid: '1.3.36.3.3.2.8.1.1.7' },
  bp384: { key: 'brainpoolP384r1', group13: 'brainpoolP384r1tls13', oid: '1.3.36.3.3.2.8.1.1.11' },
  bp512: { key: 'brainpoolP512r1', group13: 'brainpoolP512r1tls13', oid: '1.3.36.3.3.2.8.1.1.13' },
  p256: { key: 'prime256v1', group13: 'P-256', oid: '1.2.840.10045.3.1.7' },
  p384: { key: 'secp384r1', group13: 'P-384', oid: '1.3.132.0.34' },
};
