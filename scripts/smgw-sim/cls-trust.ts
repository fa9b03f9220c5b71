import { createHash, X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/** What the gateway makes of the certificate that a CLS showed. */
export type ClsVerdict =
  | { readonly ok: true; readonly sha256: string }
  | {
      readonly ok: false;
      readonly reason: 'noCertificate' | 'notPinned' | 'expired' | 'notYetValid';
      readonly sha256?: string;
    };

/** The CLS certificates that the gateway administrator entered: pinned whole, by SHA-256 over the DER. */
export class ClsTrust {
  readonly #pins = new Set<string>();

  constructor(pems: readonly string[]) {
    for (const pem of pems) this.add(pem);
  }

  /** Gives the pin; throws when the text holds no certificate. */
  add(pem: string): string {
    const pin = sha256Of(new X509Certificate(pem));
    this.#pins.add(pin);
    return pin;
  }

  remove(sha256: string): boolean {
    return this.#pins.delete(sha256);
  }

  get pins(): readonly string[] {
    return [...this.#pins];
  }

  /** That the peer holds the key is proven by the handshake; never asks for the legacy form (notes 3.2). */
  judge(socket: TLSSocket): ClsVerdict {
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined) return { ok: false, reason: 'noCertificate' };
    const sha256 = sha256Of(certificate);
    if (!this.#pins.has(sha256)) return { ok: false, reason: 'notPinned', sha256 };
    const now = Date.now();
    if (Date.parse(certificate.validTo) < now) return { ok: false, reason: 'expired', sha256 };
    if (Date.parse(certificate.validFrom) > now) return { ok: false, reason: 'notYetValid', sha256 };
    return { ok: true, sha256 };
  }
}

const sha256Of = (certificate: X509Certificate): string => createHash('sha256').update(certificate.raw).digest('hex');
