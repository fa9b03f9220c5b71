import { z } from 'zod';
import type { NetworkSetting } from './box.ts';
import { NetwachtError } from './errors.ts';
import { contains, type Ipv4Network, ipv4NetworkOf, ipv4Of, isHost, overlap } from './ipv4.ts';

/** What holds on a box that was never told anything, and when what it was told cannot be read. */
export const factoryNetwork: NetworkSetting = { lan: { mode: 'dhcp' }, han: null, hostname: 'netwacht' };

/** A name the kernel takes (at most 15 characters) and that means nothing to a shell, a path or the firewall's language. */
const interfaceName = z
  .string()
  .regex(/^(?!lo$)[A-Za-z0-9][A-Za-z0-9_-]{0,14}$/, 'a network interface has a name like eth0 or enp1s0');
const address = z.string().refine((text) => {
  const network = ipv4NetworkOf(text);
  return network !== undefined && network.prefix >= 8 && isHost(network);
}, 'an address of this box is written with its prefix, like 10.0.0.5/24, and is neither the first nor the last of its network');
const host = z
  .string()
  .refine(
    (text) => ipv4Of(text) !== undefined && isHost({ address: ipv4Of(text) ?? 0, prefix: 8 }),
    'an IPv4 address is written like 10.0.0.1',
  );
const nameServer = z.union([host, z.ipv6('a name server is an IP address')], 'a name server is an IP address');
const hostname = z
  .string()
  .regex(/^(?!localhost$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'a name of the box is made of a-z, 0-9 and -');

export const networkSettingSchema = z.strictObject({
  lan: z.discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('dhcp'), interface: interfaceName.exactOptional() }),
    z.strictObject({
      mode: z.literal('fixed'),
      interface: interfaceName.exactOptional(),
      address,
      gateway: host.exactOptional(),
      dns: z.array(nameServer).max(3).exactOptional(),
    }),
  ]),
  han: z
    .discriminatedUnion('mode', [
      z.strictObject({ mode: z.literal('dhcp'), interface: interfaceName }),
      z.strictObject({ mode: z.literal('fixed'), interface: interfaceName, address }),
      z.strictObject({ mode: z.literal('linkLocal'), interface: interfaceName }),
    ])
    .nullable(),
  hostname,
});

/** Reads a setting of the network. Throws NetwachtError `badNetwork` with the path of the first fault. */
export function checkNetworkSetting(value: unknown): NetworkSetting {
  const result = networkSettingSchema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw bad(issue?.path.join('.') ?? '', issue?.message ?? 'not a setting of the network');
  }
  const { lan, han } = result.data;
  if (han !== null && han.interface === lan.interface)
    throw bad('han.interface', `${han.interface} is the interface of the LAN; the HAN needs one of its own`);
  if (lan.mode === 'fixed') {
    const own = networkOf(lan.address);
    const gateway = lan.gateway === undefined ? undefined : ipv4Of(lan.gateway);
    if (gateway !== undefined && (!contains(own, gateway) || gateway === own.address))
      throw bad('lan.gateway', `${lan.gateway} is not another address of the network of ${lan.address}`);
    if (han?.mode === 'fixed' && overlap(own, networkOf(han.address)))
      throw bad(
        'han.address',
        `${han.address} lies in the network of the LAN (${lan.address}); answers would go astray`,
      );
  }
  return result.data;
}

/** Only for what the schema let through. */
const networkOf = (text: string): Ipv4Network => ipv4NetworkOf(text) ?? { address: 0, prefix: 32 };

const bad = (path: string, message: string): NetwachtError =>
  new NetwachtError(
    'badNetwork',
    `The setting of the network is wrong${path === '' ? '' : ` at ${path}`}: ${message}`,
    {
      path,
    },
  );
