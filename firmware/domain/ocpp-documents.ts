import { z } from 'zod';
import { certificateName, channelId } from './channel.ts';
import { isChargeBoxId } from './site/charge-box-id.ts';
import { deviceId, secretName } from './site/primitives.ts';

/** Documents of OCPP as they are put (contracts §8): backends, and the port for charge points. */

export const backendId = channelId;
/** `{device}` in a station's id stands for the id of the charge point: one station each. */
export const devicePlace = '{device}';

/** Some authorities with their chains. */
const pem = z
  .string()
  .max(65_536)
  .regex(/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/, 'certificates in PEM');
const pingS = z.union([z.literal(0), z.number().int().min(5).max(3600)]);
/** CiString20 of 1.6, 7.12; a longer one would do for 2.0.1 only. */
const idTag = z
  .string()
  .min(1)
  .max(20)
  .regex(/^\P{Cc}+$/u, 'an id tag has no control characters');

export const backendSchema = z.strictObject({
  /** `ws://` or `wss://`, with the path that the backend wants; the id of the station is added to it. */
  url: z.string().min(6).max(512),
  version: z.enum(['1.6', '2.0.1']),
  /** With `{device}` for one station a charge point; without it for the one station (`stations: "one"`). */
  stationId: z
    .string()
    .min(1)
    .max(64)
    .refine((text) => isChargeBoxId(text.replace(devicePlace, 'E1')), 'an id has no slash and no control characters')
    .default(devicePlace),
  /** Name of the password (`PUT /secrets/{name}`); its user is not used: in OCPP it is the id of the station. */
  secret: secretName.optional(),
  /** Name of our client certificate (`/certificates/{name}`). */
  certificate: certificateName.optional(),
  /** Plain and without a password is wanted all the same. */
  insecure: z.boolean().default(false),
  /** The gateway channel of use `ocpp` that it is reached through; absent: the network. */
  channel: channelId.optional(),
  enabled: z.boolean().default(true),
  /** `perDevice`: each charge point is a station. `one`: one station whose connectors they are. */
  stations: z.enum(['perDevice', 'one']).default('perDevice'),
  /** Charge points that appear there, in the order of their connectors; absent: all of the site. */
  devices: z.array(deviceId).min(1).max(1000).optional(),
  /** A station of its own stands for the whole site: what the backend allows it, the house connection may draw. */
  siteStation: z.string().max(64).refine(isChargeBoxId, 'an id has no slash and no control characters').optional(),
  /** Authorities of the backend, or its very certificate; absent: the public authorities. */
  caPem: pem.optional(),
  /** So often the connection is pinged, s; 0 = never. */
  pingS: pingS.default(60),
  /** Who says whether a card may charge: the backend, the cards of the site, or the one and then the other. */
  authorise: z.enum(['backend', 'local', 'both']).default('backend'),
  /** The id tag of a car that charges without a card (a charge point without a reader); the backend has to know it. */
  defaultTag: idTag.default('NETWACHT'),
});
/** A backend as it counts. */
export type BackendDocument = z.output<typeof backendSchema>;

export const ocppServerSchema = z.strictObject({
  /** Absent: on while the site has a charge point that speaks OCPP. */
  enabled: z.boolean().optional(),
  /** `detect`: with and without TLS on one port. */
  tls: z.enum(['off', 'detect', 'on']).default('detect'),
  /** Name of the certificate that charge points are shown; absent: that of the local page. */
  certificate: certificateName.optional(),
  /** Authorities of the charge points' own certificates (security profile 3); absent: none is asked for. */
  clientCaPem: pem.optional(),
  /** Lists of certificates of theirs that do not count any more. */
  clientCrlPem: z
    .string()
    .max(262_144)
    .regex(/-----BEGIN X509 CRL-----/, 'revocation lists in PEM')
    .optional(),
});
/** The port for charge points. */
export type OcppServerDocument = z.output<typeof ocppServerSchema>;
