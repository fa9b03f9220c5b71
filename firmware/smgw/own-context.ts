import { createSecureContext, type SecureContext } from 'node:tls';
import { ChannelFault } from './channel-fault.ts';
import type { Identity, TlsCapabilities } from './messages.ts';
import { checkOwnCertificate } from './peer-check.ts';
import { tlsProfile } from './tls-profile.ts';

/** The TLS profile with each certificate of ours, made once: a channel that dials often would pile up contexts. */
export class OwnContexts {
  readonly #capabilities: TlsCapabilities;
  readonly #made = new WeakMap<Identity, SecureContext>();

  constructor(capabilities: TlsCapabilities) {
    this.#capabilities = capabilities;
  }

  /** Throws a ChannelFault of the layer `config` where the certificate cannot be used. */
  of(identity: Identity): SecureContext {
    const made = this.#made.get(identity) ?? make(this.#capabilities, identity);
    this.#made.set(identity, made);
    return made;
  }
}

function make(capabilities: TlsCapabilities, identity: Identity): SecureContext {
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
