import { z } from 'zod';
import type { Report } from './check.ts';
import { isClearUrl, notClear } from './http-address.ts';
import { secretName } from './primitives.ts';
import type { Site } from './schema.ts';

/** A name as databases have it: printable, no control characters. */
const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]+$/u, 'a name has no control characters');

/** A time-series database that takes InfluxDB line protocol over HTTP (decision 082). */
export const influx = z.strictObject({
  enabled: z.boolean().default(true),
  url: z
    .string()
    .max(300)
    .regex(
      /^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?\/?$/,
      'an address is http://host:port or https://host:port',
    ),
  /** `v1`: POST /write with a database; `v2`: POST /api/v2/write with organisation and bucket. */
  api: z.enum(['v1', 'v2']).default('v2'),
  database: name.optional(),
  retentionPolicy: name.optional(),
  org: name.optional(),
  bucket: name.optional(),
  /** v1: user and password; v2: the password is the token. Absent: it asks for none. */
  secret: secretName.optional(),
  /** Every so often the newest state is noted. */
  everyS: z.number().int().min(1).max(3600).default(10),
  /** Every so often what was noted is sent. */
  sendEveryS: z.number().int().min(1).max(3600).default(10),
});
export type InfluxSettings = z.output<typeof influx>;

/** What one of the two interfaces needs and the shape cannot say. */
export function checkInflux({ influx: asked }: Site, report: Report): void {
  if (asked === undefined) return;
  if (!isClearUrl(asked.url)) report('influx.url', notClear);
  if (asked.api === 'v1' && asked.database === undefined) report('influx.database', 'api v1 needs a database');
  if (asked.api === 'v2') {
    if (asked.org === undefined) report('influx.org', 'api v2 needs an org (VictoriaMetrics takes any)');
    if (asked.bucket === undefined) report('influx.bucket', 'api v2 needs a bucket');
  }
}
