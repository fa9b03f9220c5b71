import type { KeyObject, X509Certificate } from 'node:crypto';
import { NetwachtError } from '../../domain/errors.ts';
import { type Chain, chainOf, readChain } from './chain.ts';
import { type EcKey, ecKey, readKey } from './key.ts';

/** What an administrator brings (contracts §8); the key may be left out where the box made it itself. */
export type Brought =
  | { readonly pem: string; readonly keyPem?: string | undefined }
  /** base64. */
  | { readonly pkcs12: string; readonly password: string };

export interface Pair {
  readonly chain: Chain;
  /** undefined: the certificate belongs to a key that the box has. */
  readonly key: EcKey | undefined;
}

/**
 * Reads certificate and key in any of the ways they are brought, and checks that they belong together. Codes, with path:
 * `badCertificate`, `badChain`, `badKey`, `badPkcs12`, `wrongPassword`, `wrongKeyType`, `keyDoesNotFit`.
 */
export async function readBrought(brought: Brought): Promise<Pair> {
  if ('pem' in brought) {
    const key = brought.keyPem === undefined ? undefined : readKey(brought.keyPem);
    const chain = readChain(brought.pem);
    if (key !== undefined && !fits(chain.leaf, key))
      throw new NetwachtError('keyDoesNotFit', 'The key is not that of the first certificate', { path: 'keyPem' });
    return { chain, key };
  }
  // One class and no more: a pattern that tries a space in two places takes minutes for a file of spaces.
  if (!/^[A-Za-z0-9+/=\s]*$/.test(brought.pkcs12))
    throw new NetwachtError('badPkcs12', 'The PKCS#12 file must be given in base64', { path: 'pkcs12' });
  // A hundred modules of ASN.1 that are read when somebody brings such a file, not at each start.
  const { openPkcs12 } = await import('./pkcs12/open.ts');
  const content = await openPkcs12(Buffer.from(brought.pkcs12, 'base64'), brought.password);
  const key = ecKey(content.key);
  return { chain: chainOf(ordered(content.certificates, key), 'pkcs12'), key };
}

export const fits = (leaf: X509Certificate, { privateKey }: { readonly privateKey: KeyObject }): boolean =>
  leaf.checkPrivateKey(privateKey);

/** Leaf first, then issuer by issuer; what does not belong to this chain is left out. */
function ordered(certificates: readonly X509Certificate[], key: EcKey): X509Certificate[] {
  const leaf = certificates.find((certificate) => fits(certificate, key));
  if (leaf === undefined)
    throw new NetwachtError('keyDoesNotFit', 'No certificate of the file belongs to its key', { path: 'pkcs12' });
  const chain = [leaf];
  for (let last = leaf; ; ) {
    const issuer = certificates.find(
      (one) => !chain.includes(one) && last.checkIssued(one) && last.verify(one.publicKey),
    );
    if (issuer === undefined) return chain;
    chain.push(issuer);
    last = issuer;
  }
}
