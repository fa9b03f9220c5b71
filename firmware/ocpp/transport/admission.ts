import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { secretReadings } from './basic.ts';
import type { ClientCertificate } from './client-certificate.ts';

/** 0: nothing. 1: password. 2: TLS and password. 3: TLS and a client certificate (whitepaper ed. 2, 2.0.1 part 2 A00). */
export type SecurityProfile = 0 | 1 | 2 | 3;

/** What a charge point shows when it comes; `stationId` is from the path, all else from the connection. */
export interface Presented {
  readonly stationId: string;
  /** Of HTTP Basic; undefined: none was sent. */
  readonly user: string | undefined;
  readonly password: Buffer | undefined;
  readonly certificate: ClientCertificate | undefined;
  readonly tls: boolean;
  /** IP address of the far end, IPv4 written as such. */
  readonly address: string;
}

export type Admission = { readonly accepted: true } | { readonly accepted: false; readonly why: string };

/** What is configured of a charge point that may come. */
export interface StationCredentials {
  /** The least that it has to show. */
  readonly profile: SecurityProfile;
  /** Text, or `hex:` and octets. */
  readonly secret?: string | undefined;
  /** The CN that its certificate has to bear, when it is not the id (whitepaper: the serial number). */
  readonly certificateName?: string | undefined;
}

/** Stands in for the secret of a charge point that there is not, so that both take the same time. */
const noSecret = randomBytes(32);

/** Judges a charge point that comes. `undefined`: no such one is configured. Constant time over the password. */
export function admit(known: StationCredentials | undefined, presented: Presented): Admission {
  const fits = passwordFits(known?.secret, presented.password);
  if (known === undefined) return refused('no charge point of this id is configured');
  const { profile, secret, certificateName } = known;
  const { tls, user, password, certificate, stationId } = presented;
  if (profile >= 2 && !tls) return refused(`it comes without TLS, but security profile ${profile} is asked of it`);
  if (profile === 3) return certificateFits(certificate, certificateName ?? stationId);
  if (secret === undefined)
    return profile === 0 ? { accepted: true } : refused('no password is configured for it, but its profile needs one');
  if (password === undefined) return refused('it shows no password');
  if (user !== stationId) return refused('the user of its password is not its id');
  return fits ? { accepted: true } : refused('its password is wrong');
}

function certificateFits(certificate: ClientCertificate | undefined, name: string): Admission {
  if (certificate === undefined) return refused('it shows no certificate');
  if (certificate.fault !== undefined) return refused(certificate.fault);
  if (certificate.commonName !== name)
    return refused(`its certificate is that of "${(certificate.commonName ?? '').slice(0, 64)}", not of "${name}"`);
  return { accepted: true };
}

function passwordFits(secret: string | undefined, password: Buffer | undefined): boolean {
  const shown = digest(password ?? Buffer.alloc(0));
  const readings = secret === undefined ? [noSecret] : secretReadings(secret);
  // Every reading is compared, whichever fits.
  return readings.map((reading) => timingSafeEqual(digest(reading), shown)).includes(true);
}

const digest = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
const refused = (why: string): Admission => ({ accepted: false, why });
