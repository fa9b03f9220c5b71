import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { backendTestSchema, backendViewSchema, logEntrySchema, ocppServerViewSchema } from '../../domain/ocpp-views.ts';
import type { OcppLogQuestion, OcppPort } from '../ocpp-port.ts';
import { onlyParameters, parameter, timeParameter } from './query.ts';
import { type Call, type Route, withBody } from './route.ts';

// The documents have their own schemas, which name every fault with its path; the port applies them.
const anyDocument = z.record(z.string(), z.unknown());
const backendsPath = '/api/v1/ocpp/backends';
const backendPath = `${backendsPath}/{id}`;
const serverPath = '/api/v1/ocpp/server';
const noBackend = { 404: { description: 'There is no such backend' } };
const mostEntries = 1000;
const usualEntries = 100;

/** OCPP: backends of suppliers, the port for charge points, the messages (contracts §8). */
export const ocppRoutes = (ocpp: OcppPort): Route[] => [
  {
    method: 'GET',
    path: backendsPath,
    summary: 'All backends with the state of each of their stations',
    access: 'secrets',
    answers: { 200: { description: 'By id', schema: z.strictObject({ backends: z.array(backendViewSchema) }) } },
    handle: () => ({ status: 200, body: { backends: ocpp.backends() } }),
  },
  {
    method: 'GET',
    path: backendPath,
    summary: 'A backend, and how its stations are connected or why not',
    access: 'secrets',
    answers: { 200: { description: 'The backend', schema: backendViewSchema }, ...noBackend },
    handle: ({ params }) => ({ status: 200, body: ocpp.backend(params.id ?? '') }),
  },
  withBody({
    method: 'PUT',
    path: backendPath,
    summary: 'Puts a backend in force; only its own stations connect anew',
    access: 'secrets',
    jsonOnly: true,
    bodyLimitBytes: 262_144,
    body: anyDocument,
    answers: { 200: { description: 'In force', schema: backendViewSchema } },
    handle({ params, body, identity }) {
      const id = params.id ?? '';
      ocpp.putBackend(id, body, authorOf(identity));
      return { status: 200, body: ocpp.backend(id) };
    },
  }),
  {
    method: 'DELETE',
    path: backendPath,
    summary: 'Ends a backend; messages about money that it was not told are kept on disk',
    access: 'secrets',
    answers: { 204: { description: 'Gone' }, ...noBackend },
    handle({ params, identity }) {
      ocpp.removeBackend(params.id ?? '', authorOf(identity));
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    path: `${backendPath}/test`,
    summary: 'Connects once: how far it comes, in a sentence',
    access: 'secrets',
    answers: { 200: { description: 'How far it came', schema: backendTestSchema }, ...noBackend },
    async handle({ params }) {
      return { status: 200, body: await ocpp.testBackend(params.id ?? '') };
    },
  },
  {
    method: 'GET',
    path: serverPath,
    summary: 'The port for charge points: whether it listens, who is connected, who was not let in',
    access: 'devices',
    answers: { 200: { description: 'The port', schema: ocppServerViewSchema } },
    handle: () => ({ status: 200, body: ocpp.server() }),
  },
  withBody({
    method: 'PUT',
    path: serverPath,
    summary: 'Puts the port for charge points: on, off, with and without TLS',
    access: 'secrets',
    jsonOnly: true,
    bodyLimitBytes: 262_144,
    body: anyDocument,
    answers: { 200: { description: 'In force', schema: ocppServerViewSchema } },
    handle({ body, identity }) {
      ocpp.putServer(body, authorOf(identity));
      return { status: 200, body: ocpp.server() };
    },
  }),
  {
    method: 'GET',
    path: '/api/v1/ocpp/log',
    summary:
      'The last messages, newest first: ?side, backend, station, direction, kind, action, from, to, before=NUMBER, limit (1 to 1000, 100), format=json or lines',
    access: 'secrets',
    answers: { 200: { description: 'Messages', schema: z.strictObject({ entries: z.array(logEntrySchema) }) } },
    handle({ ctx }) {
      const query = new URLSearchParams(ctx.querystring);
      const lines = oneOf(query, 'format', ['json', 'lines']) === 'lines';
      const entries = ocpp.log(questionOf(query));
      if (!lines) return { status: 200, body: { entries } };
      ctx.status = 200;
      ctx.type = 'application/x-ndjson';
      ctx.attachment('ocpp-messages.jsonl');
      ctx.body = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
      return 'taken';
    },
  },
];

const known = ['side', 'backend', 'station', 'direction', 'kind', 'action', 'from', 'to', 'before', 'limit', 'format'];

function questionOf(query: URLSearchParams): OcppLogQuestion {
  onlyParameters(query, known);
  const toMs = timeParameter(query, 'to', Number.POSITIVE_INFINITY);
  return {
    side: oneOf(query, 'side', ['backend', 'chargePoint']),
    direction: oneOf(query, 'direction', ['in', 'out']),
    kind: oneOf(query, 'kind', ['call', 'result', 'error', 'bad']),
    ...{ backend: parameter(query, 'backend'), station: parameter(query, 'station') },
    action: parameter(query, 'action'),
    ...{ fromMs: timeParameter(query, 'from', Number.NEGATIVE_INFINITY), toMs },
    before: whole(query, 'before', Number.MAX_SAFE_INTEGER),
    limit: whole(query, 'limit', mostEntries) ?? usualEntries,
  };
}

function oneOf<T extends string>(query: URLSearchParams, name: string, allowed: readonly T[]): T | undefined {
  const given = parameter(query, name);
  const found = allowed.find((one) => one === given);
  if (given !== undefined && found === undefined)
    throw new NetwachtError('badParameter', `${name} must be one of ${allowed.join(', ')}`, { path: name });
  return found;
}

function whole(query: URLSearchParams, name: string, most: number): number | undefined {
  const given = parameter(query, name);
  if (given === undefined) return undefined;
  const value = Number(given);
  if (/^\d{1,16}$/.test(given) && value >= 1 && value <= most) return value;
  throw new NetwachtError('badNumber', `${name} must be a whole number from 1 to ${most}`, { path: name });
}

const authorOf = (identity: Call<unknown>['identity']) =>
  identity?.author ?? ({ name: 'unknown', side: 'lan' } as const);
