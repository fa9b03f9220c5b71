import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

const destination = z.strictObject({
  /** As the CLS names it: host name or IP literal. */
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65_535),
  /** SNI addressing: the server name that stands for it; absent = the host. */
  sni: z.string().min(1).max(255).optional(),
});

export const profileSchema = z.strictObject({ destinations: z.array(destination).max(100) });
/** The proxy profile that the gateway administrator set up: where the CLS may be connected to. */
export type ProxyProfile = z.output<typeof profileSchema>;
export type Destination = z.output<typeof destination>;

export const defaultProfile: ProxyProfile = { destinations: [{ host: 'emt.example', port: 443 }] };

/** An address has many spellings, a name has two cases. */
const spelled = (host: string): string => (isIP(host) ? ipaddr.parse(host).toString() : host.toLowerCase());
const same = (a: string, b: string): boolean => spelled(a) === spelled(b);

export const byAddress = ({ destinations }: ProxyProfile, host: string, port: number): Destination | undefined =>
  destinations.find((one) => same(one.host, host) && one.port === port);

export const bySni = ({ destinations }: ProxyProfile, name: string): Destination | undefined =>
  destinations.find((one) => same(one.sni ?? one.host, name));

export const nameOf = ({ host, port }: Destination): string => `${host}:${port}`;
