import { z } from 'zod';

/**
 * Where requests made on someone's behalf may go (contracts §7, S34): an installer lists scheme, host and port, each
 * exactly. A name stands in small letters, an IP address in its usual form; no trailing dot, no wildcard.
 */
export const outboundTarget = z.strictObject({
  scheme: z.enum(['https', 'http']),
  host: z
    .string()
    .max(253)
    .regex(
      /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*)$/,
      'a host is a name in small letters, an IPv4 address, or an IPv6 address in brackets',
    ),
  port: z.number().int().min(1).max(65_535),
});
export type OutboundTarget = z.output<typeof outboundTarget>;

/** A site has a handful of them. */
export const outboundTargets = z.array(outboundTarget).max(64);
