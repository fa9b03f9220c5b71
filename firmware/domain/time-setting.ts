import { z } from 'zod';

/** A name or an IP address of a time server; nothing that a configuration file would read as more than one word. */
const server = z
  .string()
  .max(253)
  .regex(
    /^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$/,
    'a time server is a name or an IP address',
  );

/** What `PUT /api/v1/time` takes and what the root service is told. `now` counts only while no time server has answered. */
export const timeSettingSchema = z.strictObject({
  servers: z.array(server).max(4).exactOptional(),
  now: z.iso.datetime().exactOptional(),
});
export type TimeSetting = z.output<typeof timeSettingSchema>;
