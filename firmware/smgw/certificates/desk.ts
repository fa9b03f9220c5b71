import type { CertificateCurve, CertificateView } from '../../domain/certificate.ts';
import type { Identity } from '../../domain/channel-setup.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { HealthState } from '../../domain/state.ts';
import type { StoredPair } from '../../store/key-files.ts';
import { type Brought, fits, readBrought } from './bring.ts';
import { type ClsBundle, clsBundle } from './bundle.ts';
import { type Chain, commonNameOf, readChain } from './chain.ts';
import { factsOf } from './curves.ts';
import { keyPem, makeKey, readKey } from './key.ts';
import { certificateRequest } from './request.ts';
import { selfSigned } from './self-signed.ts';
import { expiryHealth, newValidity, trustedNowMs, validityOf } from './validity.ts';

/** Where keys lie (store/key-files.ts). */
export interface KeyDrawer {
  names(): readonly string[];
  read(name: string): StoredPair | undefined;
  write(name: string, pair: StoredPair): void;
  remove(name: string): boolean;
}

export interface CertificateDeskParts {
  readonly files: KeyDrawer;
  /** Common name and SAN of what is made here. */
  readonly hanId: string;
  readonly clock: Clock;
  /** Ids of the channels that use a certificate, as today's or next. */
  readonly usedBy: (name: string) => readonly string[];
  /** Where the channels that use it listen. */
  readonly listens: (name: string) => readonly string[];
  /** Addresses of this box for the gateway administrator. */
  readonly addresses: () => readonly string[];
  /** The audit trail. Throws when it cannot be written; then nothing is changed. */
  readonly audit: (who: string, what: string) => void;
  /** A certificate was put, replaced or removed. */
  readonly onChange: (name: string) => void;
}

interface Held {
  readonly pair: StoredPair;
  readonly chain: Chain;
}

const maxCertificates = 32;

/** The certificates of this box towards the gateway; their keys leave it only through `identityOf`. */
export class CertificateDesk {
  readonly #parts: CertificateDeskParts;
  readonly #held = new Map<string, Held>();

  /** Throws StoreError `unreadable`. A file whose content is no certificate is passed over, as a damaged one is. */
  constructor(parts: CertificateDeskParts) {
    this.#parts = parts;
    for (const name of parts.files.names()) {
      const held = heldOf(parts.files.read(name));
      if (held !== undefined) this.#held.set(name, held);
    }
  }

  list(): readonly CertificateView[] {
    return [...this.#held.keys()].sort().map((name) => this.#view(name));
  }

  /** Makes key and certificate. Codes: `exists` (409), `tooMany`, `notPersisted` (503). */
  async make(name: string, curve: CertificateCurve, who: string): Promise<CertificateView> {
    this.#refuseIfTaken(name);
    const { hanId, clock } = this.#parts;
    const key = await makeKey(factsOf(curve));
    // Another call may have taken the name meanwhile.
    this.#refuseIfTaken(name);
    const usage = ['server', 'client'] as const;
    const pem = selfSigned(key, { commonName: hanId, dnsNames: [hanId], usage, ...newValidity(clock) });
    this.#keep(name, readChain(pem), keyPem(key.privateKey), 'made', `made on ${curve}`, who);
    return this.#view(name);
  }

  /**
   * Takes a certificate from outside. One that a channel uses is replaced only by one of the same key. Codes of
   * `readBrought`, `keyMissing`, `inUse` (409), `tooMany`, `notPersisted` (503).
   */
  async put(name: string, brought: Brought, who: string): Promise<CertificateView> {
    const { chain, key } = await readBrought(brought);
    const before = this.#held.get(name);
    const kept = before !== undefined && fits(chain.leaf, readKey(before.pair.keyPem)) ? before.pair : undefined;
    const keyText = kept?.keyPem ?? (key && keyPem(key.privateKey));
    if (keyText === undefined) {
      const sentence =
        before === undefined
          ? `There is no key under the name ${name} yet; give it as keyPem`
          : `The certificate does not belong to the key of ${name}; give its own as keyPem`;
      throw new NetwachtError('keyMissing', sentence, { path: 'keyPem' });
    }
    if (before === undefined) this.#refuseIfTooMany();
    else if (kept === undefined) this.#refuseIfUsed(name, 'it is replaced only by a certificate of the same key');
    const issued = kept?.source === 'made' && !chain.selfSigned;
    this.#keep(name, chain, keyText, issued ? 'issued' : (kept?.source ?? 'uploaded'), 'brought', who);
    return this.#view(name);
  }

  /** A request (PKCS#10) with the key that is there. Code: `notFound` (404). */
  csr(name: string): { readonly name: string; readonly csrPem: string } {
    const { pair } = this.#get(name);
    return { name, csrPem: certificateRequest(readKey(pair.keyPem), this.#parts.hanId) };
  }

  /** One file for the gateway administrator. Code: `notFound` (404). */
  bundle(name: string): ClsBundle {
    const { listens, addresses } = this.#parts;
    return clsBundle(this.#get(name).chain, { listen: listens(name), addresses: addresses() });
  }

  /** Codes: `notFound` (404), `inUse` (409), `notPersisted` (503). */
  remove(name: string, who: string): void {
    this.#get(name);
    this.#refuseIfUsed(name, 'take it from them first');
    this.#parts.audit(who, `certificate ${name}: removed with its key`);
    this.#parts.files.remove(name);
    this.#held.delete(name);
    this.#parts.onChange(name);
  }

  /** With its key, for the smgw process; undefined: there is none of that name. */
  identityOf(name: string): Identity | undefined {
    const held = this.#held.get(name);
    return held && { name, certificatePem: held.chain.pem, keyPem: held.pair.keyPem };
  }

  /** Certificates that run out (90, 30, 7 days) or have run out. */
  health(): readonly HealthState[] {
    const nowMs = trustedNowMs(this.#parts.clock);
    return [...this.#held].flatMap(([name, { chain }]) => {
      const { notBeforeMs, notAfterMs } = chain;
      const used = this.#parts.usedBy(name).length > 0;
      return expiryHealth({ name, used, notBeforeMs, notAfterMs }, nowMs) ?? [];
    });
  }

  #get(name: string): Held {
    const held = this.#held.get(name);
    if (held === undefined) throw new NetwachtError('notFound', `There is no certificate of the name ${name}`);
    return held;
  }

  #view(name: string): CertificateView {
    const { pair, chain } = this.#get(name);
    return {
      name,
      curve: chain.facts.curve,
      subject: commonNameOf(chain.leaf),
      notBefore: new Date(chain.notBeforeMs).toISOString(),
      notAfter: new Date(chain.notAfterMs).toISOString(),
      validity: validityOf(chain, trustedNowMs(this.#parts.clock)),
      sha256: chain.sha256,
      selfSigned: chain.selfSigned,
      source: pair.source,
      usedBy: this.#parts.usedBy(name),
      certificatePem: chain.pem,
    };
  }

  #keep(name: string, chain: Chain, key: string, source: StoredPair['source'], how: string, who: string): void {
    const pair = { certificatePem: chain.pem, keyPem: key, source };
    this.#parts.audit(who, `certificate ${name}: ${how}, sha256 ${chain.sha256}`);
    this.#parts.files.write(name, pair);
    this.#held.set(name, { pair, chain });
    this.#parts.onChange(name);
  }

  #refuseIfTaken(name: string): void {
    if (this.#held.has(name)) throw new NetwachtError('exists', `There is a certificate of the name ${name} already`);
    this.#refuseIfTooMany();
  }

  #refuseIfTooMany(): void {
    if (this.#held.size >= maxCertificates)
      throw new NetwachtError('tooMany', `There are ${maxCertificates} certificates already; remove one first`);
  }

  #refuseIfUsed(name: string, instead: string): void {
    const channels = this.#parts.usedBy(name);
    if (channels.length > 0)
      throw new NetwachtError('inUse', `The certificate ${name} is used by ${channels.join(', ')}; ${instead}`);
  }
}

function heldOf(pair: StoredPair | undefined): Held | undefined {
  if (pair === undefined) return undefined;
  try {
    return { pair, chain: readChain(pair.certificatePem) };
  } catch (error) {
    if (error instanceof NetwachtError) return undefined;
    throw error;
  }
}
