import { X509Certificate } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { type Clock, clockFloorMs } from '../domain/clock.ts';
import type { StoredPair } from '../store/key-files.ts';

const dayMs = 24 * 3600_000;
/** What browsers take at most. */
const lifetimeMs = 800 * dayMs;
const renewBeforeMs = 60 * dayMs;
const maxAddresses = 16;

/** What a certificate of the local page is made from. */
export interface PageProfile {
  readonly commonName: string;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly usage: readonly ['server'];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

export interface PageCertificateParts {
  /** Of the folder for this one pair. */
  readonly files: { read(name: string): StoredPair | undefined; write(name: string, pair: StoredPair): void };
  readonly boxId: string;
  readonly names: readonly string[];
  readonly addresses: () => readonly string[];
  readonly clock: Clock;
  /** Makes a P-256 certificate that signs itself, on the key of `keyPem` where there is one (smgw/certificates). */
  readonly make: (
    profile: PageProfile,
    keyPem: string | undefined,
  ) => Promise<{ certificatePem: string; keyPem: string }>;
}

export interface CurrentPair {
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly sha256: string;
  readonly fresh: boolean;
}

const fileName = 'page';

/** The certificate of the local page: its own on each device, made at the first start and renewed in time (S11). */
export class PageCertificate {
  readonly #parts: PageCertificateParts;

  constructor(parts: PageCertificateParts) {
    this.#parts = parts;
  }

  /**
   * The pair of today; `fresh` when it was made by this call, `sha256` over DER as browsers show it. Rejects with StoreError
   * `notPersisted`, `unreadable`.
   */
  async current(): Promise<CurrentPair> {
    const { files, boxId, names, clock, make } = this.#parts;
    const nowMs = Math.max(clock.wallMs(), clockFloorMs);
    const addresses = this.#addresses();
    const held = files.read(fileName);
    if (held !== undefined && serves(held.certificatePem, addresses, nowMs)) return currentOf(held, false);
    const notBeforeMs = Math.floor((nowMs - dayMs) / 1000) * 1000;
    const made = await make(
      {
        commonName: `Netwacht ${boxId}`,
        dnsNames: [...names, 'localhost'],
        ipAddresses: addresses,
        usage: ['server'],
        notBeforeMs,
        notAfterMs: notBeforeMs + lifetimeMs,
      },
      // The same key: what a program has pinned stays right.
      held?.keyPem,
    );
    files.write(fileName, { ...made, source: 'made' });
    return currentOf(made, true);
  }

  #addresses(): readonly string[] {
    const own = this.#parts.addresses().filter((address) => !address.includes('%'));
    return ['127.0.0.1', '::1', ...own].slice(0, maxAddresses);
  }
}

function currentOf(
  { certificatePem, keyPem }: { certificatePem: string; keyPem: string },
  fresh: boolean,
): CurrentPair {
  return { certificatePem, keyPem, sha256: new X509Certificate(certificatePem).fingerprint256, fresh };
}

/** Only IPv4 addresses count: those of IPv6 change by themselves, and each change would bring a new warning of the browser. */
function serves(pem: string, addresses: readonly string[], nowMs: number): boolean {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    // Damaged: it is made anew.
    return false;
  }
  const named = certificate.subjectAltName?.split(', ') ?? [];
  const known = addresses.filter(isIPv4).every((address) => named.includes(`IP Address:${address}`));
  const validFrom = certificate.validFromDate.getTime();
  return known && validFrom <= nowMs && nowMs < certificate.validToDate.getTime() - renewBeforeMs;
}
