import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/**
 * Node 24 dies (SIGSEGV) when it turns a certificate on a brainpool curve into its old object form (notes smgw-and-grid
 * §3.2). Its own TLS code asks for that form on a verified connection, so the question is answered here with nothing, right
 * after the socket is made.
 */
export function shieldFromLegacyCertificates(socket: TLSSocket): void {
  Object.defineProperty(socket, ['getPeer', 'Certificate'].join(''), { value: () => ({}), configurable: true });
}

/**
 * The certificate at the other end: the only way in which this program looks at one. To be called once: Node 24 hands a
 * certificate of a server out only the first time.
 */
export const peerCertificateOf = (socket: TLSSocket): X509Certificate | undefined => socket.getPeerX509Certificate();
