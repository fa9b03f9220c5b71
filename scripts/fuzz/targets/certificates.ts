import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readBrought } from '../../../firmware/smgw/certificates/bring.ts';
import { peerFault, readPins } from '../../../firmware/smgw/peer-check.ts';
import { type FuzzTarget, mustHold, refusedOrThrown, takenOrRefused } from '../target.ts';

const password = 'secret';
const pkcs12Mark = 0x30;

/** Certificates that are brought, PEM or PKCS#12 with the right password: OpenSSL's and the ASN.1 parsers' side. */
export const certificates: FuzzTarget = {
  name: 'certificates',
  share: 4,
  maxBytes: 6_000,
  words: [
    '-----BEGIN CERTIFICATE-----\n',
    '-----END CERTIFICATE-----\n',
    '-----BEGIN EC PRIVATE KEY-----\n',
    '0\u0082',
    '\u0030\u0080',
  ],
  open: () => ({
    seeds: corpus(),
    async take(input) {
      const text = input.toString('latin1');
      const brought =
        input[0] === pkcs12Mark
          ? { pkcs12: input.toString('base64'), password }
          : { pem: text, keyPem: /-----BEGIN [A-Z ]*PRIVATE/.test(text) ? text : undefined };
      readAsPin(text);
      const pair = await readBrought(brought).catch(refusedOrThrown);
      if (pair === undefined) return;
      const { certificates: chain, sha256, notBeforeMs, notAfterMs } = pair.chain;
      mustHold(chain.length >= 1 && chain.length <= 4, `a chain of ${chain.length}`);
      mustHold(/^[0-9a-f]{64}$/.test(sha256), 'a hash that is none');
      mustHold(Number.isFinite(notBeforeMs) && Number.isFinite(notAfterMs), 'a date that is none');
    },
  }),
};

/** The same text as the pinned certificate of a gateway, which then shows exactly this one. */
function readAsPin(pem: string): void {
  const pins = takenOrRefused(() => readPins([pem]));
  if (pins === undefined) return;
  const fault = peerFault(new X509Certificate(pem), pins, Date.UTC(2030, 0, 1));
  mustHold(fault === undefined || fault.layer === 'certificate', `a fault of the layer ${fault?.layer}`);
}

const read = (name: string): Buffer => readFileSync(new URL(`../corpus/${name}`, import.meta.url));

/** PEM with its key, two in one file, PKCS#12 of today and of old (OpenSSL's; one round of hashing, so that a try is quick). */
function corpus(): readonly Buffer[] {
  const pem = read('nobody.pem');
  return [pem, Buffer.concat([pem, pem]), read('today.p12'), read('old.p12'), withoutDate(pem.toString())];
}

/** The first certificate with a date that is none: once it was taken, with NaN for its end. */
function withoutDate(pem: string): Buffer {
  const der = Buffer.from(/-----BEGIN CERTIFICATE-----([^-]+)/.exec(pem)?.[1] ?? '', 'base64');
  der.write('"', der.indexOf(Buffer.from([0x17, 0x0d])) + 2);
  return Buffer.from(`-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`);
}
