import { createHash } from 'node:crypto';
import type { Channel, Gateway } from '../domain/channel.ts';
import type { ChannelSetup, Identity } from '../domain/channel-setup.ts';
import { parseDestination, parseEndpoint, parseListen } from '../domain/gateway-address.ts';
import { peersOf } from '../domain/gateway-check.ts';

/** Another text for every document that could choose another far end or give it other rights. */
export const termsOf = (channel: Channel, gateway: Gateway | undefined): string =>
  createHash('sha256')
    .update(JSON.stringify([channel, channel.address ?? gateway?.address]))
    .digest('hex');

/** A checked channel as the smgw process sets it up; undefined when its certificate is gone meanwhile. */
export function channelSetup(
  id: string,
  channel: Channel,
  gateway: Gateway | undefined,
  identityOf: (name: string) => Identity | undefined,
): ChannelSetup | undefined {
  const { scenario, addressing, nextCertificate } = channel;
  const address = channel.address ?? gateway?.address ?? '';
  const endpoint = scenario === 'HKS3' ? parseEndpoint(address) : parseListen(channel.listen ?? '');
  const names = [channel.certificate ?? gateway?.certificate, nextCertificate];
  const identities = names.flatMap((name) => (name === undefined ? [] : (identityOf(name) ?? [])));
  if (endpoint === undefined || identities.length === 0) return undefined;
  const destination = scenario === 'HKS3' ? parseDestination(channel.destination ?? '') : undefined;
  return {
    id,
    terms: termsOf(channel, gateway),
    scenario,
    // Each station has a stream of its own.
    ...(scenario === 'HKS3' && channel.use === 'ocpp' ? { onDemand: true } : {}),
    endpoint,
    identities,
    peers: peersOf(channel),
    addressing,
    ...(destination === undefined ? {} : { destination }),
  };
}
