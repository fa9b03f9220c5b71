import type { z } from 'zod';
import { type Channel, channelSchema, type Gateway, gatewaySchema } from './channel.ts';
import { parseDestination, parseEndpoint, parseListen } from './gateway-address.ts';
import { pathText } from './site/path.ts';
import { variableKey, variableNameFault } from './variable.ts';

/** What is wrong, and where in the document. */
export interface DocumentFault {
  readonly path: string;
  readonly message: string;
}

export type DocumentRead<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly DocumentFault[] };

/** What a channel is checked against. */
export interface ChannelSurroundings {
  /** What channels inherit; undefined while no gateway has been put. */
  readonly gateway: Gateway | undefined;
  readonly certificateExists: (name: string) => boolean;
  /** The faults of one pinned certificate; empty when it can be pinned. */
  readonly peerFaults: (pem: string) => readonly string[];
}

export const maxChannels = 16;

/** Reads a gateway document: shape, address, certificate. */
export function readGateway(document: unknown, certificateExists: (name: string) => boolean): DocumentRead<Gateway> {
  const shape = shapeOf(gatewaySchema, document);
  if (!shape.ok) return shape;
  const { address, certificate } = shape.value;
  return readWith(shape.value, [
    ...(address === undefined ? [] : addressFaults(address, 'address')),
    ...(certificate === undefined ? [] : certificateFaults(certificate, 'certificate', certificateExists)),
  ]);
}

/** Reads a channel: shape, and what its scenario needs, from itself or from the gateway (contracts §8). */
export function readChannel(document: unknown, around: ChannelSurroundings): DocumentRead<Channel> {
  const shape = shapeOf(channelSchema, document);
  return shape.ok ? readWith(shape.value, channelFaults(shape.value, around)) : shape;
}

/** Everything a shape cannot say of a channel. */
export function channelFaults(channel: Channel, around: ChannelSurroundings): readonly DocumentFault[] {
  const { certificateExists } = around;
  const certificate = channel.certificate ?? around.gateway?.certificate;
  const certificates: readonly [string | undefined, string][] = [
    [certificate, 'certificate'],
    [channel.nextCertificate, 'nextCertificate'],
  ];
  return [
    ...(channel.scenario === 'HKS3' ? diallingFaults(channel, around.gateway) : listeningFaults(channel)),
    ...(certificate === undefined
      ? [fault('certificate', "a channel needs a certificate, its own or the gateway's")]
      : []),
    ...certificates.flatMap(([name, path]) =>
      name === undefined ? [] : certificateFaults(name, path, certificateExists),
    ),
    ...peerFaults(channel, around.peerFaults),
    ...variableFaults(channel.variables),
  ];
}

/** Pinned certificates as a list. */
export const peersOf = ({ peerCertificatePem }: Channel): readonly string[] =>
  typeof peerCertificatePem === 'string' ? [peerCertificatePem] : peerCertificatePem;

function diallingFaults(channel: Channel, gateway: Gateway | undefined): readonly DocumentFault[] {
  const address = channel.address ?? gateway?.address;
  const { destination } = channel;
  return [
    ...(address === undefined
      ? [fault('address', 'HKS3 dials the gateway: give its address here or with the gateway')]
      : addressFaults(address, 'address')),
    ...(destination === undefined
      ? [fault('destination', 'HKS3 names the far end for the gateway: emt.example:443')]
      : []),
    ...(destination !== undefined && parseDestination(destination) === undefined
      ? [fault('destination', 'a destination is name:port, such as emt.example:443')]
      : []),
    ...(channel.listen === undefined ? [] : [fault('listen', 'HKS3 dials; only HKS4 and HKS5 listen')]),
  ];
}

function listeningFaults({ scenario, listen, destination, address, addressing }: Channel): readonly DocumentFault[] {
  return [
    ...(listen === undefined
      ? [fault('listen', `${scenario} is dialled by the gateway: give the address:port to listen on`)]
      : []),
    ...(listen !== undefined && parseListen(listen) === undefined
      ? [fault('listen', 'listen is IP-address:port, an IPv6 address in brackets, such as 10.11.120.3:4433')]
      : []),
    ...(destination === undefined
      ? []
      : [fault('destination', `${scenario} does not choose the far end; leave it out`)]),
    ...(address === undefined ? [] : [fault('address', `${scenario} does not dial; leave it out`)]),
    ...(addressing === 'sni' ? [fault('addressing', `${scenario} does not address; leave it out`)] : []),
  ];
}

const addressFaults = (text: string, path: string): readonly DocumentFault[] =>
  parseEndpoint(text) === undefined
    ? [fault(path, 'an address is host:port, [IPv6%scope]:port, or either with tls:// or https:// before it')]
    : [];

const certificateFaults = (name: string, path: string, exists: (name: string) => boolean): readonly DocumentFault[] =>
  exists(name) ? [] : [fault(path, `there is no certificate of the name ${name}`)];

function peerFaults(channel: Channel, faultsOf: ChannelSurroundings['peerFaults']): readonly DocumentFault[] {
  const list = Array.isArray(channel.peerCertificatePem);
  return peersOf(channel).flatMap((pem, i) =>
    faultsOf(pem).map((message) => fault(list ? `peerCertificatePem[${i}]` : 'peerCertificatePem', message)),
  );
}

function variableFaults(names: readonly string[]): readonly DocumentFault[] {
  const seen = new Set<string>();
  return names.flatMap((name, i) => {
    const message =
      variableNameFault(name) ?? (seen.has(variableKey(name)) ? `${name} stands twice in the list` : undefined);
    seen.add(variableKey(name));
    return message === undefined ? [] : [fault(`variables[${i}]`, message)];
  });
}

const fault = (path: string, message: string): DocumentFault => ({ path, message });

const readWith = <T>(value: T, faults: readonly DocumentFault[]): DocumentRead<T> =>
  faults.length === 0 ? { ok: true, value } : { ok: false, faults };

function shapeOf<S extends z.ZodType>(schema: S, document: unknown): DocumentRead<z.output<S>> {
  const parsed = schema.safeParse(document);
  if (parsed.success) return { ok: true, value: parsed.data };
  const faults = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => fault(pathText([...issue.path, key]), 'unknown key'))
      : [fault(pathText(issue.path), issue.message)],
  );
  return { ok: false, faults };
}
