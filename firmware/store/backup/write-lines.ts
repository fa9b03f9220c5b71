import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupHead, BackupLine } from '../../domain/backup.ts';
import { placeId, placeKind } from '../../domain/outside-plan.ts';
import { keyFiles } from '../key-files.ts';
import { readSecret } from '../secrets.ts';
import type { Store } from '../store.ts';

const dayMs = 86_400_000;
const pageSize = 100;

/** Kinds of keys that go into a backup; those of the page and of the proof log are made anew on each box. */
export const keyFolders = ['certificates', 'stations'] as const;

/**
 * The lines of a backup, each with its newline, made as they are asked for: sessions of years need no memory. `owned`: what the
 * grid operator owns is left out.
 */
export function* backupLines(from: {
  readonly store: Store;
  readonly dir: string;
  readonly head: BackupHead;
  readonly owned: (variable: { readonly name: string; readonly source: string }) => boolean;
}): Generator<string> {
  let lines = 0;
  const said = (line: BackupLine): string => {
    lines += 1;
    return `${JSON.stringify(line)}\n`;
  };
  yield `${JSON.stringify(from.head)}\n`;
  for (const line of settingLines(from)) yield said(line);
  for (const line of sessionLines(from.store)) yield said(line);
  for (const line of meteringLines(from.store)) yield said(line);
  yield `${JSON.stringify({ kind: 'end', lines })}\n`;
}

function* settingLines({ store, dir, owned }: Parameters<typeof backupLines>[0]): Generator<BackupLine> {
  const site = store.site.get();
  if (site !== undefined) yield { kind: 'site', document: site.document as Record<string, unknown> };
  for (const { name, value, expr, atMs, source, temporary } of store.variables.all()) {
    if (temporary === true || (value === undefined && expr === undefined) || owned({ name, source })) continue;
    const content = { ...(value === undefined ? {} : { value }), ...(expr === undefined ? {} : { expr }) };
    yield { kind: 'variable', name, ...content, atMs: Math.trunc(atMs), source };
  }
  const gateway = store.gateway.gateway();
  if (gateway !== undefined) yield { kind: 'gateway', document: gateway.document as Record<string, unknown> };
  for (const { id, document } of store.gateway.channels())
    yield { kind: 'channel', id, document: document as Record<string, unknown> };
  const { ocppDocuments } = store;
  for (const id of ocppDocuments.names('backend'))
    yield { kind: 'backend', id, document: ocppDocuments.get('backend', id) as Record<string, unknown> };
  const server = ocppDocuments.get('server', 'server');
  if (server !== undefined) yield { kind: 'ocppServer', document: server as Record<string, unknown> };
  for (const [user, phc] of store.people.pins()) yield { kind: 'pin', user, phc };
  for (const [tag, count] of store.people.uses()) yield { kind: 'cardUses', tag, count };
  for (const { place, entries, atMs, source } of store.plans.all())
    yield { kind: 'plan', of: placeKind(place), place: placeId(place), entries: [...entries], atMs, source };
  yield* fileLines(dir);
}

/** Definitions, passwords of devices, keys. */
function* fileLines(dir: string): Generator<BackupLine> {
  for (const folder of namesIn(join(dir, 'definitions')))
    for (const id of jsonIn(join(dir, 'definitions', folder)))
      yield {
        ...{ kind: 'definition', folder, id },
        text: readFileSync(join(dir, 'definitions', folder, `${id}.json`), 'utf8'),
      };
  for (const name of jsonIn(join(dir, 'keys', 'secrets'))) {
    const secret = readSecret(dir, name);
    if (secret !== undefined) yield { kind: 'secret', name, ...secret };
  }
  for (const folder of keyFolders) {
    if (!existsSync(join(dir, 'keys', folder))) continue;
    const files = keyFiles(join(dir, 'keys', folder));
    for (const name of files.names()) {
      const pair = files.read(name);
      if (pair !== undefined) yield { kind: 'key', folder, name, pair };
    }
  }
}

/** Sessions that are over, oldest first; one that runs has no end yet and stays out. */
function* sessionLines({ sessions }: Store): Generator<BackupLine> {
  let after: { readonly pluggedMs: number; readonly id: number } | undefined;
  for (;;) {
    const page = sessions.page(0, Number.MAX_SAFE_INTEGER, after, pageSize);
    for (const { session, corrections } of page)
      yield {
        kind: 'session',
        session: { ...session, unpluggedAtMs: session.unpluggedAtMs ?? session.pluggedAtMs, flags: [...session.flags] },
        quarters: sessions.quarters(session.id).map(({ session: _, ...quarter }) => quarter),
        corrections: corrections.map(({ session: _, ...correction }) => correction),
        signed: sessions.signed(session.id).map(({ session: _, ...value }) => value),
      };
    const last = page.at(-1)?.session;
    if (last === undefined) return;
    after = { pluggedMs: last.pluggedAtMs, id: last.id };
  }
}

function* meteringLines({ sessions }: Store): Generator<BackupLine> {
  const span = sessions.meteringSpan();
  if (span === undefined) return;
  for (let fromMs = span.fromMs; fromMs <= span.toMs; fromMs += dayMs) {
    const quarters = sessions.meteringQuarters(fromMs, fromMs + dayMs);
    for (let at = 0; at < quarters.length; at += 1000)
      yield { kind: 'metering', quarters: quarters.slice(at, at + 1000) };
  }
}

const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);
const jsonIn = (folder: string): readonly string[] =>
  namesIn(folder).flatMap((name) => (/^[a-z0-9-]{1,64}\.json$/.test(name) ? [name.slice(0, -5)] : []));
