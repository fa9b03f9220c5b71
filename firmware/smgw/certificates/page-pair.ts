import { NetwachtError } from '../../domain/errors.ts';
import { factsOf } from './curves.ts';
import { keyPem, makeKey, readKey } from './key.ts';
import { type SelfSignedProfile, selfSigned } from './self-signed.ts';

/** A P-256 certificate for the local page, on the key that is given or else on a new one. */
export async function makePagePair(
  profile: SelfSignedProfile,
  known: string | undefined,
): Promise<{ readonly certificatePem: string; readonly keyPem: string }> {
  const key = usable(known) ?? (await makeKey(factsOf('P-256')));
  return { certificatePem: selfSigned(key, profile), keyPem: keyPem(key.privateKey) };
}

function usable(pem: string | undefined) {
  if (pem === undefined) return undefined;
  try {
    const key = readKey(pem);
    return key.facts.curve === 'P-256' ? key : undefined;
  } catch (error) {
    if (error instanceof NetwachtError) return undefined;
    throw error;
  }
}
