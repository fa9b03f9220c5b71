import { constants } from 'node:crypto';
import type { TlsOptions } from 'node:tls';

/** A certificate with its key, PEM; leaf first. */
export interface CertificatePair {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/**
 * Suites for OCPP (whitepaper A00, 2.0.1 part 2): what is forward secret and authenticated. The RSA key exchange that both
 * name besides is not forward secret and is left out. AES-256 first is not needed: a charge point's processor chooses.
 */
export const backendSuites = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
].join(':');

/**
 * TLS towards charge points: 1.2 and later, no renegotiation, and no tickets: each connection shows its certificate anew.
 * With `clientCa` (PEM, one or more) a certificate is asked for; whether it must be there is judged when it is known whose
 * connection it is, so that the refusal can say why.
 */
export const serverTls = (pair: CertificatePair, clientCa: string | undefined, clientCrl?: string): TlsOptions => ({
  cert: pair.certificatePem,
  key: pair.keyPem,
  minVersion: 'TLSv1.2',
  ciphers: backendSuites,
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_TICKET,
  ALPNProtocols: ['http/1.1'],
  ...(clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: false }),
  ...(clientCa === undefined || clientCrl === undefined ? {} : { crl: clientCrl }),
});
