import { constants } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { TlsCapabilities } from './messages.ts';

/**
 * What TLS in the HAN may use (TR-03116-3:2025 chapter 5; notes smgw-and-grid §1.4 and §3.1), as one object: nothing of
 * Node's defaults. The order counts: the names for TLS 1.3 stand first, else TLS 1.3 picks P-256 where brainpool is there.
 */
const suitesTls13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_AES_128_CCM_SHA256'];
const suitesTls12 = [
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-ECDSA-AES128-SHA256',
];
const groups =
  'brainpoolP256r1tls13:brainpoolP256r1:brainpoolP384r1tls13:brainpoolP384r1:P-256:brainpoolP512r1tls13:brainpoolP512r1:P-384';
const groupsTls12 = 'brainpoolP256r1:brainpoolP384r1:P-256:brainpoolP512r1:P-384';
const signaturesTls12 = ['ECDSA+SHA256', 'ECDSA+SHA384', 'ECDSA+SHA512'];
const signatures = [
  'ecdsa_brainpoolP256r1tls13_sha256',
  'ecdsa_brainpoolP384r1tls13_sha384',
  'ecdsa_brainpoolP512r1tls13_sha512',
  ...signaturesTls12,
];

/**
 * No renegotiation, no compression, and no tickets: a session that cannot be resumed cannot outlive the 48 hours. The order
 * of the suites is ours. 0-RTT is off in Node and has no option that turns it on.
 */
const secureOptions =
  constants.SSL_OP_NO_RENEGOTIATION |
  constants.SSL_OP_NO_COMPRESSION |
  constants.SSL_OP_NO_TICKET |
  constants.SSL_OP_CIPHER_SERVER_PREFERENCE;

/** The profile for what this OpenSSL can do: whole, or ending at TLS 1.2 where brainpool is missing in TLS 1.3. */
export function tlsProfile(capabilities: TlsCapabilities): SecureContextOptions {
  const whole = capabilities.brainpoolTls13;
  return {
    minVersion: 'TLSv1.2',
    maxVersion: whole ? 'TLSv1.3' : 'TLSv1.2',
    ciphers: [...(whole ? suitesTls13 : []), ...suitesTls12].join(':'),
    ecdhCurve: whole ? groups : groupsTls12,
    sigalgs: (whole ? signatures : signaturesTls12).join(':'),
    secureOptions,
    honorCipherOrder: true,
    // The pin is the only trust (peer-check.ts): no certificate authority of the machine counts here.
    ca: [],
  };
}

/** Finds out by trying, never by version, whether brainpool works in TLS 1.3. */
export function findCapabilities(): TlsCapabilities {
  const openssl = process.versions.openssl ?? 'unknown';
  try {
    createSecureContext(tlsProfile({ openssl, brainpoolTls13: true }));
    return { openssl, brainpoolTls13: true };
  } catch {
    return { openssl, brainpoolTls13: false };
  }
}
