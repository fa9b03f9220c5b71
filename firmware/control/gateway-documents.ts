import type { z } from 'zod';
import {
  type Channel,
  type ChannelStatus,
  channelSchema,
  functionOf,
  type Gateway,
  type GatewayFunction,
  gatewayFunctions,
  gatewaySchema,
} from '../domain/channel.ts';
import { peersOf } from '../domain/gateway-check.ts';
import type { GatewayStore } from '../store/gateway.ts';
import { pinFaults, pinOf } from './pinned-certificate.ts';

/** A channel as it is kept: checked, with the pins of its gateway and the wall time of its put. */
export interface KeptChannel {
  readonly channel: Channel;
  readonly pins: readonly string[];
  readonly atMs: number;
}

/** What is stored of gateway and channels, read once, and what follows from it. */
export interface GatewayDocuments {
  /** What was put; undefined: nothing yet, and each enabled channel has its own function on. */
  readonly gateway: Gateway | undefined;
  readonly channels: ReadonlyMap<string, KeptChannel>;
}

/** A document that another version put may not fit; then it is told and left out, and the box goes on without it. */
export function readDocuments(
  store: GatewayStore,
  tell: (what: string, issues: readonly unknown[]) => void,
): GatewayDocuments {
  const parsed = <S extends z.ZodType>(schema: S, document: unknown, what: string): z.output<S> | undefined => {
    const read = schema.safeParse(document);
    if (!read.success) tell(what, read.error.issues);
    return read.data;
  };
  const stored = store.gateway();
  const channels = store.channels().flatMap(({ id, document, atMs }): [string, KeptChannel][] => {
    const channel = parsed(channelSchema, document, `the channel ${id}`);
    return channel === undefined ? [] : [[id, { channel, pins: pinsOf(channel), atMs }]];
  });
  return { gateway: stored && parsed(gatewaySchema, stored.document, 'the gateway'), channels: new Map(channels) };
}

/** Which functions are on: as the gateway says; while none has been put, what enabled channels need (contracts §8). */
export function functionsOf({ gateway, channels }: GatewayDocuments): Readonly<Record<GatewayFunction, boolean>> {
  if (gateway !== undefined) return gateway.functions;
  const needed = [...channels.values()].flatMap(({ channel }) => (channel.enabled ? [functionOf(channel)] : []));
  const on = gatewayFunctions.map((name) => [name, needed.includes(name)] as const);
  return Object.fromEntries(on) as Record<GatewayFunction, boolean>;
}

/** What the smgw process says of a channel; while it says nothing, that it is being set up. */
export function channelStatus({ channel, atMs }: KeptChannel, said: ChannelStatus | undefined): ChannelStatus {
  const experimental = channel.scenario !== 'HKS3' || channel.addressing === 'sni';
  if (channel.enabled && said !== undefined) return { ...said, experimental };
  const status = channel.enabled ? 'connecting' : 'off';
  const since = new Date(atMs).toISOString();
  return { status, since, retryAt: null, lastError: null, connections: 0, tls: null, experimental };
}

/** Only what can be pinned: a certificate that was stored was checked when it was put. */
const pinsOf = (channel: Channel): readonly string[] =>
  peersOf(channel).flatMap((pem) => (pinFaults(pem).length === 0 ? [pinOf(pem)] : []));
