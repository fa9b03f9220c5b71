import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { answerOf } from '../errors.ts';
import { mustKeepSecrets } from '../keeping-secrets.ts';
import type { Log } from '../log.ts';
import type { SecretPort, SitePort } from '../ports.ts';
import { type Route, withBody } from './route.ts';

/** A site of hundreds of devices and rules fits; anything larger is no site. */
const maxSiteBytes = 1024 * 1024;

// The document has its own schema in domain/site, which names every fault with its path; the port applies it.
const anyDocument = z.record(z.string(), z.unknown());
const fault = z.strictObject({ error: z.string(), message: z.string(), path: z.string().exactOptional() });

/** The site document (contracts §4). `ended` is called after each change: reads may be open no longer. */
export const siteRoutes = (site: SitePort, secrets: Pick<SecretPort, 'has'>, ended: () => void, log: Log): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/site',
    summary: 'The site document as it was given, with its ETag',
    access: 'site',
    answers: { 200: { description: 'The document', schema: anyDocument } },
    handle() {
      const current = site.current();
      if (current === undefined) throw new NetwachtError('noSite', 'This box has no site document yet');
      return { status: 200, body: current.document, headers: { ETag: `"${current.etag}"` } };
    },
  },
  withBody({
    method: 'PUT',
    path: '/api/v1/site',
    summary:
      'Puts a new site document in force; with If-Match only if nobody was faster, with If-None-Match: * only if there is none',
    access: 'site',
    body: anyDocument,
    bodyLimitBytes: maxSiteBytes,
    answers: { 200: { description: 'In force', schema: z.strictObject({ ok: z.literal(true), etag: z.string() }) } },
    handle({ ctx, body, identity }) {
      if (ctx.headers['if-none-match']?.trim() === '*' && site.current() !== undefined)
        throw new NetwachtError('conflict', 'the box has a site already; read it and change that one');
      const ifMatch = wantedEtag(ctx.headers['if-match'], site.current()?.etag);
      const author = identity?.author ?? { name: 'unknown', side: 'lan' };
      mustKeepSecrets(identity?.role ?? 'installer', secrets, site.current()?.document, body);
      const etag = site.put(body, ifMatch === undefined ? { author } : { author, ifMatch });
      ended();
      log.info({ by: author.name, etag }, 'A new site document is in force');
      return { status: 200, body: { ok: true, etag }, headers: { ETag: `"${etag}"` } };
    },
  }),
  withBody({
    method: 'POST',
    path: '/api/v1/site/check',
    summary: 'Every fault of a site document; changes nothing',
    access: 'site',
    body: anyDocument,
    bodyLimitBytes: maxSiteBytes,
    answers: {
      200: {
        description: 'ok is true when there are no faults',
        schema: z.strictObject({ ok: z.boolean(), faults: z.array(fault) }),
      },
    },
    handle({ body }) {
      const faults = site.check(body).map(answerOf);
      return { status: 200, body: { ok: faults.length === 0, faults } };
    },
  }),
];

/** Reads If-Match: the ETag that is asked for, undefined for none or `*`. Of several the current one, if it is among them. */
function wantedEtag(header: string | undefined, current: string | undefined): string | undefined {
  const given = header?.trim();
  if (given === undefined) return undefined;
  if (given === '*' && current !== undefined) return undefined;
  // A weak tag (W/"…") never matches here: its quotes do not close the part.
  const tags = given.split(',').map((part) => /^"([^"]*)"$/.exec(part.trim())?.[1] ?? part.trim());
  return tags.find((tag) => tag === current) ?? tags[0] ?? given;
}
