import { NetwachtError } from '../../domain/errors.ts';
import { fits } from './bring.ts';
import { type Chain, commonNameOf, readChain } from './chain.ts';
import { factsOf } from './curves.ts';
import { makeKey, keyPem as pemOf, readKey } from './key.ts';
import { certificateRequest } from './request.ts';

const clientAuthentication = '1.3.6.1.5.5.7.3.2';
const anyUsage = '2.5.29.37.0';

export interface Asked {
  /** The key that the certificate was asked for. */
  readonly keyPem: string;
  readonly stationId: string;
  /** Wall ms. */
  readonly nowMs: number;
}

/** A new key on P-256 with a request for its certificate. */
export async function requestFor(
  subject: string,
  organisation: string,
): Promise<{ readonly keyPem: string; readonly csrPem: string }> {
  const key = await makeKey(factsOf('P-256'));
  return { keyPem: pemOf(key.privateKey), csrPem: certificateRequest(key, subject, organisation) };
}

/** A chain that a backend has sent (A02, A03), or a sentence that says why it is not taken. */
export function judgeChain(pem: string, { keyPem, stationId, nowMs }: Asked): Chain | string {
  try {
    // Each one is issued by the one after it.
    const chain = readChain(pem, 'certificateChain');
    const { leaf } = chain;
    if (!fits(leaf, readKey(keyPem))) return 'it does not belong to the key that it was asked for';
    if (commonNameOf(leaf) !== stationId) return 'its common name is not the id of this station';
    const early = chain.certificates.some((one) => one.validFromDate.getTime() > nowMs);
    const late = chain.certificates.some((one) => one.validToDate.getTime() <= nowMs);
    if (early || late) return early ? 'it is not valid yet' : 'it has run out';
    // Node calls the extended key usage so; absent: it does not say.
    const usage = leaf.keyUsage as readonly string[] | undefined;
    if (usage !== undefined && !usage.includes(clientAuthentication) && !usage.includes(anyUsage))
      return 'it is not made for the client of a connection';
    return chain;
  } catch (error) {
    if (!(error instanceof NetwachtError)) throw error;
    return error.message;
  }
}
