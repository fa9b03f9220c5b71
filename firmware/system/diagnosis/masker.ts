export const masked = '«secret»';
export const person = '«person»';

/** Keys whose value is never shown, whatever it is. */
const secretKeys =
  /^(password|passwd|pin|secretText|token|code|claimCode|uid|idTag|idToken|id_tag|authorization|cookie|keyPem|key|phc|sha256Of|credentials)$/i;
/** What a secret looks like where nobody knows it. */
const patterns: readonly RegExp[] = [
  // Tokens of ours, of others, and headers.
  /\bnw_[A-Za-z0-9_-]{20,}/g,
  /\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]{6,}/gi,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g,
  // Hashes of passwords and PINs, private keys.
  /\$argon2id?\$[^\s"']+/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // A password in an address, and what stands behind a question mark there.
  /(?<=:\/\/)[^\s/@"']+:[^\s/@"']*(?=@)/g,
  /(?<=[?&](?:token|key|password|secret|auth|apikey|api_key|access_token)=)[^\s&"']+/gi,
  // Cards: 4, 7 or 10 bytes in hex.
  /\b(?=[0-9A-F]*[A-F])(?:[0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})\b/g,
];
/** Bytes in hex with colons or dashes between them, as a whole: a card as some readers write it, or a fingerprint. */
const bytesInHex = /\b[0-9A-F]{2}(?:[:-][0-9A-F]{2}){3,}\b/gi;
/** Bytes of SHA-1 and SHA-256, as fingerprints of certificates are written: public, and compared by eye. No card is as long. */
const fingerprintBytes: ReadonlySet<number> = new Set([20, 32]);
const isFingerprint = (bytes: string): boolean => !bytes.includes('-') && fingerprintBytes.has(bytes.split(':').length);
/** A shorter one would take words apart. */
const shortestKnown = 4;

/**
 * Takes secrets out of what is shown: those that the box knows, those that stand under a telling key, and what looks like one.
 * One that was changed is still masked: old lines may have it.
 */
export class Masker {
  readonly #known: () => readonly string[];
  readonly #seen = new Set<string>();

  /** `known`: texts that must not be shown, as they are now. */
  constructor(known: () => readonly string[]) {
    this.#known = known;
  }

  /** Looks at what is secret now; once for each answer. */
  refresh(): void {
    for (const text of this.#known()) if (text.length >= shortestKnown) this.#seen.add(text);
  }

  text(text: string): string {
    let shown = text;
    // The longest first: one may stand in another.
    for (const secret of [...this.#seen].sort((a, b) => b.length - a.length)) shown = shown.replaceAll(secret, masked);
    for (const pattern of patterns) shown = shown.replace(pattern, masked);
    return shown.replace(bytesInHex, (bytes) => (isFingerprint(bytes) ? bytes : masked));
  }

  /** A value of JSON with everything in it masked. */
  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((one) => this.value(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [
        this.text(key),
        secretKeys.test(key) && one !== null ? masked : this.value(one),
      ]),
    );
  }
}
