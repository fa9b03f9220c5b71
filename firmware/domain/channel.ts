import { z } from 'zod';
import { id } from './site/primitives.ts';

/** Channels through a Smart Meter Gateway (contracts §8): documents as they are put, and what a channel is at the moment. */

/** HAN communication scenario: HKS3 we dial the gateway, HKS4 and HKS5 the gateway dials us. */
export const scenarios = ['HKS3', 'HKS4', 'HKS5'] as const;
export type Scenario = (typeof scenarios)[number];

/** Who speaks through a channel: grid operator, energy supplier, administrator (contracts §7). */
export const channelRoles = ['operator', 'supplier', 'administrator'] as const;
export type ChannelRole = (typeof channelRoles)[number];

/** The four functions of the box through the gateway; each is a switch. */
export const gatewayFunctions = ['ocpp', 'limit', 'tariff', 'administration'] as const;
export type GatewayFunction = (typeof gatewayFunctions)[number];

export const certificateName = z
  .string()
  .regex(/^[a-z0-9-]{1,32}$/, 'a certificate is named by 1 to 32 of a-z, 0-9 and -');

/** `host:port`, `[v6%scope]:port`, also with `tls://` or `https://` before it (443 where a scheme stands without a port). */
const gatewayAddress = z.string().min(3).max(300);
/** A self-signed or CA-issued certificate is a few KiB in PEM; a chain has at most four. */
const pem = z.string().min(1).max(16_384);

export const gatewaySchema = z.strictObject({
  address: gatewayAddress.optional(),
  certificate: certificateName.optional(),
  functions: z
    .strictObject({
      ocpp: z.boolean().default(false),
      limit: z.boolean().default(false),
      tariff: z.boolean().default(false),
      administration: z.boolean().default(false),
    })
    .prefault({}),
});
/** The gateway of the house: what its channels inherit, and which functions are on. */
export type Gateway = z.output<typeof gatewaySchema>;

export const channelSchema = z.strictObject({
  scenario: z.enum(scenarios),
  /** HKS3: where the gateway listens; absent = the gateway's. */
  address: gatewayAddress.optional(),
  /** HKS4, HKS5: `address:port` on which we listen. */
  listen: gatewayAddress.optional(),
  certificate: certificateName.optional(),
  /** Joins in while the gateway administrator changes over: tried when the first is refused. */
  nextCertificate: certificateName.optional(),
  /** The pinned certificate of the gateway, and the next one. */
  peerCertificatePem: z.union([pem, z.array(pem).min(1).max(2)]),
  addressing: z.enum(['socks5', 'sni']).default('socks5'),
  /** HKS3: the EMT as the gateway knows it, `name:port`. */
  destination: z.string().min(3).max(300).optional(),
  use: z.enum(['http', 'ocpp', 'raw']).default('http'),
  role: z.enum(channelRoles).default('operator'),
  variables: z.array(z.string().min(1).max(32)).max(64).default([]),
  enabled: z.boolean().default(true),
});
/** One channel; what a shape cannot say (names, addresses, what a scenario needs) is checked where it is put. */
export type Channel = z.output<typeof channelSchema>;
export const channelId = id;

/** The function that a channel needs (contracts §8). */
export function functionOf({ use, role }: Pick<Channel, 'use' | 'role'>): GatewayFunction {
  if (use === 'ocpp') return 'ocpp';
  return ({ operator: 'limit', supplier: 'tariff', administrator: 'administration' } as const)[role];
}

/** Where a channel failed, in the order in which it is set up. */
export const channelLayers = ['config', 'tcp', 'tls', 'certificate', 'socks', 'stream'] as const;
export type ChannelLayer = (typeof channelLayers)[number];

export interface ChannelError {
  readonly layer: ChannelLayer;
  /** Stable, camelCase: `notPinned`, `expired`, `refused`, `proxyProfileMissing`. */
  readonly code: string;
  /** One plain sentence: what was wrong, where, and what is done about it. */
  readonly message: string;
  /** ISO 8601. */
  readonly at: string;
}

/** off: not enabled; connecting: being set up; up: carries bytes (HKS3), listens (HKS4/5) or waits for stations (use `ocpp`): `connections` tells; waiting: failed, tried again at `retryAt`. */
export type ChannelPhase = 'off' | 'connecting' | 'up' | 'waiting';

export interface ChannelStatus {
  readonly status: ChannelPhase;
  /** ISO 8601. */
  readonly since: string;
  readonly retryAt: string | null;
  readonly lastError: ChannelError | null;
  readonly connections: number;
  /** What the handshake agreed on; null while down. SHA-256 over DER, hex small letters. */
  readonly tls: { readonly version: string; readonly cipher: string; readonly peerSha256: string } | null;
  /** HKS4, HKS5 and SNI addressing rest on notes that are not confirmed by the primary text. */
  readonly experimental: boolean;
  /** The clock of the box is not set: the dates of certificates are not looked at, only the pin decides (S15). */
  readonly timeUnsynced?: boolean;
}

/** A try of a channel, layer by layer; the first that failed ends it. */
export interface ChannelTest {
  readonly ok: boolean;
  readonly layers: readonly {
    readonly layer: ChannelLayer;
    readonly ok: boolean;
    readonly message: string;
    readonly ms: number;
  }[];
}
