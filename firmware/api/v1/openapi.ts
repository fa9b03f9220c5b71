import { z } from 'zod';
import { statusOf } from '../refusal.ts';
import type { Route } from './route.ts';

const errorAnswer = z.strictObject({ error: z.string(), message: z.string(), path: z.string().exactOptional() });

/** The OpenAPI 3.1 description of a route table, and of the original's calls by their names. */
export function openApi(routes: readonly Route[], version: string, calls: readonly string[]): object {
  const paths: Record<string, Record<string, object>> = { ...originalPaths(calls) };
  for (const route of routes) {
    const operations = paths[route.path] ?? {};
    operations[route.method.toLowerCase()] = operation(route);
    paths[route.path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Netwacht', version, description: 'The local REST interface of a Netwacht controller.' },
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'netwacht' },
        token: { type: 'http', scheme: 'bearer' },
        basic: { type: 'http', scheme: 'basic', description: 'Sent unasked; no answer carries a challenge.' },
      },
      schemas: { Error: schemaOf(errorAnswer) },
    },
  };
}

function operation(route: Route): object {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const parameters = names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const body = route.body && {
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: schemaOf(route.body) },
        ...(route.streamed === undefined ? {} : { [route.streamed]: {} }),
      },
    },
  };
  return {
    summary: route.summary,
    ...(route.access === 'open' || route.access === 'anyone' ? {} : { 'x-right': route.access }),
    security: route.access === 'open' ? [] : [...(route.access === 'anyone' ? [{}] : []), ...signIns],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...body,
    responses: { ...success(route), ...failures(route) },
  };
}

/** `/cnf?cmd=…` is one address with a table of calls behind it (docs/original-api.md), and the page that a client tries its password on. */
function originalPaths(calls: readonly string[]): Record<string, Record<string, object>> {
  const cmd = { name: 'cmd', in: 'query', required: true, schema: { type: 'string', enum: [...calls].sort() } };
  const text = { 'application/json': { schema: { type: 'string' } } };
  const call = {
    summary: "A call of the original's API; other parameters depend on it",
    security: [{}, { token: [] }, { basic: [] }],
    parameters: [cmd],
    responses: {
      200: { description: 'What the call answers', content: { 'application/json': { schema: {} } } },
      default: { description: 'Refused: a JSON string that begins with the code', content: text },
    },
  };
  const probe = {
    summary: 'Whether user and password are right',
    security: [{ token: [] }, { basic: [] }],
    responses: { 200: { description: 'They are' }, 401: { description: 'They are not', content: text } },
  };
  return { '/cnf': { get: call, post: call }, '/ui/en/sim.htm': { get: probe } };
}

const signIns = [{ session: [] }, { token: [] }, { basic: [] }];

function success(route: Route): Record<string, object> {
  const entries = Object.entries(route.answers).map(([status, { description, schema, contentType }]) => {
    const content = schema && { content: { [contentType ?? 'application/json']: { schema: schemaOf(schema) } } };
    return [status, { description, ...content }] as const;
  });
  return Object.fromEntries(entries);
}

/** The refusals that follow from what a row needs; `default` covers the rest. */
function failures(route: Route): Record<string, object> {
  const codes = ['throttled'];
  if (route.access !== 'open') codes.push('unauthorised');
  if (route.access !== 'open' || route.method !== 'GET') codes.push('forbidden');
  if (route.body !== undefined) codes.push('badBody', 'tooLarge');
  if (Object.keys(route.answers).length === 0) codes.push('notYet');
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  const refused = { description: 'Refused', content };
  return { ...Object.fromEntries(codes.map((code) => [String(statusOf(code)), refused])), default: refused };
}

function schemaOf(schema: z.ZodType): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
