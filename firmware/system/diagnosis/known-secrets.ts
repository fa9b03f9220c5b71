import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSecret } from '../../store/secrets.ts';

/** Every text of this box that must not be shown: passwords of devices, uids of cards as they are written anywhere, addresses
 * that messages to people go to (who knows that of a push service can read along), the claim code. */
export function knownSecrets(dir: string, site: unknown, claimCode: string | undefined): readonly string[] {
  const folder = join(dir, 'keys', 'secrets');
  const names = existsSync(folder)
    ? readdirSync(folder).flatMap((name) => name.match(/^([a-z0-9-]+)\.json$/)?.[1] ?? [])
    : [];
  const passwords = names.flatMap((name) => readSecret(dir, name)?.password ?? []);
  return [
    ...passwords,
    ...uidsOf(site).flatMap(writings),
    ...addressesOf(site),
    ...(claimCode === undefined ? [] : [claimCode]),
  ];
}

function uidsOf(site: unknown): readonly string[] {
  const tags = typeof site === 'object' && site !== null && 'tags' in site ? site.tags : undefined;
  return (Array.isArray(tags) ? tags : []).flatMap((tag: unknown) =>
    typeof tag === 'object' && tag !== null && 'uid' in tag && typeof tag.uid === 'string' ? [tag.uid] : [],
  );
}

/** Mail addresses whole; of a URL what stands behind its host. */
function addressesOf(site: unknown): readonly string[] {
  const events = keyOf(site, 'events');
  const channels = keyOf(events, 'channels');
  return (Array.isArray(channels) ? channels : []).flatMap((channel: unknown) => {
    const [to, from, url] = [keyOf(channel, 'to'), keyOf(channel, 'from'), keyOf(channel, 'url')];
    const path = typeof url === 'string' ? /^https?:\/\/[^/?#]+\/?(.{3,})$/.exec(url)?.[1] : undefined;
    return [...(Array.isArray(to) ? to : []), from, path].filter((text) => typeof text === 'string');
  });
}

const keyOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;

/** A card as different readers spell it. */
function writings(uid: string): readonly string[] {
  const bare = uid.replaceAll(/[^A-Za-z0-9]/g, '');
  const pairs = bare.match(/../g) ?? [];
  const spelled = [uid, bare, pairs.join(':'), pairs.join('-'), pairs.join(' ')];
  return spelled.flatMap((text) => [text, text.toUpperCase(), text.toLowerCase()]);
}
