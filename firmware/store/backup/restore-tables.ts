import type { BackupSettings } from '../../domain/backup.ts';
import { channelSchema } from '../../domain/channel.ts';
import { placeId, placeKind, placeOf } from '../../domain/outside-plan.ts';
import { variableKey } from '../../domain/variable.ts';
import { etagOf } from '../canonical-json.ts';
import type { Tables } from '../tables/all.ts';

/** What a restore puts into the main file, in the transaction of whoever calls. */
export interface TablesRestore {
  readonly settings: BackupSettings;
  readonly atMs: number;
  /** The id of the box comes with its keys. */
  readonly withKeys: boolean;
  /** Small things to remember with it, by their keys. */
  readonly meta: Readonly<Record<string, string>>;
}

/**
 * Site, gateway, channels and backends become those of the backup. A variable or an outside plan that stands here stays as it
 * is, and what the grid operator owns is left alone: a restore brings no limit back and takes none away.
 */
export function restoreTables(tables: Tables, { settings, atMs, withKeys, meta }: TablesRestore): void {
  if (settings.site !== undefined) {
    const text = JSON.stringify(settings.site);
    const etag = etagOf(JSON.parse(text));
    if (tables.site.get()?.etag !== etag) tables.site.put(text, etag, atMs);
    // A person has put a site: see docs/decisions/003.
    tables.meta.remove('failsafeOnly');
  }
  restoreVariables(tables, settings);
  restoreGateway(tables, settings, atMs);
  restorePeople(tables, settings);
  const planned = new Set(tables.plans.all().map(({ place }) => `${placeKind(place)} ${placeId(place)}`));
  for (const { of, place, entries, atMs: plannedMs, source } of settings.plans)
    if (!planned.has(`${of} ${place}`))
      tables.plans.put({ place: placeOf(of, place), entries, atMs: plannedMs, source });
  const { ocppDocuments } = tables;
  for (const name of ocppDocuments.names('backend')) ocppDocuments.remove('backend', name);
  for (const { id, document } of settings.backends) ocppDocuments.put('backend', id, JSON.stringify(document));
  if (settings.ocppServer === undefined) ocppDocuments.remove('server', 'server');
  else ocppDocuments.put('server', 'server', JSON.stringify(settings.ocppServer));
  if (withKeys && settings.keys.length > 0) tables.meta.set('boxId', settings.head.box);
  for (const [key, value] of Object.entries(meta)) tables.meta.set(key, value);
}

/** Variables that channels own, those of the backup and those of now. */
export function ownedKeys(documents: readonly unknown[]): ReadonlySet<string> {
  return new Set(
    documents.flatMap((document) => {
      const channel = channelSchema.safeParse(document).data;
      const owns = channel?.enabled === true && channel.use === 'http' && channel.role !== 'administrator';
      return owns ? channel.variables.map(variableKey) : [];
    }),
  );
}

/** The variables of a backup that a box would take: those that have no value here, not even a removed one, and no owner. */
export function variablesTaken(
  settings: Pick<BackupSettings, 'variables' | 'channels'>,
  here: { readonly names: readonly string[]; readonly channels: readonly unknown[] },
): BackupSettings['variables'] {
  const owned = ownedKeys([...settings.channels.map(({ document }) => document), ...here.channels]);
  const stands = new Set(here.names.map(variableKey));
  return settings.variables.filter(({ name }) => !owned.has(variableKey(name)) && !stands.has(variableKey(name)));
}

function restoreVariables(tables: Tables, settings: BackupSettings): void {
  const here = {
    names: tables.variables.all().map(({ name }) => name),
    channels: tables.gateway.channels().map(({ document }) => document),
  };
  for (const { kind: _, ...variable } of variablesTaken(settings, here)) tables.variables.put(variable);
}

function restoreGateway(tables: Tables, settings: BackupSettings, atMs: number): void {
  if (settings.gateway !== undefined) tables.gateway.putGateway(JSON.stringify(settings.gateway), atMs);
  for (const { id } of tables.gateway.channels()) tables.gateway.removeChannel(id);
  for (const { id, document } of settings.channels) tables.gateway.putChannel(id, JSON.stringify(document), atMs);
}

/** PINs become those of the backup; a card that was used more often since is not given its uses back. */
function restorePeople({ people }: Tables, settings: BackupSettings): void {
  for (const user of people.pins().keys()) people.removePin(user);
  for (const { user, phc } of settings.pins) people.putPin(user, phc);
  const uses = people.uses();
  for (const { tag, count } of settings.cardUses)
    for (let used = uses.get(tag) ?? 0; used < Math.min(count, mostUses); used += 1) people.countUse(tag);
}

/** A card that is counted has a handful of uses. */
const mostUses = 10_000;
