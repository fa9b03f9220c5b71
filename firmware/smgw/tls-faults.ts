import { ChannelFault } from './channel-fault.ts';

/** Alerts by which the other end refuses our certificate, as OpenSSL spells them in its reasons (RFC 8446 §6.2). */
const certificateAlerts =
  /alert[ _](bad certificate|unsupported certificate|certificate (revoked|expired|unknown|required)|unknown ca|access denied|decrypt error)/i;
/** TLS 1.2 says `handshake failure` also where our certificate is missing or unfit. */
const noCommonGround =
  /alert[ _]?handshake failure|no shared cipher|no suitable|unsupported protocol|alert protocol version|wrong version number|illegal parameter|insufficient security|no suitable key share|bad ecpoint|wrong curve/i;

/** A handshake that failed, in plain words. `where` begins the sentence. */
export function handshakeFault(error: Error | undefined, where: string): ChannelFault {
  const words = reasonOf(error);
  if (certificateAlerts.test(words)) return ownCertificateRefused(where, words, error);
  if (noCommonGround.test(words))
    return new ChannelFault(
      'tls',
      'noCommonProfile',
      `${where} and this box found no TLS version, suite, curve or signature that both allow (${words}).`,
      error,
    );
  if (error === undefined || /ECONNRESET|EPIPE|disconnected before secure/.test(`${codeOf(error)} ${error.message}`))
    return new ChannelFault('tls', 'closed', `${where} closed the connection during the TLS handshake.`, error);
  return new ChannelFault('tls', 'handshakeFailed', `The TLS handshake with ${where} failed: ${words}.`, error);
}

/**
 * A stream that ended after our side of the handshake. In TLS 1.3 the other end judges our certificate only then: what ends
 * before its first byte is laid to the certificate (notes smgw-and-grid §1.7). Without an alert that is a guess, so it is not
 * punished with the long pause: gateways also close while another session is closing.
 */
export function endedBeforeAnswer(
  error: Error | undefined,
  where: string,
  protocol: string | null,
  answered: boolean,
): ChannelFault {
  const words = reasonOf(error);
  if (certificateAlerts.test(words)) return ownCertificateRefused(where, words, error);
  if (answered)
    return new ChannelFault('socks', 'closed', `${where} closed the channel before its SOCKS answer was whole.`, error);
  return new ChannelFault(
    protocol === 'TLSv1.3' ? 'certificate' : 'socks',
    'closedUnanswered',
    `${where} closed the channel right after the TLS handshake, before its first answer. If that stays so, it does not know the certificate of this box: give its administrator the bundle of the certificate.`,
    error,
  );
}

const ownCertificateRefused = (where: string, words: string, error?: Error): ChannelFault =>
  new ChannelFault(
    'certificate',
    'ownCertificateRefused',
    `${where} refuses the certificate of this box (${words}). Give its administrator the bundle of the certificate.`,
    error,
  );

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');

/** OpenSSL's reason without its place in the source, or the plain message. */
export function reasonOf(error: Error | undefined): string {
  if (error === undefined) return 'closed';
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : undefined;
  return reason ?? error.message.split('\n')[0]?.slice(0, 200) ?? '';
}
