import { type OutboundTarget, outboundTarget } from '../outbound.ts';
import { parseHttpAddress, urlOf } from './http-address.ts';
import type { TemplatePiece } from './output-template.ts';
import type { Output } from './outputs.ts';
import type { Site } from './schema.ts';

/** Where a call goes: out, or to our own `/cnf`, which is answered in the program. */
export type OutputTarget =
  | { readonly kind: 'out'; readonly target: OutboundTarget }
  | { readonly kind: 'own' }
  /** Nothing is sent. */
  | { readonly kind: 'none' };

const own = /^(?:http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?)?\/cnf\?/;
/** Scheme, host and port end before anything that is computed. */
const absolute = /^(https?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::([0-9]{1,5}))?(?=[/?])/;

/**
 * Where an address leads, one for each text it may be; undefined where that cannot be told, which the check of a site refuses.
 * Only what stands there as it is counts: no formula chooses a host.
 */
export function targetsOf(
  pieces: readonly TemplatePiece[],
  { device }: Pick<Output, 'device'>,
  site: Pick<Site, 'devices'>,
): readonly (OutputTarget | undefined)[] {
  const [first, ...others] = pieces;
  if (first?.kind === 'choice' && others.length === 0)
    return [first.yes, first.no].map((text) => (text === '' ? { kind: 'none' } : targetOf(text, device, site)));
  return [first?.kind === 'text' ? targetOf(first.text, device, site) : undefined];
}

function targetOf(text: string, device: string | undefined, site: Pick<Site, 'devices'>): OutputTarget | undefined {
  if (device !== undefined) return text.startsWith('/') ? deviceTarget(device, site) : undefined;
  return own.test(text) ? { kind: 'own' } : absoluteTarget(text);
}

/** The same of an address without formulas, as it is sent. */
export function targetOfText(url: string, output: Pick<Output, 'device'>, site: Pick<Site, 'devices'>) {
  return targetOf(url, output.device, site);
}

/** The whole address of a call that goes out. */
export const wholeUrl = (url: string, target: OutboundTarget): string =>
  url.startsWith('/') ? `${urlOf(target)}${url}` : url;

/** The path and query of a call to ourselves. */
export const ownPath = (url: string): string => url.slice(url.indexOf('/cnf?'));

function absoluteTarget(text: string): OutputTarget | undefined {
  const [, scheme, host, port] = absolute.exec(text) ?? [];
  const read = outboundTarget.safeParse({
    ...{ scheme, host },
    port: port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port),
  });
  return read.success ? { kind: 'out', target: read.data } : undefined;
}

function deviceTarget(device: string, { devices }: Pick<Site, 'devices'>): OutputTarget | undefined {
  const target = parseHttpAddress(devices.find(({ id }) => id === device)?.address ?? '');
  return target === undefined ? undefined : { kind: 'out', target };
}
