import type { Channel, ChannelView } from '../../firmware/api/shapes.ts';
import type { BundleRead, ChannelDocument } from '../api/grid.ts';

/** A channel as it is typed: every field a text. */
export interface ChannelDraft {
  readonly id: string;
  readonly enabled: boolean;
  readonly scenario: Channel['scenario'];
  readonly address: string;
  readonly listen: string;
  readonly addressing: Channel['addressing'];
  readonly destination: string;
  readonly use: Channel['use'];
  readonly role: Channel['role'];
  readonly variables: string;
  readonly certificate: string;
  readonly nextCertificate: string;
  readonly peer: string;
  readonly peerNext: string;
}

/** The field that a path of the box's answer means; undefined: none of the form. */
export function fieldOf(path: string | undefined): keyof ChannelDraft | undefined {
  const [name = ''] = /^\w+/.exec(path ?? '') ?? [];
  if (name === 'peerCertificatePem') return path === 'peerCertificatePem[1]' ? 'peerNext' : 'peer';
  return Object.hasOwn(emptyDraft, name) ? (name as keyof ChannelDraft) : undefined;
}

export const emptyDraft: ChannelDraft = {
  id: '',
  enabled: true,
  scenario: 'HKS3',
  address: '',
  listen: '',
  addressing: 'socks5',
  destination: '',
  use: 'http',
  role: 'operator',
  variables: '',
  certificate: '',
  nextCertificate: '',
  peer: '',
  peerNext: '',
};

export function draftOf(channel: ChannelView): ChannelDraft {
  const { id, enabled, scenario, addressing, use, role, variables, peerCertificatePem } = channel;
  const [peer = '', peerNext = ''] = typeof peerCertificatePem === 'string' ? [peerCertificatePem] : peerCertificatePem;
  return {
    ...{ id, enabled, scenario, addressing, use, role, peer, peerNext },
    address: channel.address ?? '',
    listen: channel.listen ?? '',
    destination: channel.destination ?? '',
    certificate: channel.certificate ?? '',
    nextCertificate: channel.nextCertificate ?? '',
    variables: variables.join(', '),
  };
}

/** The document to put. What an empty field would say, and what the scenario has no use for, is left out. */
export function documentOf(draft: ChannelDraft): ChannelDocument {
  const { scenario, addressing, use, role, enabled, peer, peerNext } = draft;
  const dials = scenario === 'HKS3';
  return {
    ...{ scenario, use, role, enabled },
    ...(dials ? { addressing, ...given('address', draft), ...given('destination', draft) } : given('listen', draft)),
    ...given('certificate', draft),
    ...given('nextCertificate', draft),
    peerCertificatePem: peerNext.trim() === '' ? peer : [peer, peerNext],
    variables: draft.variables.split(/[\s,;]+/).filter((name) => name !== ''),
  };
}

function given(name: 'address' | 'listen' | 'destination' | 'certificate' | 'nextCertificate', draft: ChannelDraft) {
  const text = draft[name].trim();
  return text === '' ? {} : { [name]: text };
}

/** What the gateway administrator's file says goes into the form; what it does not say stays. */
export function withBundle(draft: ChannelDraft, { address, destinations, peers }: BundleRead): ChannelDraft {
  const [today, next] = peers;
  const [destination, ...more] = destinations;
  return {
    ...draft,
    ...(today === undefined ? {} : { peer: today.certificatePem, peerNext: next?.certificatePem ?? '' }),
    ...(address === null ? {} : { address }),
    // Of several a person has to choose.
    ...(destination === undefined || more.length > 0 ? {} : { destination }),
  };
}
