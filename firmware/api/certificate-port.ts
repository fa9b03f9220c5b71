import type { CertificateCurve, CertificateView, GatewayBundle } from '../domain/certificate.ts';

/** What an administrator brings: PEM (the key may be left out where the box made it), or PKCS#12 in base64. */
export type BroughtCertificate =
  | { readonly pem: string; readonly keyPem?: string | undefined }
  | { readonly pkcs12: string; readonly password: string };

/** Certificates of this box towards the gateway (contracts §8). No answer ever holds a key. `who`: for the audit trail. */
export interface CertificatePort {
  list(): readonly CertificateView[];
  /** Codes: `exists` (409), `tooMany` (400), `notPersisted` (503). */
  make(name: string, curve: CertificateCurve, who: string): Promise<CertificateView>;
  /**
   * Codes: `inUse` (409), `notPersisted` (503), and 400: `badCertificate`, `badChain`, `badKey`, `badPkcs12`,
   * `wrongPassword`, `wrongKeyType`, `keyDoesNotFit`, `keyMissing`, `tooMany`.
   */
  put(name: string, brought: BroughtCertificate, who: string): Promise<CertificateView>;
  /** Codes: `notFound` (404), `inUse` (409), `notPersisted` (503). */
  remove(name: string, who: string): void;
  /** A request for a certificate, PKCS#10. Code: `notFound` (404). */
  csr(name: string): { readonly name: string; readonly csrPem: string };
  /** What the gateway administrator needs, one JSON object. Code: `notFound` (404). */
  bundle(name: string): object;
}

/**
 * Reads what a gateway administrator gives. Codes, with path: `badBundle`, `badCertificate`, `wrongKeyType`, `badChain`.
 */
export type ReadGatewayBundle = (given: unknown) => GatewayBundle;
