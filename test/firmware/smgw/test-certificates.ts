import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { Identity } from '../../../firmware/smgw/messages.ts';
import { signedCertificate } from '../../../scripts/smgw-sim/signed-certificate.ts';

export const hanCurves = ['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1', 'P-256', 'P-384'] as const;
export type TestKey = (typeof hanCurves)[number] | 'secp256k1' | 'P-521' | 'RSA';

export interface TestCertificate extends Identity {
  readonly sha256: string;
}

const dayMs = 86_400_000;

/** A certificate with its key, PEM, self-signed or by `issuer`, whose certificate then follows. Dates are days from now. */
export function makeCertificate(
  name: string,
  key: TestKey = 'brainpoolP256r1',
  {
    fromDays = -1,
    toDays = 365,
    issuer,
  }: { readonly fromDays?: number; readonly toDays?: number; readonly issuer?: TestCertificate } = {},
): TestCertificate {
  const { publicKey, privateKey } =
    key === 'RSA'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: key });
  const { certificatePem, sha256 } = signedCertificate({
    ...{ subject: name, issuer: issuer?.name ?? name, publicKey },
    signer: issuer === undefined ? privateKey : createPrivateKey(issuer.keyPem),
    notBefore: new Date(Date.now() + fromDays * dayMs),
    notAfter: new Date(Date.now() + toDays * dayMs),
  });
  return {
    name: name.toLowerCase(),
    certificatePem: certificatePem + (issuer?.certificatePem ?? ''),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    sha256,
  };
}
