import { z } from 'zod';
import type { Report } from './check.ts';
import { isClearUrl, notClear } from './http-address.ts';
import { endpoint, secretName } from './primitives.ts';
import type { Site } from './schema.ts';

/** One level or more of a topic, without wildcards and without slashes at its ends. */
const topicPrefix = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+){0,3}$/,
    'a prefix is one to four words of letters, digits, _ and -, with / between',
  )
  .max(64);

/** The box as a client of a broker (contracts §8): it tells what it knows, and takes commands only where that is on. */
export const mqttOut = z.strictObject({
  enabled: z.boolean().default(true),
  address: endpoint,
  version: z.enum(['3.1.1', '5']).default('3.1.1'),
  tls: z.boolean().default(false),
  /** Authorities of the broker, or its very certificate, PEM; absent: the public authorities. Only with `tls`. */
  ca: z
    .string()
    .max(32_768)
    .regex(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/, 'a certificate in PEM')
    .optional(),
  /** One of the certificates of this box, shown to the broker. Only with `tls`. */
  certificate: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, 'a certificate is named by 1 to 32 of a-z, 0-9 and -')
    .optional(),
  /** Name and password, where the broker asks for them. */
  secret: secretName.optional(),
  prefix: topicPrefix.default('netwacht'),
  /** Home Assistant finds everything by itself. */
  discovery: z.boolean().default(false),
  discoveryPrefix: topicPrefix.default('homeassistant'),
  /** Of the names that Home Assistant shows. */
  language: z.enum(['en', 'nl', 'de', 'fr']).default('en'),
  /** `…/chargepoint/<id>/set` is heard: pause, lower, resume. */
  commands: z.boolean().default(false),
  /** The read topics of the original, under `cfos_mqtt`. */
  originalTopics: z.boolean().default(false),
});
export type MqttOut = z.output<typeof mqttOut>;

/** What belongs to TLS is there with TLS only: nobody believes to be safe who is not. */
export function checkMqtt({ mqtt }: Site, report: Report): void {
  if (mqtt === undefined) return;
  // The same letters as in a URL, and the same other forms of an IPv4 address.
  if (!isClearUrl(`http://${mqtt.address.toLowerCase()}`)) report('mqtt.address', notClear);
  if (mqtt.tls) return;
  for (const key of ['ca', 'certificate'] as const)
    if (mqtt[key] !== undefined) report(`mqtt.${key}`, 'without "tls" no certificate is shown or looked at');
}
