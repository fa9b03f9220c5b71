import { z } from 'zod';
import type { Log } from '../log.ts';
import type { RuleSetPort } from '../ports.ts';
import { type Call, type Route, withBody } from './route.ts';

/** A hundred rules with long formulas. */
const maxFileBytes = 256 * 1024;
// The desk knows the shape of a file, and names every fault with its path.
const file = z.record(z.string(), z.unknown());
const head = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  parameters: z.array(z.strictObject({ name: z.string(), formula: z.string() })),
  rules: z.number(),
});
const none = { 404: { description: 'There is no such rule set, or no site yet' } };
const changed = { description: 'In force', schema: z.strictObject({ ok: z.literal(true), etag: z.string() }) };
const one = '/api/v1/rule-sets/{id}';

/** Named rule sets as files, and the ones that are shipped. */
export const ruleSetRoutes = (sets: RuleSetPort, log: Log): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/rule-sets',
    summary: 'The named rule sets of the site',
    access: 'site',
    answers: { 200: { description: 'What each is', schema: z.strictObject({ ruleSets: z.array(head) }) }, ...none },
    handle() {
      const { etag, ruleSets } = sets.list();
      return { status: 200, body: { ruleSets }, headers: { ETag: `"${etag}"` } };
    },
  },
  {
    method: 'GET',
    path: one,
    summary: 'A rule set as a file, with the ETag of the site',
    access: 'site',
    answers: { 200: { description: 'The file', schema: file }, ...none },
    handle({ params }) {
      const { etag, file: body } = sets.get(params.id ?? '');
      return { status: 200, body, headers: { ETag: `"${etag}"` } };
    },
  },
  withBody({
    method: 'PUT',
    path: one,
    summary: 'Imports a rule set: a change of the site, with If-Match only if nobody was faster',
    access: 'site',
    body: file,
    bodyLimitBytes: maxFileBytes,
    answers: { 200: changed, ...none },
    handle(call) {
      const { id = '' } = call.params;
      const etag = sets.put(id, call.body, optionsOf(call));
      log.info({ by: call.identity?.author.name, ruleSet: id, etag }, 'A rule set was imported');
      return { status: 200, body: { ok: true, etag }, headers: { ETag: `"${etag}"` } };
    },
  }),
  {
    method: 'DELETE',
    path: one,
    summary: 'Takes a rule set out of the site, unless something uses it',
    access: 'site',
    answers: { 200: changed, ...none },
    handle(call) {
      const { id = '' } = call.params;
      const etag = sets.remove(id, optionsOf(call));
      log.info({ by: call.identity?.author.name, ruleSet: id, etag }, 'A rule set was taken away');
      return { status: 200, body: { ok: true, etag }, headers: { ETag: `"${etag}"` } };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/rule-presets',
    summary: 'The rule sets that are shipped',
    access: 'site',
    answers: { 200: { description: 'What each is', schema: z.strictObject({ presets: z.array(head) }) } },
    handle: () => ({ status: 200, body: { presets: sets.presets() } }),
  },
  {
    method: 'GET',
    path: '/api/v1/rule-presets/{id}',
    summary: 'A rule set that is shipped, as a file to be imported',
    access: 'site',
    answers: { 200: { description: 'The file', schema: file }, ...none },
    handle: ({ params }) => ({ status: 200, body: sets.preset(params.id ?? '') }),
  },
];

function optionsOf({ ctx, identity }: Call<unknown>) {
  const author = identity?.author ?? ({ name: 'unknown', side: 'lan' } as const);
  const given = ctx.headers['if-match']?.trim();
  if (given === undefined || given === '*') return { author };
  return { author, ifMatch: /^"([^"]*)"$/.exec(given)?.[1] ?? given };
}
