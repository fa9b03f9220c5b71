import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** Cost of one argon2id hash; memory in KiB. S3: never below 19 MiB, two passes, one lane. */
export interface HashCost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

export const hashCost: HashCost = { memoryKiB: 19 * 1024, passes: 2, lanes: 1 };

const saltBytes = 16;
const tagBytes = 32;
const phc = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;
const derive = promisify(argon2);

/** Makes the PHC string of a password (`$argon2id$v=19$m=…,t=…,p=…$salt$hash`) with a fresh salt. About 50 ms, off the main thread. */
export async function hashPassword(password: string, cost: HashCost = hashCost): Promise<string> {
  const salt = randomBytes(saltBytes);
  const tag = await tagOf(password, salt, cost, tagBytes);
  const parameters = `m=${cost.memoryKiB},t=${cost.passes},p=${cost.lanes}`;
  return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(tag)}`;
}

/** The PHC string of a password with the salt and the parameters of another one: the same string is the same password. */
export async function hashedLike(password: string, stored: string): Promise<string> {
  const parts = parse(stored);
  if (parts === undefined) return hashPassword(password);
  const tag = await tagOf(password, parts.salt, parts.cost, parts.tag.length);
  return `${stored.slice(0, stored.lastIndexOf('$'))}$${unpadded(tag)}`;
}

/** Whether a password fits a PHC string; always one whole hash of work, false for a string that is none. */
export async function passwordFits(password: string, stored: string): Promise<boolean> {
  const parts = parse(stored);
  if (parts === undefined) {
    await tagOf(password, randomBytes(saltBytes), hashCost, tagBytes);
    return false;
  }
  const tag = await tagOf(password, parts.salt, parts.cost, parts.tag.length);
  return timingSafeEqual(tag, parts.tag);
}

/** Whether a stored hash was made with other parameters than those of today. */
export function needsRehash(stored: string): boolean {
  const cost = parse(stored)?.cost;
  return (
    cost === undefined ||
    cost.memoryKiB !== hashCost.memoryKiB ||
    cost.passes !== hashCost.passes ||
    cost.lanes !== hashCost.lanes
  );
}

function parse(stored: string): { cost: HashCost; salt: Buffer; tag: Buffer } | undefined {
  const [, memory, passes, lanes, salt, tag] = phc.exec(stored) ?? [];
  if (salt === undefined || tag === undefined) return undefined;
  return {
    cost: { memoryKiB: Number(memory), passes: Number(passes), lanes: Number(lanes) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

const tagOf = (password: string, nonce: Buffer, cost: HashCost, tagLength: number): Promise<Buffer> =>
  derive('argon2id', {
    // One password typed on two keyboards may come composed or decomposed.
    message: password.normalize('NFC'),
    nonce,
    parallelism: cost.lanes,
    tagLength,
    memory: cost.memoryKiB,
    passes: cost.passes,
  });
