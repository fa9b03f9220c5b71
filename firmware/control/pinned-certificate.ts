import { X509Certificate } from 'node:crypto';

/** Curves that the HAN knows, as OpenSSL names them (TR-03116-3, notes 1.4). */
const curves = ['prime256v1', 'secp384r1', 'brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1'];

/** Why a certificate cannot be pinned; empty when it can. Dates are judged at the handshake, by a clock that may be wrong now. */
export function pinFaults(pem: string): readonly string[] {
  const count = pem.match(/-----BEGIN CERTIFICATE-----/g)?.length ?? 0;
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) return ['this holds a private key; give the certificate alone'];
  if (count !== 1) return [`this holds ${count} certificates in PEM; exactly one is expected`];
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
    // Throws for a key that OpenSSL does not know.
    void certificate.publicKey;
  } catch {
    return ['this is not a certificate in PEM'];
  }
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  if (asymmetricKeyType !== 'ec')
    return [
      `its key is ${asymmetricKeyType ?? 'of an unknown kind'}; the gateway's certificate has an elliptic curve key`,
    ];
  const curve = asymmetricKeyDetails?.namedCurve ?? 'unknown';
  return curves.includes(curve) ? [] : [`its curve ${curve} is not one of those of the HAN`];
}

/** SHA-256 over the DER, hex small letters: by this the gateway is known again. */
export const pinOf = (pem: string): string => new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
