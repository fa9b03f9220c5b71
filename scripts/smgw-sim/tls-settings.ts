import { constants } from 'node:crypto';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import { type CurveName, curveNames, curves } from './curves.ts';

export const tlsVersions = ['1.2', '1.3', 'both'] as const;
export type TlsVersion = (typeof tlsVersions)[number];

/** Written from notes 1.4 on purpose, not shared with the firmware: a slip in one of the two then shows. */
const suites12 = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
];
const suites13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_AES_128_CCM_SHA256'];
const signatures12 = ['ECDSA+SHA256', 'ECDSA+SHA384', 'ECDSA+SHA512'];
const signatures13 = [
  'ecdsa_brainpoolP256r1tls13_sha256',
  'ecdsa_brainpoolP384r1tls13_sha384',
  'ecdsa_brainpoolP512r1tls13_sha512',
];

export interface TlsWish {
  readonly tls: TlsVersion;
  /** Preferred for the key exchange. */
  readonly curve: CurveName;
  /** True: no other curve is offered at all. */
  readonly onlyCurve: boolean;
  /** Against the profile; for the fault `renegotiate`, which cannot be played without it. */
  readonly mayRenegotiate: boolean;
}

/** Spoiled settings, each against the profile in one point. */
export const forbiddenSettings: Readonly<Record<'oldTls' | 'forbiddenSuite' | 'forbiddenCurve', SecureContextOptions>> =
  {
    oldTls: {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0',
      sigalgs: 'ECDSA+SHA1',
    },
    forbiddenSuite: {
      maxVersion: 'TLSv1.3',
      minVersion: 'TLSv1.2',
      ciphers: 'TLS_CHACHA20_POLY1305_SHA256:ECDHE-ECDSA-CHACHA20-POLY1305',
    },
    forbiddenCurve: { ecdhCurve: 'X25519' },
  };

/** What a gateway lets in: the mandatory and the recommended sets of TR-03116-3 (2025), and nothing else. */
export function tlsSettings({ tls, curve, onlyCurve, mayRenegotiate }: TlsWish): SecureContextOptions {
  const order = onlyCurve ? [curve] : [curve, ...curveNames.filter((name) => name !== curve)];
  const groups13 = order.map((name) => curves[name].group13);
  // NIST curves have one number for both versions.
  const groups12 = order.filter((name) => name.startsWith('bp')).map((name) => curves[name].key);
  const groups = tls === '1.2' ? order.map((name) => curves[name].key) : [...groups13, ...groups12];
  return {
    minVersion: tls === '1.3' ? 'TLSv1.3' : 'TLSv1.2',
    maxVersion: tls === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    ciphers: [...(tls === '1.2' ? [] : suites13), ...(tls === '1.3' ? [] : suites12)].join(':'),
    ecdhCurve: groups.join(':'),
    sigalgs: [...(tls === '1.2' ? [] : signatures13), ...signatures12].join(':'),
    honorCipherOrder: true,
    secureOptions:
      (mayRenegotiate ? 0 : constants.SSL_OP_NO_RENEGOTIATION) |
      constants.SSL_OP_NO_COMPRESSION |
      constants.SSL_OP_NO_TICKET,
  };
}

/**
 * Node itself asks for the legacy form of a certificate while it connects, which ends the process on Node 24 and later when
 * it is a brainpool one (notes 3.2); so it gets nothing. To be called right after `tls.connect`.
 */
export function withoutLegacyCertificate(socket: TLSSocket): TLSSocket {
  socket.getPeerCertificate = (() => ({})) as TLSSocket['getPeerCertificate'];
  return socket;
}
