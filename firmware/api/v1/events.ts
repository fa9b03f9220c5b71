import { z } from 'zod';
import { may } from '../../domain/rights.ts';
import type { EventPort } from '../event-port.ts';
import type { Log } from '../log.ts';
import type { Route } from './route.ts';

const layer = z.enum(['guard', 'dns', 'connect', 'tls', 'login', 'refused', 'answer', 'settings']);
const fault = z.strictObject({ layer, message: z.string() });
const channel = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['mail', 'webhook', 'push']),
  enabled: z.boolean(),
  waiting: z.number(),
  lastSentAt: z.string().nullable(),
  nextTryAt: z.string().nullable(),
  fault: fault.nullable(),
});
const entry = z.strictObject({
  at: z.string(),
  outcome: z.enum(['sent', 'held', 'failed', 'givenUp']),
  channel: z.string(),
  code: z.string(),
  stage: z.enum(['begins', 'over', 'once']),
  what: z.string(),
  sentence: z.string(),
  why: z.string().optional(),
});

/** Messages to people: how the ways stand, what went out, and a try. */
export const eventRoutes = (messages: EventPort, log: Log): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/events/channels',
    summary: 'How the channels of messages to people stand',
    access: 'site',
    answers: { 200: { description: 'The channels', schema: z.strictObject({ channels: z.array(channel) }) } },
    handle: () => ({ status: 200, body: { channels: messages.channels() } }),
  },
  {
    method: 'GET',
    path: '/api/v1/events/log',
    summary: 'What became of the last 100 messages to people, newest first',
    access: 'read',
    answers: { 200: { description: 'The messages', schema: z.strictObject({ entries: z.array(entry) }) } },
    handle({ identity }) {
      // What a server says may name an address, which is for who sets it up.
      const whole = identity !== undefined && may(identity.role, 'site');
      const open = messages.entries().filter(({ code }) => whole || !security.has(code));
      const entries = whole ? open : open.map(({ why: _, ...rest }) => rest);
      return { status: 200, body: { entries } };
    },
  },
  {
    method: 'POST',
    path: '/api/v1/events/{channel}/test',
    summary: 'Sends a try through a channel and says which layer failed',
    access: 'site',
    answers: {
      200: {
        description: 'How it ended: dns, connect, tls, login, refused by the server with its words',
        schema: z.strictObject({ ok: z.boolean(), ms: z.number(), fault: fault.optional() }),
      },
      404: { description: 'There is no such channel' },
      429: { description: 'It was tried five times within a minute' },
    },
    async handle({ params, identity }) {
      const { channel: id = '' } = params;
      const result = await messages.test(id);
      log.info({ by: identity?.author.name, channel: id, ok: result.ok }, 'A message was tried');
      return { status: 200, body: result };
    },
  },
];

/** Their names are those of tokens and addresses of machines. */
const security = new Set<string>(['passwordChanged', 'tokenMade', 'tokenRemoved', 'wrongPasswords']);
