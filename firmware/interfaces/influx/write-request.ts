import type { OutboundRequest } from '../../../drivers/link/outbound.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { targetOfUrl, urlOf } from '../../domain/site/http-address.ts';
import type { InfluxSettings } from '../../domain/site/influx.ts';

/** Name and password of the secret store. */
interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** The request that writes lines: v1 (InfluxDB 1.x) or v2 (InfluxDB 2 and 3, VictoriaMetrics and others). */
export function writeRequest(
  settings: InfluxSettings,
  credentials: Credentials | undefined,
  lines: readonly string[],
): OutboundRequest {
  const target = targetOfUrl(settings.url);
  if (target === undefined) throw new NetwachtError('badUrl', 'the address of the database is none');
  const { database = '', retentionPolicy, org = '', bucket = '' } = settings;
  const query = new URLSearchParams(
    settings.api === 'v1'
      ? { db: database, ...(retentionPolicy === undefined ? {} : { rp: retentionPolicy }), precision: 'ms' }
      : { org, bucket, precision: 'ms' },
  );
  return {
    ...{ method: 'POST', url: `${urlOf(target)}${settings.api === 'v1' ? '/write' : '/api/v2/write'}?${query}` },
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...(credentials === undefined ? {} : { authorization: signedIn(settings, credentials) }),
    },
    body: `${lines.join('\n')}\n`,
  };
}

const signedIn = ({ api }: InfluxSettings, { user, password }: Credentials): string =>
  api === 'v1' ? `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` : `Token ${password}`;

/** What became of lines: `again` = they may arrive later, `refused` = they never will. */
export type Verdict =
  | { readonly kind: 'written' }
  | { readonly kind: 'again' | 'refused'; readonly code: string; readonly message: string };

/** What a status means; `said` is the answer's body, of which a sentence is kept. */
export function verdictOf(status: number, said: string): Verdict {
  if (status >= 200 && status < 300) return { kind: 'written' };
  const words = said
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 200);
  const message = `the database answered ${status}${words === '' ? '' : `: ${words}`}`;
  // Bad lines stay bad, and so does what it cannot keep; whoever has no right yet or no bucket may be given one.
  return status === 400 || status === 413 || status === 422
    ? { kind: 'refused', code: 'refused', message }
    : { kind: 'again', code: status === 401 || status === 403 ? 'badCredentials' : 'badAnswer', message };
}
