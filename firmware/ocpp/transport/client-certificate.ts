import type { TLSSocket } from 'node:tls';

/** The certificate that a charge point showed. */
export interface ClientCertificate {
  /** The one CN of its subject; undefined when it has none or several. */
  readonly commonName: string | undefined;
  readonly organisation: string | undefined;
  /** SHA-256 over the DER, hex small letters. */
  readonly sha256: string;
  /** Wall ms; the end of its validity. */
  readonly untilMs: number;
  /** Undefined: one of our authorities vouches for it today. Else why not. */
  readonly fault: CertificateFault | undefined;
}

/** `why` goes on after `was not let in: `; `asks` is a whole sentence. */
export interface CertificateFault {
  readonly code: string;
  readonly why: string;
  readonly asks?: string;
}

/** Undefined when none was shown. Never by the older object form, which kills the process for brainpool curves. */
export function clientCertificateOf(socket: TLSSocket): ClientCertificate | undefined {
  const shown = socket.getPeerX509Certificate();
  if (shown === undefined) return undefined;
  return {
    commonName: single(shown.subject, 'CN'),
    organisation: single(shown.subject, 'O'),
    sha256: shown.fingerprint256.replaceAll(':', '').toLowerCase(),
    untilMs: Date.parse(shown.validTo),
    fault: socket.authorized ? undefined : faultOf(String(codeOf(socket.authorizationError))),
  };
}

/** `subject` has one part a line, special characters escaped. */
function single(subject: string | undefined, name: string): string | undefined {
  const found = (subject ?? '').split('\n').filter((line) => line.startsWith(`${name}=`));
  return found.length === 1 ? found[0]?.slice(name.length + 1) : undefined;
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : error;

/** By the codes of OpenSSL (X509_verify_cert_error_string). */
function faultOf(code: string): CertificateFault {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return { code: 'expired', why: 'its certificate has expired' };
    case 'CERT_NOT_YET_VALID':
      return { code: 'notYetValid', why: 'its certificate does not hold yet', asks: 'Is the time of this box right?' };
    case 'CERT_REVOKED':
      return { code: 'revoked', why: 'its certificate has been revoked', asks: 'It needs a new one.' };
    case 'INVALID_PURPOSE':
      return { code: 'wrongPurpose', why: 'its certificate is not made for clients' };
    case 'UNABLE_TO_GET_CRL':
      // OpenSSL says so too where it does not know the authority at all.
      return {
        code: 'notTrusted',
        why: 'no authority that is entered here, with a revocation list, vouches for its certificate',
        asks: 'When one revocation list is entered, each authority needs one.',
      };
    case 'CRL_HAS_EXPIRED':
      return {
        code: 'revocationListOld',
        why: 'the revocation list of the authority of its certificate is out of date',
        asks: 'Enter the latest one.',
      };
    default:
      return {
        code: 'notTrusted',
        why: `no authority that is entered here vouches for its certificate (${code})`,
        asks: 'Enter its authority if it is to be trusted.',
      };
  }
}
