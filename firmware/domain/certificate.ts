/** Certificates of this box towards the gateway (contracts §8), as everybody but their room sees them: never with a key. */

/** Curves of the HAN (TR-03116-3, notes 1.4); the first is what is made when nothing is said. */
export const certificateCurves = ['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1', 'P-256', 'P-384'] as const;
export type CertificateCurve = (typeof certificateCurves)[number];

export interface CertificateView {
  readonly name: string;
  readonly curve: CertificateCurve;
  /** The common name. */
  readonly subject: string;
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Judged by the box's own clock, or by the date of its release while that clock has not been set. */
  readonly validity: 'valid' | 'expired' | 'notYetValid';
  /** Over DER, hex small letters. */
  readonly sha256: string;
  readonly selfSigned: boolean;
  /** `made`: by this box. `uploaded`: key and certificate came from outside. `issued`: our key, somebody else's certificate. */
  readonly source: 'made' | 'uploaded' | 'issued';
  /** Ids of the channels that use it, as today's or next. */
  readonly usedBy: readonly string[];
  /** Leaf first, then the rest of the chain. */
  readonly certificatePem: string;
}

/** What the gateway administrator gives us, checked. */
export interface GatewayBundle {
  readonly address: string | undefined;
  readonly destinations: readonly string[];
  readonly gatewayId: string | undefined;
  /** To be pinned: today's and the next. */
  readonly peers: readonly {
    readonly certificatePem: string;
    /** Over DER, hex small letters. */
    readonly sha256: string;
    readonly notBefore: string;
    readonly notAfter: string;
  }[];
}
