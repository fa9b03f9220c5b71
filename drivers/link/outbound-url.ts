import type { OutboundTarget } from '../../firmware/domain/outbound.ts';
import { OutboundError } from './outbound-error.ts';

const maxUrlLength = 2_048;
/** RFC 1035. */
const maxHostLength = 253;
/** Scheme, then an authority without user and password, in the letters that a host may have. */
const shape = /^(https?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::([0-9]{1,5}))?(?=[/?#]|$)/i;

/** A URL taken apart: where it goes, and what is asked for there. */
export interface OutboundUrl {
  readonly target: OutboundTarget;
  /** Path and query. */
  readonly path: string;
}

/** `https://host:443`: how a target is named in sentences. */
export const nameOf = ({ scheme, host, port }: OutboundTarget): string => `${scheme}://${host}:${port}`;

/**
 * Reads a URL. A host must stand as it is meant: the decimal, octal, hex and short forms of an IPv4 address, which
 * resolvers understand differently, are refused, as are user and password. Throws `badUrl`.
 */
export function parseOutboundUrl(text: string): OutboundUrl {
  if (text.length > maxUrlLength) throw new OutboundError('badUrl', `A URL has at most ${maxUrlLength} characters`);
  const [, scheme = '', host = ''] = shape.exec(text) ?? [];
  if (scheme === '' || host.length > maxHostLength || !URL.canParse(text)) {
    const user = /^https?:\/\/[^/?#]*@/i.test(text);
    throw new OutboundError(
      'badUrl',
      user
        ? 'A URL holds no user and password; they are given apart from it'
        : 'A URL starts with http:// or https://, a host and, where it is not the usual one, a port',
    );
  }
  const url = new URL(text);
  if (url.hostname !== host.toLowerCase())
    throw new OutboundError(
      'badUrl',
      `The host ${host} is written in a form that can be read in more than one way; write it as ${url.hostname}`,
    );
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  if (port === 0) throw new OutboundError('badUrl', 'The port of a URL is 1 to 65535');
  return {
    target: { scheme: secure ? 'https' : 'http', host: url.hostname, port },
    path: `${url.pathname}${url.search}`,
  };
}

/** Throws `notListed` unless scheme, host and port stand in the list exactly. */
export function mustBeListed(target: OutboundTarget, allowed: readonly OutboundTarget[]): void {
  const same = ({ scheme, host, port }: OutboundTarget) =>
    scheme === target.scheme && host === target.host && port === target.port;
  if (allowed.some(same)) return;
  throw new OutboundError(
    'notListed',
    `${nameOf(target)} is not in the installer's list of places that requests may go to`,
  );
}
