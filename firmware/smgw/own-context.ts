import { createSecureContext, type SecureContext } from 'node:tls';
import { ChannelFault } from './channel-fault.ts';
import type { Identity, TlsCapabilities } from './messages.ts';
import { checkOwnCertificate } from './peer-check.ts';
import { tlsProfile } from './tls-profile.ts';

/** The TLS profile with a certificate of ours. Throws a ChannelFault of the layer `config` where it cannot be used. */
export function contextOf(capabilities: TlsCapabilities, identity: Identity): SecureContext {
  checkOwnCertificate(identity.name, identity.certificatePem);
  try {
    return createSecureContext({ ...tlsProfile(capabilities), cert: identity.certificatePem, key: identity.keyPem });
  } catch (error) {
    throw new ChannelFault(
      'config',
      'ownCertificateUnusable',
      `The certificate "${identity.name}" of this box cannot be used with its key: ${error instanceof Error ? error.message : error}.`,
      error,
    );
  }
}
