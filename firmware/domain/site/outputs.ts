import { z } from 'zod';
import { deviceId, id, label, secretName } from './primitives.ts';

/** What is sent: method, address, body. Address and body are templates (`output-template.ts`). */
const call = {
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  url: z.string().min(1).max(1500),
  body: z.string().max(4000).exactOptional(),
  contentType: z
    .string()
    .max(100)
    .regex(/^[a-z]+\/[a-z0-9.+-]+(; ?charset=[a-z0-9-]+)?$/i, 'a content type is such as application/json')
    .default('application/json'),
};

const outputReset = z.strictObject(call);

/** An HTTP call that tells somebody what formulas come to, whenever that changes (E3). */
export const output = z.strictObject({
  id,
  name: label.optional(),
  enabled: z.boolean().default(true),
  /** Whose address a `url` that begins with / goes to. */
  device: deviceId.optional(),
  ...call,
  /** Name and password, if it is asked for one; absent: those of the device. */
  secret: secretName.optional(),
  /** It is sent again after this time, changed or not. */
  resendS: z.number().min(1).max(86_400).optional(),
  /** A value that changes more often is sent this often. */
  atMostEveryS: z.number().min(1).max(3600).default(1),
  /** What is sent once when the output is switched off or taken away; nothing in it is computed. */
  resets: z.array(outputReset).max(8).default([]),
});

export type Output = z.output<typeof output>;
export type OutputCall = z.output<typeof outputReset>;
