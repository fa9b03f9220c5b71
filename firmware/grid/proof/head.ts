import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type ChainEnds, proofStreams } from './row.ts';

/** Where the chains stood at a time, signed with the key of the box. */
export interface SignedHead {
  /** The text that is signed: see `statementText`. */
  readonly text: string;
  /** ECDSA P-256 with SHA-256, DER, base64. */
  readonly signature: string;
  /** SHA-256 over the public key (SPKI, DER), hex. */
  readonly key: string;
}

/** What a signed text says. */
export interface Statement {
  /**
   * `head`: the chains end here. `dropped`: up to here rows were let go for want of room. `export`: an export goes from
   * `begin` (the rows before its first) to `ends`.
   */
  readonly kind: 'head' | 'dropped' | 'export';
  readonly log: string;
  readonly atMs: number;
  readonly ends: ChainEnds;
  readonly begin?: ChainEnds;
}

/** Lines `key value`; a chain is `stream number hash`. */
export function statementText({ kind, log, atMs, ends, begin }: Statement): string {
  const lines = (word: string, of: ChainEnds) =>
    proofStreams.map((stream) => `${word} ${stream} ${of[stream].seq} ${of[stream].hash}`);
  return [
    `netwacht-proof/1 ${kind}`,
    `log ${log}`,
    `at ${new Date(atMs).toISOString()}`,
    ...(begin === undefined ? [] : lines('begin', begin)),
    ...lines('end', ends),
  ].join('\n');
}

/** Reads back what `statementText` wrote; undefined for anything else. */
export function readStatement(text: string): Statement | undefined {
  const lines = text.split('\n');
  const kind = /^netwacht-proof\/1 (head|dropped|export)$/.exec(lines[0] ?? '')?.[1] as Statement['kind'] | undefined;
  const log = /^log ([0-9a-f]{32})$/.exec(lines[1] ?? '')?.[1];
  const atMs = Date.parse(/^at (\S+)$/.exec(lines[2] ?? '')?.[1] ?? '');
  const chains = lines.slice(3);
  const ends = readEnds('end', chains.splice(-proofStreams.length));
  const begin = chains.length === 0 ? undefined : readEnds('begin', chains);
  if (kind === undefined || log === undefined || Number.isNaN(atMs) || ends === undefined) return undefined;
  const statement: Statement = { kind, log, atMs, ends, ...(begin === undefined ? {} : { begin }) };
  // What reads back as something else was written by somebody else.
  return statementText(statement) === text ? statement : undefined;
}

function readEnds(word: string, lines: readonly string[]): ChainEnds | undefined {
  const entries = lines.map((line) => /^(\w+) (\w+) (\d{1,15}) ([0-9a-f]{64})$/.exec(line));
  if (entries.length !== proofStreams.length) return undefined;
  const ends: Record<string, { seq: number; hash: string }> = {};
  for (const [i, stream] of proofStreams.entries()) {
    const entry = entries[i];
    if (entry?.[1] !== word || entry[2] !== stream || entry[4] === undefined) return undefined;
    ends[stream] = { seq: Number(entry[3]), hash: entry[4] };
  }
  return ends as ChainEnds;
}

/** `spki`: the public part of `signing`, SPKI, DER, base64. */
export interface SigningKey {
  readonly signing: KeyObject;
  readonly spki: string;
}

export function signStatement(statement: Statement, { signing, spki }: SigningKey): SignedHead {
  const text = statementText(statement);
  const signature = sign('sha256', Buffer.from(text), signing).toString('base64');
  return { text, signature, key: keyName(spki) };
}

/** The name of a public key: SHA-256 over its SPKI, hex. */
export const keyName = (spki: string): string => createHash('sha256').update(Buffer.from(spki, 'base64')).digest('hex');

/** Public keys (SPKI, DER, base64) by their names. */
export type KeyRing = ReadonlyMap<string, string>;

/** The statement of a signed text, or what is wrong with it. */
export function checkSigned(signed: SignedHead, keys: KeyRing): Statement | string {
  const spki = keys.get(signed.key);
  if (spki === undefined) return `the key ${signed.key.slice(0, 16)} is not known`;
  if (keyName(spki) !== signed.key) return 'its key is not the one it names';
  if (!isBase64(spki) || !isBase64(signed.signature)) return 'its key or signature is not base64';
  try {
    const key = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
    if (!verify('sha256', Buffer.from(signed.text), key, Buffer.from(signed.signature, 'base64')))
      return 'its signature does not fit';
  } catch {
    return 'its key or signature cannot be read';
  }
  return readStatement(signed.text) ?? 'its text is not understood';
}

/** Written one way only: Node would read many texts as the same bytes. */
const isBase64 = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text;
