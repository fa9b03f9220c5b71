import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import type { Identity, Recipient } from 'age-encryption';

/**
 * The password of an age file (`scrypt` recipient of the age format), by Node's own scrypt: it works beside the main thread,
 * where the package's would hold everything up for seconds. Measured on two cores of this house: 2^17 takes 0.4 s, 128 MiB.
 */
export const workFactor = 17;

/** Whoever made the file chooses the work that opening it costs: more than ours is refused. */
const mostWork = 17;

const label = 'age-encryption.org/v1/scrypt';
const noNonce = Buffer.alloc(12);
const tagLength = 16;

/** A file that asks for more work than this box has memory for, or whose head is broken. */
export class UnusableHeader extends Error {}

export const passphraseRecipient = (passphrase: string, work = workFactor): Recipient => ({
  async wrapFileKey(fileKey) {
    const { Stanza } = await import('age-encryption');
    const salt = randomBytes(16);
    const key = await keyOf(passphrase, salt, work);
    const cipher = createCipheriv('chacha20-poly1305', key, noNonce, { authTagLength: tagLength });
    const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
    return [new Stanza(['scrypt', unpadded(salt), String(work)], body)];
  },
});

export const passphraseIdentity = (passphrase: string): Identity => ({
  async unwrapFileKey(stanzas) {
    const [stanza] = stanzas;
    // The format says that a password stands alone: another key beside it would let somebody else have made the file.
    if (stanzas.length !== 1 || stanza?.args[0] !== 'scrypt')
      throw new UnusableHeader('it was not closed with a password');
    const [, salt = '', work = ''] = stanza.args;
    const bytes = Buffer.from(salt, 'base64');
    if (stanza.args.length !== 3 || unpadded(bytes) !== salt || bytes.length !== 16 || !/^[1-9]\d?$/.test(work))
      throw new UnusableHeader('its head is broken');
    if (Number(work) > mostWork)
      throw new UnusableHeader(`opening it would take 2^${work} of work, this box takes 2^${mostWork} at most`);
    if (stanza.body.length !== 32) throw new UnusableHeader('its head is broken');
    return opened(await keyOf(passphrase, bytes, Number(work)), stanza.body);
  },
});

function opened(key: Buffer, body: Uint8Array): Uint8Array | null {
  const decipher = createDecipheriv('chacha20-poly1305', key, noNonce, { authTagLength: tagLength });
  decipher.setAuthTag(body.subarray(tagLength));
  try {
    return Buffer.concat([decipher.update(body.subarray(0, tagLength)), decipher.final()]);
  } catch {
    // Another password.
    return null;
  }
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

function keyOf(passphrase: string, salt: Buffer, work: number): Promise<Buffer> {
  const options = { N: 2 ** work, r: 8, p: 1, maxmem: 2 ** work * 1024 + 8 * 1024 * 1024 };
  return new Promise((resolve, reject) =>
    scrypt(passphrase, Buffer.concat([Buffer.from(label), salt]), 32, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    ),
  );
}
