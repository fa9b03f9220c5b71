import { type OutboundTarget, outboundTarget } from '../outbound.ts';

/**
 * Where a device is asked by HTTP: `10.0.0.5`, `10.0.0.5:8080`, `http://meter.lan` or `https://[fd00::5]:8443`; nothing
 * else may stand there. `undefined` for what is none.
 */
export function parseHttpAddress(text: string): OutboundTarget | undefined {
  const parts = /^(?:(https?):\/\/)?(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::([0-9]{1,5}))?$/.exec(text);
  if (parts === null) return undefined;
  const [, scheme = 'http', host, port] = parts;
  const result = outboundTarget.safeParse({
    scheme,
    host,
    port: port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port),
  });
  return result.success ? result.data : undefined;
}

export const urlOf = ({ scheme, host, port }: OutboundTarget): string => `${scheme}://${host}:${port}`;

/** Scheme, host and port of a whole URL, which is all that may be asked then. `undefined` for one that is not clear. */
export function targetOfUrl(text: string): OutboundTarget | undefined {
  const authority = /^(https?:\/\/[^/?#]+)(?=[/?#]|$)/.exec(text)?.[1];
  return authority === undefined || !URL.canParse(text) ? undefined : parseHttpAddress(authority);
}

/** What is said of one that is not. */
export const notClear = 'a host is a name or an IP address in its usual form, a port 1 to 65535';

/** A host that stands as it is meant: no second form of an IPv4 address, which resolvers understand differently. */
export function isClearUrl(url: string): boolean {
  const target = targetOfUrl(url);
  return target !== undefined && new URL(url).hostname === target.host;
}
