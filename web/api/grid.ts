import type {
  CertificateCurve,
  CertificateView,
  Channel,
  ChannelTest,
  ChannelView,
  Gateway,
  LogCheck,
  LogRow,
} from '../../firmware/api/shapes.ts';
import type { PlayRequest } from '../grid/play-draft.ts';
import { call } from './request.ts';

/** A document as it is put: what is left out is inherited or has its default. */
export type ChannelDocument = Partial<Channel>;

const at = (name: string): string => encodeURIComponent(name);
/** The box tries each layer for some seconds, with each of our certificates. */
const testMs = 120_000;
/** A log of two years takes the box a while to walk. */
const checkMs = 120_000;

export const readGateway = () => call<Gateway>('GET', 'smgw');
export const putGateway = (gateway: Gateway) => call<Gateway>('PUT', 'smgw', gateway);

export const readChannels = () => call<{ readonly channels: readonly ChannelView[] }>('GET', 'smgw/channels');
export const putChannel = (id: string, channel: ChannelDocument) =>
  call<ChannelView>('PUT', `smgw/channels/${at(id)}`, channel);
export const removeChannel = (id: string) => call<void>('DELETE', `smgw/channels/${at(id)}`);
export const testChannel = (id: string) =>
  call<ChannelTest>('POST', `smgw/channels/${at(id)}/test`, undefined, { longestMs: testMs });
export const releaseVariable = (name: string) => call<void>('POST', `variables/${at(name)}/release`);

export const readCertificates = () => call<readonly CertificateView[]>('GET', 'certificates');
export const makeCertificate = (name: string, curve: CertificateCurve) =>
  call<CertificateView>('POST', 'certificates', { name, curve });
export const bringCertificate = (
  name: string,
  brought: { pem: string; keyPem?: string } | { pkcs12: string; password: string },
) => call<CertificateView>('PUT', `certificates/${at(name)}`, brought);
export const removeCertificate = (name: string) => call<void>('DELETE', `certificates/${at(name)}`);
export const requestCertificate = (name: string) =>
  call<{ readonly csrPem: string }>('POST', `certificates/${at(name)}/csr`);
export const bundleLink = (name: string): string => `/api/v1/certificates/${at(name)}/bundle`;

/** The commands since a time, without what was measured. */
export const readCommands = (fromMs: number) =>
  call<{ readonly rows: readonly LogRow[] }>('GET', `grid/log?chain=grid&from=${at(new Date(fromMs).toISOString())}`);
export const checkLog = () => call<LogCheck>('GET', 'grid/log/verify', undefined, { longestMs: checkMs });
export const logLink = '/api/v1/grid/log?format=csv';

export const playLimit = (played: PlayRequest) => call<{ readonly until: string }>('POST', 'grid/test', played);
export const endPlay = () => call<void>('DELETE', 'grid/test');

/** What the gateway administrator's file says, as the box reads it; changes nothing. */
export interface BundleRead {
  readonly address: string | null;
  readonly destinations: readonly string[];
  readonly peers: readonly { readonly certificatePem: string; readonly sha256: string }[];
}
export const readBundle = (bundle: unknown) => call<BundleRead>('POST', 'smgw/import', { bundle });

/** Who is behind the pseudonyms of the log; for the administrator only. */
export type Identities = readonly { readonly pseudonym: string; readonly kind: string; readonly name: string }[];
export const readIdentities = () => call<Identities>('GET', 'grid/log/identities');

/** The rows of a stretch of time with their fingerprints and the signature of the box, as a file. */
export const proofLink = (fromMs: number, toMs: number, format: 'csv' | 'json'): string =>
  `/api/v1/grid/log?from=${at(new Date(fromMs).toISOString())}&to=${at(new Date(toMs).toISOString())}&format=${format}`;
