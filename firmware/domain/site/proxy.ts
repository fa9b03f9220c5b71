import { z } from 'zod';

/** Addresses of a unit that clients may write, first and last, as they go over the wire. */
const writeRange = z
  .strictObject({
    unitId: z.number().int().min(0).max(255),
    from: z.number().int().min(0).max(65_535),
    to: z.number().int().min(0).max(65_535),
  })
  .refine(({ from, to }) => from <= to, { message: 'the last address is below the first', path: ['to'] });

/** A TCP port of ours by which others reach a line or a device (docs/lines.md). Read-only, and on loopback, unless said. */
export const proxy = z.strictObject({
  port: z
    .number()
    .int()
    .min(1024, 'ports below 1024 are not for a proxy')
    .max(65_535)
    .refine((port) => port !== 19_520, 'this port is kept for OCPP'),
  bind: z.union([z.ipv4(), z.ipv6()], 'an address of this machine, without a port').default('127.0.0.1'),
  allowWrites: z.array(writeRange).max(32).default([]),
});

export type ProxyEntry = z.output<typeof proxy>;

/** Whether only programs of this machine reach it. */
export const isLoopback = (bind: string): boolean => bind === '::1' || bind.startsWith('127.');

/** Ports that the firewall of the image opens for a proxy on the LAN (decision 041). */
export const lanProxyPorts: readonly number[] = Array.from({ length: 8 }, (_, k) => 1502 + k);
