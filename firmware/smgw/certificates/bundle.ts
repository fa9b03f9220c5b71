import type { Chain } from './chain.ts';
import { commonNameOf } from './chain.ts';

/** What the gateway administrator needs of us, in one file (notes 1.1). */
export interface ClsBundle {
  readonly format: 'netwacht-cls/1';
  /** Common name of the certificate: the id under which the gateway knows this box. */
  readonly hanId: string;
  /** Leaf only: the gateway pins it. */
  readonly certificatePem: string;
  /** Leaf first, where the certificate was issued by somebody else. */
  readonly chainPem: string | null;
  /** Over DER, hex small letters. */
  readonly sha256: string;
  readonly curve: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Where the channels with this certificate listen (HKS4, HKS5). */
  readonly listen: readonly string[];
  /** Addresses of this box; the one in the gateway's home area network is the one to enter. */
  readonly addresses: readonly string[];
}

export const clsBundle = (
  chain: Chain,
  where: { readonly listen: readonly string[]; readonly addresses: readonly string[] },
): ClsBundle => ({
  format: 'netwacht-cls/1',
  hanId: commonNameOf(chain.leaf),
  certificatePem: chain.leaf.toString(),
  chainPem: chain.certificates.length > 1 ? chain.pem : null,
  sha256: chain.sha256,
  curve: chain.facts.curve,
  notBefore: new Date(chain.notBeforeMs).toISOString(),
  notAfter: new Date(chain.notAfterMs).toISOString(),
  ...where,
});
