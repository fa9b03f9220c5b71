import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { ContentInfo, EncryptedContent } from '@peculiar/asn1-cms';
import { AuthenticatedSafe, PFX } from '@peculiar/asn1-pfx';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { commonNameOf } from '../../../../firmware/smgw/certificates/chain.ts';
import { exactBuffer } from '../../../../firmware/smgw/certificates/der.ts';
import { bmpPassword, derive, purpose } from '../../../../firmware/smgw/certificates/pkcs12/key-derivation.ts';
import { openPkcs12 } from '../../../../firmware/smgw/certificates/pkcs12/open.ts';
import { EncryptedData, octetsOf } from '../../../../firmware/smgw/certificates/pkcs12/shapes.ts';
import { OpenSsl } from './openssl.ts';

const password = 'geheim';

/** Pieces of at most 100 bytes. */
function cut(bytes: ArrayBuffer): OctetString[] {
  const pieces = Math.ceil(bytes.byteLength / 100);
  return Array.from({ length: pieces }, (_, at) => new OctetString(bytes.slice(at * 100, at * 100 + 100)));
}

/** An OCTET STRING in pieces, without its length at the front (BER). */
function inPieces(bytes: ArrayBuffer): ArrayBuffer {
  const pieces = cut(bytes).map((piece) => Buffer.from(AsnConvert.serialize(piece)));
  return exactBuffer(Buffer.concat([Buffer.from([0x24, 0x80]), ...pieces, Buffer.from([0, 0])]));
}

describe('a PKCS#12 file of an older program', () => {
  let openssl: OpenSsl;
  before(() => {
    openssl = new OpenSsl();
    openssl.selfSigned('old');
    openssl.run(
      'pkcs12',
      '-export',
      '-inkey',
      'old.key',
      '-in',
      'old.crt',
      '-passout',
      `pass:${password}`,
      '-out',
      'a.p12',
    );
  });
  after(() => openssl.close());

  it('that gives its content in pieces is taken', async () => {
    const file = AsnConvert.parse(exactBuffer(openssl.bytes('a.p12')), PFX);
    file.authSafe.content = inPieces(octetsOf(file.authSafe.content));
    const bytes = AsnConvert.serialize(file);
    // Constructed: the way that is tested here.
    assert.equal(new Uint8Array(AsnConvert.parse(bytes, PFX).authSafe.content)[0], 0x24);
    const { certificates } = await openPkcs12(Buffer.from(bytes), password);
    assert.deepEqual(certificates.map(commonNameOf), ['old']);
  });

  it('that gives what is encrypted in pieces is taken', async () => {
    const file = AsnConvert.parse(exactBuffer(openssl.bytes('a.p12')), PFX);
    const parts = AsnConvert.parse(octetsOf(file.authSafe.content), AuthenticatedSafe);
    let changed = 0;
    const all = parts.map((part) => {
      if (part.contentType !== '1.2.840.113549.1.7.6') return part;
      const data = AsnConvert.parse(part.content, EncryptedData);
      const whole = data.encryptedContentInfo.encryptedContent?.value;
      assert.ok(whole !== undefined);
      data.encryptedContentInfo.encryptedContent = new EncryptedContent({ constructedValue: cut(whole.buffer) });
      changed += 1;
      return new ContentInfo({ contentType: part.contentType, content: AsnConvert.serialize(data) });
    });
    assert.ok(changed > 0);
    const content = AsnConvert.serialize(new AuthenticatedSafe(all));
    file.authSafe.content = AsnConvert.serialize(new OctetString(content));
    const { macSalt, iterations, mac } = file.macData;
    const salt = new Uint8Array(macSalt.buffer);
    const made = {
      digest: 'sha256',
      purpose: purpose.mac,
      password: bmpPassword(password),
      salt,
      iterations,
      bytes: 32,
    } as const;
    const key = await derive(made);
    mac.digest = new OctetString(exactBuffer(createHmac('sha256', key).update(new Uint8Array(content)).digest()));
    const { certificates } = await openPkcs12(Buffer.from(AsnConvert.serialize(file)), password);
    assert.deepEqual(certificates.map(commonNameOf), ['old']);
  });
});
