import type { OcppVersion } from '../version.ts';
import type { SecurityProfile } from './admission.ts';
import { LinkFault } from './link-fault.ts';
import { isStationId } from './station-id.ts';

/** Where a station finds its backend and what it shows there. */
export interface BackendSettings {
  /** `ws://` or `wss://`, with a path where the backend wants one; the id of the station is added to it. */
  readonly url: string;
  readonly stationId: string;
  /** Offered in this order; the backend chooses. */
  readonly versions: readonly OcppVersion[];
  /** Password of HTTP Basic: text, or `hex:` and octets; absent: none is sent. */
  readonly secret?: string | undefined;
  /** Whether a client certificate is configured. */
  readonly certificate: boolean;
  /** Never below it (1.6 whitepaper: SecurityProfile only rises). */
  readonly leastProfile: SecurityProfile;
  /** Plain and without a password is wanted all the same. */
  readonly insecure: boolean;
}

/** The security profile that settings come to. TLS without password and certificate proves the backend only: it counts as 0. */
export function profileOf({
  url,
  secret,
  certificate,
}: Pick<BackendSettings, 'url' | 'secret' | 'certificate'>): SecurityProfile {
  if (!/^wss:/i.test(url)) return secret === undefined ? 0 : 1;
  return certificate ? 3 : secret === undefined ? 0 : 2;
}

/** A backend may raise the profile of a station, never lower it. */
export const mayFollow = (now: SecurityProfile, wanted: SecurityProfile): boolean => wanted >= now;

/** The URL with the id as its last segment, percent-encoded. Throws a LinkFault of the layer `config`. */
export function stationUrl({ url, stationId }: Pick<BackendSettings, 'url' | 'stationId'>): URL {
  if (!URL.canParse(url)) throw new LinkFault('config', 'badUrl', 'The URL of the backend cannot be read.');
  const parsed = new URL(url);
  if (parsed.protocol !== 'ws:' && parsed.protocol !== 'wss:')
    throw new LinkFault('config', 'badUrl', 'The URL of a backend begins with ws:// or wss://.');
  if (parsed.username !== '' || parsed.password !== '')
    throw new LinkFault('config', 'badUrl', 'The URL of a backend holds no password; enter it as the secret.');
  if (parsed.hash !== '') throw new LinkFault('config', 'badUrl', 'The URL of a backend holds no #.');
  if (!isStationId(stationId))
    throw new LinkFault('config', 'badStationId', 'The id of the station is empty, too long, or has a slash in it.');
  parsed.pathname = `${parsed.pathname.replace(/\/+$/, '')}/${encodeURIComponent(stationId)}`;
  return parsed;
}

/** Why these settings may not be used, before anything is opened. */
export function settingsFault(settings: BackendSettings): LinkFault | undefined {
  try {
    stationUrl(settings);
  } catch (error) {
    if (error instanceof LinkFault) return error;
    throw error;
  }
  const { stationId, secret, certificate, leastProfile, insecure, url } = settings;
  if (secret !== undefined && stationId.includes(':'))
    return new LinkFault('config', 'badStationId', 'With a password the id of the station cannot have a colon in it.');
  if (certificate && !/^wss:/i.test(url))
    return new LinkFault(
      'config',
      'certificateWithoutTls',
      'A client certificate needs a URL that begins with wss://.',
    );
  const profile = profileOf(settings);
  if (!mayFollow(leastProfile, profile))
    return new LinkFault(
      'config',
      'downgrade',
      `These settings come to security profile ${profile}; this station has had profile ${leastProfile} and never goes below it.`,
    );
  if (profile === 0 && !/^wss:/i.test(url) && !insecure)
    return new LinkFault(
      'config',
      'insecure',
      'A backend over ws:// without a password has to be allowed as insecure.',
    );
  return undefined;
}
