import type { PeerCertificate, TLSSocket } from 'node:tls';

/** The certificate that a charge point showed. */
export interface ClientCertificate {
  /** The one CN of its subject; undefined when it has none or several. */
  readonly commonName: string | undefined;
  readonly organisation: string | undefined;
  /** SHA-256 over the DER, hex small letters. */
  readonly sha256: string;
  /** Undefined: one of our authorities vouches for it today. Else why not. */
  readonly fault: string | undefined;
}

/** Undefined when none was shown. */
export function clientCertificateOf(socket: TLSSocket): ClientCertificate | undefined {
  const shown: Partial<PeerCertificate> | null = socket.getPeerCertificate();
  if (shown?.fingerprint256 === undefined) return undefined;
  const { CN, O } = shown.subject ?? {};
  return {
    commonName: single(CN),
    organisation: single(O),
    sha256: shown.fingerprint256.replaceAll(':', '').toLowerCase(),
    fault: socket.authorized ? undefined : sentenceOf(String(codeOf(socket.authorizationError))),
  };
}

const single = (name: unknown): string | undefined => (typeof name === 'string' ? name : undefined);

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : error;

function sentenceOf(code: string): string {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'its certificate has expired';
    case 'CERT_NOT_YET_VALID':
      return 'its certificate does not hold yet; is the time of this box right?';
    case 'INVALID_PURPOSE':
      return 'its certificate is not made for clients';
    default:
      return `no authority that is entered here vouches for its certificate (${code})`;
  }
}
