import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { secretReadings } from './basic.ts';
import type { CertificateFault, ClientCertificate } from './client-certificate.ts';
import type { LinkLayer } from './link-fault.ts';

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

export type Admission = { readonly accepted: true } | NotAdmitted;

/** Why a charge point may not come: a layer and a stable code, and words that go on after `was not let in: `. */
export interface NotAdmitted {
  readonly accepted: false;
  readonly layer: LinkLayer;
  readonly code: string;
  readonly why: string;
  /** A whole sentence: what is asked instead. */
  readonly holds: string;
}

export const notAdmitted = (layer: LinkLayer, code: string, why: string, holds: string): NotAdmitted => ({
  ...{ accepted: false, layer, code, why, holds },
});

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
  if (known === undefined)
    return notAdmitted(
      'config',
      'unknownStation',
      'no charge point of this id is configured',
      'Enter it as a device first.',
    );
  const { profile, secret, certificateName } = known;
  const { tls, user, password, certificate, stationId } = presented;
  const holds = `Security profile ${profile} is asked of it.`;
  if (profile >= 2 && !tls) {
    const read = password === undefined ? '' : ' The password that it sent could be read on the way: give it another.';
    return notAdmitted('tls', 'tlsNeeded', 'it comes without TLS', `${holds}${read}`);
  }
  if (profile === 3) {
    const fault = certificateFault(certificate, certificateName ?? stationId);
    return fault === undefined
      ? { accepted: true }
      : notAdmitted('certificate', fault.code, fault.why, `${holds} ${fault.asks ?? ''}`.trim());
  }
  if (secret === undefined)
    return profile === 0
      ? { accepted: true }
      : notAdmitted('config', 'noPasswordConfigured', 'no password is configured for it', holds);
  if (password === undefined) return notAdmitted('http', 'noPassword', 'it shows no password', holds);
  if (user !== stationId) return notAdmitted('http', 'wrongUser', 'the user of its password is not its id', holds);
  return fits ? { accepted: true } : notAdmitted('http', 'wrongPassword', 'its password is wrong', holds);
}

function certificateFault(certificate: ClientCertificate | undefined, name: string): CertificateFault | undefined {
  if (certificate === undefined) return { code: 'noCertificate', why: 'it shows no certificate' };
  if (certificate.fault !== undefined) return certificate.fault;
  if (certificate.commonName !== name)
    return {
      code: 'otherName',
      why: `its certificate is that of "${(certificate.commonName ?? '').slice(0, 64)}", not of "${name}"`,
    };
  return undefined;
}

function passwordFits(secret: string | undefined, password: Buffer | undefined): boolean {
  const shown = digest(password ?? Buffer.alloc(0));
  const readings = secret === undefined ? [noSecret] : secretReadings(secret);
  // Every reading is compared, whichever fits.
  return readings.map((reading) => timingSafeEqual(digest(reading), shown)).includes(true);
}

const digest = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
