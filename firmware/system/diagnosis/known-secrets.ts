import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSecret } from '../../store/secrets.ts';

/** Every text of this box that must not be shown: passwords of devices, uids of cards as they are written anywhere, the claim code. */
export function knownSecrets(dir: string, site: unknown, claimCode: string | undefined): readonly string[] {
  const folder = join(dir, 'keys', 'secrets');
  const names = existsSync(folder)
    ? readdirSync(folder).flatMap((name) => name.match(/^([a-z0-9-]+)\.json$/)?.[1] ?? [])
    : [];
  const passwords = names.flatMap((name) => readSecret(dir, name)?.password ?? []);
  return [...passwords, ...uidsOf(site).flatMap(writings), ...(claimCode === undefined ? [] : [claimCode])];
}

function uidsOf(site: unknown): readonly string[] {
  const tags = typeof site === 'object' && site !== null && 'tags' in site ? site.tags : undefined;
  return (Array.isArray(tags) ? tags : []).flatMap((tag: unknown) =>
    typeof tag === 'object' && tag !== null && 'uid' in tag && typeof tag.uid === 'string' ? [tag.uid] : [],
  );
}

/** A card as different readers spell it. */
function writings(uid: string): readonly string[] {
  const bare = uid.replaceAll(/[^A-Za-z0-9]/g, '');
  const pairs = bare.match(/../g) ?? [];
  const spelled = [uid, bare, pairs.join(':'), pairs.join('-'), pairs.join(' ')];
  return spelled.flatMap((text) => [text, text.toUpperCase(), text.toLowerCase()]);
}
