import { z } from 'zod';
import type { RootRequest } from '../../domain/box.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { networkSettingSchema } from '../../domain/network-setting.ts';
import { lanProxyPorts } from '../../domain/site/proxy.ts';
import { timeSettingSchema } from '../../domain/time-setting.ts';

/** A bare name: no folder, no dot in front, nothing that a program could take for an option. */
const file = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'a file is named without its folder, by A-Z, a-z, 0-9, ., _ and -');
/** Ports of programs of ours that the LAN may reach beyond 80 and 443: OCPP's, SunSpec's and those of proxies (decision 041). */
const lanPort = z.union([z.literal(19_520), z.literal(502), z.literal(lanProxyPorts)]);
/** A channel may listen where it likes, but never where the page, OCPP, SunSpec or a proxy answer, nor where a shell would be looked for. */
const hanPort = z
  .int()
  .min(1)
  .max(65_535)
  .refine(
    (port) => ![22, 80, 443, 502, 19_520, ...lanProxyPorts].includes(port),
    'this port is never opened towards the HAN',
  );

const verbs = z.discriminatedUnion('verb', [
  z.discriminatedUnion('do', [
    z.strictObject({ verb: z.literal('install'), do: z.enum(['status', 'rollback']) }),
    z.strictObject({ verb: z.literal('install'), do: z.enum(['inspect', 'bundle']), file }),
  ]),
  z.discriminatedUnion('do', [
    z.strictObject({ verb: z.literal('network'), do: z.enum(['get', 'confirm']) }),
    z.strictObject({ verb: z.literal('network'), do: z.literal('set'), network: networkSettingSchema }),
    z.strictObject({
      verb: z.literal('network'),
      do: z.literal('listen'),
      lan: z.array(lanPort).max(2 + lanProxyPorts.length),
      han: z.array(hanPort).max(16),
    }),
  ]),
  z.discriminatedUnion('do', [
    z.strictObject({ verb: z.literal('time'), do: z.literal('get') }),
    z.strictObject({ verb: z.literal('time'), do: z.literal('set'), ...timeSettingSchema.shape }),
  ]),
  z.strictObject({ verb: z.literal('reboot') }),
  z.strictObject({ verb: z.literal('reset') }),
]);

/** Reads one line of a peer. Throws NetwachtError `badRequest` with the path of what was wrong. */
export function readRequest(line: string): RootRequest {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new NetwachtError('badRequest', 'The request is not a line of JSON', { cause });
  }
  const result = verbs.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.join('.') ?? '';
  throw new NetwachtError(
    'badRequest',
    `The request is not understood${path === '' ? '' : ` at ${path}`}: ${issue?.message ?? 'unknown'}`,
    { path },
  );
}
