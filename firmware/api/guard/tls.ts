import { constants } from 'node:crypto';
import type { ServerOptions } from 'node:https';

/** A certificate with its key, PEM. */
export interface PagePair {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/**
 * TLS of the local page (S11): 1.2 and later, forward secrecy and AEAD only, no renegotiation. It has nothing to do with the
 * profile towards the gateway: browsers know no brainpool.
 */
export const pageTls = ({ certificatePem, keyPem }: PagePair): ServerOptions => ({
  cert: certificatePem,
  key: keyPem,
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
  ].join(':'),
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  ALPNProtocols: ['http/1.1'],
  // A peer that never finishes its handshake holds a connection no longer than one that never sends a head.
  handshakeTimeout: 5_000,
});
