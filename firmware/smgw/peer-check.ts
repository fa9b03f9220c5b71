import { createHash, X509Certificate } from 'node:crypto';
import { ChannelFault } from './channel-fault.ts';

/** OpenSSL's names of the curves that HAN certificates may use (TR-03116-3 chapter 5). */
const curves = new Map([
  ['brainpoolP256r1', 'brainpoolP256r1'],
  ['brainpoolP384r1', 'brainpoolP384r1'],
  ['brainpoolP512r1', 'brainpoolP512r1'],
  ['prime256v1', 'P-256'],
  ['secp384r1', 'P-384'],
]);
const allowed = [...curves.values()].join(', ');

/** SHA-256 over DER, hex small letters: how a certificate is pinned and told. */
export const pinOf = (certificate: X509Certificate): string =>
  createHash('sha256').update(certificate.raw).digest('hex');

/** The pins of a channel. Throws a ChannelFault of the layer `config` for what is no certificate or could never be accepted. */
export function readPins(pems: readonly string[]): ReadonlySet<string> {
  return new Set(
    pems.map((pem) => {
      const certificate = parse(pem, 'The pinned certificate of the gateway is no certificate in PEM.');
      const fault = keyFault(certificate, 'config', 'The pinned certificate of the gateway');
      if (fault !== undefined) throw fault;
      return pinOf(certificate);
    }),
  );
}

/** Throws a ChannelFault of the layer `config` when a certificate of ours could never be accepted in the HAN. */
export function checkOwnCertificate(name: string, pem: string): void {
  const fault = keyFault(
    parse(pem, `The certificate "${name}" of this box is no certificate in PEM.`),
    'config',
    `The certificate "${name}" of this box`,
  );
  if (fault !== undefined) throw fault;
}

/**
 * Why the certificate at the other end is refused, or undefined. The pin decides: exactly this certificate was given by an
 * administrator. Key and dates are checked besides (notes §0.5, §1.4). `nowMs` undefined: the clock is not set, dates are
 * not looked at (S15).
 */
export function peerFault(
  certificate: X509Certificate | undefined,
  pins: ReadonlySet<string>,
  nowMs: number | undefined,
): ChannelFault | undefined {
  if (certificate === undefined)
    return new ChannelFault('certificate', 'noPeerCertificate', 'The gateway showed no certificate; it needs one.');
  const wrongKey = keyFault(certificate, 'certificate', 'The certificate of the gateway');
  if (wrongKey !== undefined) return wrongKey;
  const sha256 = pinOf(certificate);
  if (!pins.has(sha256))
    return new ChannelFault(
      'certificate',
      'notPinned',
      `The gateway showed a certificate that is not pinned here (SHA-256 ${sha256}). Is it the right gateway? If its certificate was renewed, enter the new one.`,
    );
  return nowMs === undefined ? undefined : dateFault(certificate, nowMs);
}

function parse(pem: string, sentence: string): X509Certificate {
  try {
    const certificate = new X509Certificate(pem);
    // Throws for a key that OpenSSL does not know, here and not later.
    void certificate.publicKey;
    return certificate;
  } catch (error) {
    throw new ChannelFault('config', 'badCertificate', sentence, error);
  }
}

function keyFault(
  certificate: X509Certificate,
  layer: 'config' | 'certificate',
  whose: string,
): ChannelFault | undefined {
  const key = certificate.publicKey;
  if (key.asymmetricKeyType !== 'ec')
    return new ChannelFault(
      layer,
      'keyType',
      `${whose} has a key of the kind ${key.asymmetricKeyType}; only elliptic curves (${allowed}) are allowed in the HAN.`,
    );
  const curve = key.asymmetricKeyDetails?.namedCurve ?? 'without a name';
  if (!curves.has(curve))
    return new ChannelFault(
      layer,
      'curve',
      `${whose} has a key on the curve ${curve}; only ${allowed} are allowed in the HAN.`,
    );
  return undefined;
}

function dateFault(certificate: X509Certificate, nowMs: number): ChannelFault | undefined {
  // OpenSSL passes a date over that is none; it would never be over.
  if (Number.isNaN(certificate.validToDate.getTime()) || Number.isNaN(certificate.validFromDate.getTime()))
    return new ChannelFault('certificate', 'badDates', 'The dates of the certificate of the gateway cannot be read.');
  if (nowMs > certificate.validToDate.getTime())
    return new ChannelFault(
      'certificate',
      'expired',
      `The certificate of the gateway ended on ${certificate.validToDate.toISOString()}. The gateway administrator has to renew it.`,
    );
  if (nowMs < certificate.validFromDate.getTime())
    return new ChannelFault(
      'certificate',
      'notYetValid',
      `The certificate of the gateway holds from ${certificate.validFromDate.toISOString()} only. Check the time of this box.`,
    );
  return undefined;
}
