import { constants, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { checkServerIdentity, connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import type { Timers } from './timers.ts';

/** Whom a TLS client expects, and what it shows. */
export interface TlsExpectation {
  /** The name that the certificate must bear, and SNI where it is no address. */
  readonly serverName: string;
  /** PEM: authorities, or the very certificate of the server. Absent: the public authorities. */
  readonly ca?: string | undefined;
  /** Our client certificate; absent: none is shown. */
  readonly identity?: { readonly certificatePem: string; readonly keyPem: string } | undefined;
}

/** What failed before a TLS connection stood. `layer` tells a certificate that was refused from a handshake without one. */
export class TlsFault extends Error {
  readonly layer: 'config' | 'tls' | 'certificate';
  readonly code: string;

  constructor(layer: TlsFault['layer'], code: string, sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.layer = layer;
    this.code = code;
  }
}

/** TLS 1.2 and later; forward secret and authenticated suites only (OCPP security whitepaper, without its RSA key exchange). */
const suites = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':');

/** Made once for a backend: a context of its own for each try would pile up. Throws a TlsFault of the layer `config`. */
export function clientTlsContext({ ca, identity }: TlsExpectation): SecureContext {
  if (ca !== undefined) pinsOf(ca);
  try {
    return createSecureContext({
      ...{ minVersion: 'TLSv1.2', ciphers: suites, secureOptions: constants.SSL_OP_NO_RENEGOTIATION },
      // With it the very certificate of a server counts as trusted, whoever has signed it.
      ...(ca === undefined ? {} : { ca, allowPartialTrustChain: true }),
      ...(identity === undefined ? {} : { cert: identity.certificatePem, key: identity.keyPem }),
    });
  } catch (error) {
    throw new TlsFault('config', 'certificateUnusable', `The certificates cannot be used: ${wordsOf(error)}.`, error);
  }
}

/** A server that looks at a certificate needs some time even right beside us. */
const shortestSettleMs = 300;

/** TLS over an open stream, within `stepMs`. Rejects with a TlsFault; `raw` is destroyed then. `where` begins its sentence. */
export function openClientTls(
  raw: Duplex,
  expected: TlsExpectation,
  options: {
    readonly context: SecureContext;
    readonly where: string;
    readonly stepMs: number;
    /**
     * In TLS 1.3 the server judges our certificate when our handshake is over. Whoever cannot hear of that later waits for a
     * sign that it was taken: a session ticket, or three times as long as the handshake took without an end, at most this long.
     * Absent: no waiting.
     */
    readonly settleMs?: number;
    /** What is spoken inside; HTTP/1.1 unless another is named, none where it is empty. */
    readonly protocols?: readonly string[];
    readonly timers: Timers;
    readonly signal: AbortSignal;
  },
): Promise<TLSSocket> {
  const { serverName, ca } = expected;
  const { where, stepMs, protocols = ['http/1.1'] } = options;
  const pinned = ca === undefined ? new Set<string>() : pinsOf(ca);
  const socket = connect({
    ...{ socket: raw, secureContext: options.context, host: serverName },
    ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
    ...(protocols.length === 0 ? {} : { ALPNProtocols: [...protocols] }),
    rejectUnauthorized: true,
    // The very certificate says more than its name.
    checkServerIdentity: (_name, shown) =>
      pinned.has(shown.fingerprint256) ? undefined : checkServerIdentity(serverName, shown),
  });
  return new Promise((resolve, reject) => {
    const end = (fault?: TlsFault): void => {
      cancel();
      cancelSettling();
      options.signal.removeEventListener('abort', stopped);
      socket.off('session', settled);
      socket.off('secureConnect', done).off('error', failed).off('close', closed);
      socket.on('error', () => undefined);
      if (fault === undefined) resolve(socket);
      else {
        socket.destroy();
        raw.destroy();
        reject(fault);
      }
    };
    const settled = (): void => end();
    let cancelSettling = (): void => undefined;
    const begunMs = performance.now();
    const done = (): void => {
      // The handshake was in time; what follows has a time of its own.
      cancel();
      if (options.settleMs === undefined || socket.getProtocol() !== 'TLSv1.3') {
        end();
        return;
      }
      socket.on('session', settled);
      // A refusal takes one more way there and back, as the handshake did.
      const tookMs = performance.now() - begunMs;
      cancelSettling = options.timers.after(
        Math.min(options.settleMs, Math.max(shortestSettleMs, 3 * tookMs)),
        settled,
      );
    };
    // Keys are made once version and suite are agreed on: what fails then is a certificate.
    let agreed = false;
    socket.once('keylog', () => {
      agreed = true;
    });
    const failed = (error: Error): void => end(agreed ? refusedAfterwards(error, where) : tlsFault(error, where));
    const closed = (): void => end(agreed ? closedAfterwards(where) : closedFault(where));
    const stopped = (): void => end(new TlsFault('tls', 'stopped', 'The connection was stopped.'));
    const cancel = options.timers.after(stepMs, () =>
      end(new TlsFault('tls', 'noAnswer', `${where} did not finish the TLS handshake within ${stepMs / 1000} s.`)),
    );
    socket.on('secureConnect', done).on('error', failed).on('close', closed);
    if (options.signal.aborted) stopped();
    else options.signal.addEventListener('abort', stopped);
  });
}

/** What a TLS socket complained of, at its handshake or later: in TLS 1.3 our certificate is judged after it. */
export function tlsFault(error: Error & { readonly code?: string }, where: string): TlsFault {
  const fault = (layer: TlsFault['layer'], code: string, sentence: string): TlsFault =>
    new TlsFault(layer, code, `${where} ${sentence}`, error);
  const words = wordsOf(error);
  switch (error.code) {
    case 'CERT_HAS_EXPIRED':
      return fault('certificate', 'expired', 'shows a certificate that has expired. Whoever runs it has to renew it.');
    case 'CERT_NOT_YET_VALID':
      return fault(
        'certificate',
        'notYetValid',
        'shows a certificate that does not hold yet. Is the time of this box right?',
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return fault('certificate', 'wrongName', `shows a certificate of another name: ${namesIn(error)}.`);
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_SIGNATURE_FAILURE':
    case 'INVALID_CA':
      return fault(
        'certificate',
        'notTrusted',
        `shows a certificate that no authority vouches for that is trusted here (${error.code}). Enter its authority, or the certificate itself.`,
      );
    case 'INVALID_PURPOSE':
      return fault('certificate', 'wrongPurpose', 'shows a certificate that is not made for servers.');
  }
  if (ourCertificateRefused.test(words))
    return fault('certificate', 'ownRefused', `refuses our client certificate, or wants one (${words}).`);
  if (/wrong version number|packet length too long|http request/i.test(words))
    return fault('tls', 'notTls', 'does not speak TLS on this port. Is the URL to begin with ws:// instead?');
  if (noCommonGround.test(words))
    return fault(
      'tls',
      'noCommonProfile',
      `allows no TLS version or suite that is safe enough for this box (${words}).`,
    );
  if (['ECONNRESET', 'EPIPE'].includes(error.code ?? '') || /disconnected before secure/.test(error.message))
    return closedFault(where);
  return fault('tls', 'failed', `could not be reached over TLS: ${words}.`);
}

/**
 * A handshake that failed when all but our certificate was agreed on. In TLS 1.2 a server that wants one says no more than
 * `handshake failure` (RFC 5246 7.4.6), as one does without a common suite.
 */
function refusedAfterwards(error: Error & { readonly code?: string }, where: string): TlsFault {
  const words = wordsOf(error);
  if (/alert[ _]?handshake failure/i.test(words))
    return new TlsFault(
      'certificate',
      'ownRefused',
      `${where} refuses our client certificate, or wants one (${words}).`,
      error,
    );
  const fault = tlsFault(error, where);
  return fault.code === 'closed' ? closedAfterwards(where) : fault;
}

/** The names that a certificate bears, of an error of `checkServerIdentity`. */
function namesIn(
  error: Error & { readonly host?: string; readonly cert?: { readonly subjectaltname?: string } },
): string {
  const names = error.cert?.subjectaltname?.replaceAll(/(DNS|IP Address):/g, '').slice(0, 200);
  return `it is made for ${names ?? 'no name at all'}, not for ${error.host ?? 'this one'}`;
}

const ourCertificateRefused =
  /alert[ _](bad certificate|unsupported certificate|certificate (revoked|expired|unknown|required)|unknown ca|access denied|decrypt error)/i;
const noCommonGround =
  /alert[ _]?handshake failure|no shared cipher|no ciphers available|unsupported protocol|alert protocol version|insufficient security|no suitable|illegal parameter/i;

const closedFault = (where: string): TlsFault =>
  new TlsFault('tls', 'closed', `${where} closed the connection during the TLS handshake.`);

/** Some servers only hang up when they do not want a certificate: what it was nobody says. */
const closedAfterwards = (where: string): TlsFault =>
  new TlsFault(
    'tls',
    'closed',
    `${where} closed the connection at the end of the TLS handshake. It may refuse our client certificate, or want one.`,
  );

/** OpenSSL's reason without its place in the source, or the plain message. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : undefined;
  return reason ?? error.message.split('\n')[0]?.slice(0, 200) ?? '';
}

/** SHA-256 of each certificate in a PEM text as TLS sockets tell it. Throws a TlsFault of the layer `config`. */
function pinsOf(pem: string): ReadonlySet<string> {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0)
    throw new TlsFault('config', 'badAuthority', 'The authority that is entered is no certificate in PEM.');
  try {
    return new Set(blocks.map((block) => new X509Certificate(block).fingerprint256));
  } catch (error) {
    throw new TlsFault('config', 'badAuthority', 'The authority that is entered is no certificate in PEM.', error);
  }
}
