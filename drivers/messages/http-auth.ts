import { createHash } from 'node:crypto';

/** Name and password as the product wants them. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** What a product asks for in its 401 (RFC 7616, RFC 7617). */
export type Challenge =
  | { readonly scheme: 'basic' }
  | {
      readonly scheme: 'digest';
      readonly realm: string;
      readonly nonce: string;
      readonly opaque: string | undefined;
      readonly algorithm: 'MD5' | 'SHA-256';
      readonly hasQop: boolean;
    };

/** The stronger of the ways that a `WWW-Authenticate` header offers; `undefined` where there is none we know. */
export function readChallenge(header: string): Challenge | undefined {
  const digest = header
    .slice(0, 4_000)
    .split(/(?=\bDigest\s)/i)
    .filter((part) => /^Digest\s/i.test(part))
    .flatMap((part) => digestOf(part) ?? []);
  const best = digest.find(({ algorithm }) => algorithm === 'SHA-256') ?? digest[0];
  if (best !== undefined) return best;
  return /(^|,\s*)Basic(\s|$)/i.test(header) ? { scheme: 'basic' } : undefined;
}

function digestOf(part: string): (Challenge & { readonly scheme: 'digest' }) | undefined {
  const field = (name: string): string | undefined => {
    const found = new RegExp(`(?:^Digest\\s+|[,\\s])${name}\\s*=\\s*(?:"([^"]{0,500})"|([^\\s,"]{1,500}))`, 'i').exec(
      part,
    );
    return found?.[1] ?? found?.[2];
  };
  const realm = field('realm');
  const nonce = field('nonce');
  const algorithm = (field('algorithm') ?? 'MD5').toUpperCase();
  const qop = field('qop');
  if (realm === undefined || nonce === undefined || (algorithm !== 'MD5' && algorithm !== 'SHA-256')) return undefined;
  const ways = qop?.split(',').map((way) => way.trim().toLowerCase());
  if (ways !== undefined && !ways.includes('auth')) return undefined;
  return { scheme: 'digest', realm, nonce, opaque: field('opaque'), algorithm, hasQop: ways !== undefined };
}

export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** How often this nonce was used, this time included. */
  readonly count: number;
  /** Of ours, new for each request. */
  readonly cnonce: string;
}

/** The `Authorization` header that answers a challenge. */
export function authorization(challenge: Challenge, { user, password }: Credentials, asked: Asked): string {
  if (challenge.scheme === 'basic') return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const { realm, nonce, opaque, algorithm, hasQop } = challenge;
  const { method, path, cnonce } = asked;
  const hash = (text: string) =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const nc = asked.count.toString(16).padStart(8, '0');
  const first = hash(`${user}:${realm}:${password}`);
  const second = hash(`${method}:${path}`);
  const response = hash(
    hasQop ? [first, nonce, nc, cnonce, 'auth', second].join(':') : [first, nonce, second].join(':'),
  );
  const parts = [
    ...[`username="${quoted(user)}"`, `realm="${realm}"`, `nonce="${nonce}"`, `uri="${path}"`],
    ...[`algorithm=${algorithm}`, `response="${response}"`],
    ...(hasQop ? ['qop=auth', `nc=${nc}`, `cnonce="${cnonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ];
  return `Digest ${parts.join(', ')}`;
}

const quoted = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
