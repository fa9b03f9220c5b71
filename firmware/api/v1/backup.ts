import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { z } from 'zod';
import type { BackupContent, RestoreDone, RestoreEffect, RestoreView } from '../../domain/backup.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { BackupPort } from '../backup-port.ts';
import { Throttled } from '../refusal.ts';
import { maxPasswordLength, passwordFault } from '../sign-in/password-rules.ts';
import { type Call, type Route, withBody } from './route.ts';

/** Wrong passwords of a file, whoever gives them: each try costs the box half a second of a core. */
const triesPerWindow = 5;
const windowS = 600;

const content = z.strictObject({
  ...{ made: z.string(), version: z.string(), box: z.string(), site: z.string().nullable() },
  counts: z.record(z.string(), z.number()),
}) satisfies z.ZodType<BackupContent>;
const effect = z.strictObject({
  replacesSite: z.string().nullable(),
  ...{ channelsGone: z.array(z.string()), backendsGone: z.array(z.string()) },
  ...{ variablesKept: z.int(), asksForKeys: z.boolean() },
}) satisfies z.ZodType<RestoreEffect>;
const done = z.strictObject({
  ...{ at: z.string(), by: z.string(), content, withKeys: z.boolean() },
  ...{ sessionsAdded: z.int(), sessionsKnown: z.int() },
}) satisfies z.ZodType<RestoreDone>;
const view = z.strictObject({ fileBytes: z.int().nullable(), last: done.nullable() }) satisfies z.ZodType<RestoreView>;
const password = z
  .string()
  .min(1)
  .max(2 * maxPasswordLength);
const stands = { description: 'The file that was sent, and what the last restore did', schema: view };

/** An encrypted backup of what makes this box this box, and the way back from one (docs/backup.md). */
export function backupRoutes(backup: BackupPort): Route[] {
  const tries = new RateLimiterMemory({ points: triesPerWindow, duration: windowS });
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    await take(tries);
    try {
      const result = await work();
      await tries.delete('file');
      return result;
    } catch (error) {
      // Only a wrong password is a try.
      if (!(error instanceof NetwachtError) || error.code !== 'wrongPassword') await tries.reward('file');
      throw error;
    }
  };
  return [
    withBody({
      method: 'POST',
      path: '/api/v1/backup',
      summary: 'An encrypted backup: an age file that opens with this password only',
      access: 'backup',
      body: z.strictObject({ password }),
      jsonOnly: true,
      answers: {
        200: { description: 'The file', schema: z.string(), contentType: 'application/octet-stream' },
        503: { description: 'Another one is being made' },
      },
      async handle({ ctx, body, identity }) {
        const fault = passwordFault(body.password);
        if (fault !== undefined) throw new NetwachtError('weakPassword', fault, { path: 'password' });
        const { name, bytes } = await backup.make(body.password, whoOf(identity));
        ctx.status = 200;
        ctx.type = 'application/octet-stream';
        ctx.set('Content-Disposition', `attachment; filename="${name}"`);
        ctx.body = bytes;
        return 'taken' as const;
      },
    }),
    {
      method: 'GET',
      path: '/api/v1/restore',
      summary: 'The file that was sent to be restored, and what the last restore did',
      access: 'backup',
      answers: { 200: stands },
      handle: () => ({ status: 200, body: backup.view() }),
    },
    withBody({
      method: 'POST',
      path: '/api/v1/restore',
      summary:
        'First the age file as it is; then its password, to be told what is in it; with "restore": true it is restored and the box restarts',
      access: 'backup',
      body: z.strictObject({ password, restore: z.boolean().default(false), keys: z.boolean().optional() }).optional(),
      jsonOnly: true,
      streamed: 'application/octet-stream',
      answers: {
        200: { description: 'What is in it and what it would do', schema: z.strictObject({ content, effect }) },
        201: { description: 'The file is here', schema: view },
        202: { description: 'It is being restored; the box restarts', schema: z.strictObject({ ok: z.literal(true) }) },
        409: { description: 'No file was sent, or whether keys are replaced was not said' },
        507: { description: 'There is too little room on the disk' },
      },
      async handle({ ctx, body, identity }) {
        const who = whoOf(identity);
        if (body === undefined) {
          if (ctx.is('application/octet-stream') !== 'application/octet-stream')
            throw new NetwachtError('badContentType', 'Send application/octet-stream or application/json');
          return { status: 201, body: await backup.receive(ctx.req, ctx.request.length, who) };
        }
        if (!body.restore) return { status: 200, body: await guarded(() => backup.look(body.password)) };
        await guarded(() => backup.begin(body.password, body.keys, who));
        ctx.res.once('close', () => void backup.carryOut());
        return { status: 202, body: { ok: true } };
      },
    }),
    {
      method: 'DELETE',
      path: '/api/v1/restore',
      summary: 'Drops the file that was sent',
      access: 'backup',
      answers: { 200: stands },
      handle() {
        backup.drop();
        return { status: 200, body: backup.view() };
      },
    },
  ];
}

async function take(tries: RateLimiterMemory): Promise<void> {
  try {
    await tries.consume('file');
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw new Throttled(refused.msBeforeNext / 1000, 'Too many wrong passwords for a backup; wait before the next one');
  }
}

const whoOf = (identity: Call<unknown>['identity']): string => identity?.author.name ?? 'unknown';
