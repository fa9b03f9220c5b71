import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { type RecordingStatus, recordingEnds } from '../../domain/recording.ts';
import type { Log } from '../log.ts';
import type { RecordingPort } from '../ports.ts';
import { type Route, withBody } from './route.ts';

const status = z.strictObject({
  running: z.boolean(),
  since: z.string().nullable(),
  until: z.string().nullable(),
  bytes: z.int(),
  ended: z.enum(recordingEnds).nullable(),
}) satisfies z.ZodType<RecordingStatus>;

const order = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('start'), maxMinutes: z.number().min(1).max(1440) }),
  z.strictObject({ action: z.literal('stop') }),
]);

/** The recording of control cycles, for `npm run replay` (contracts §9). */
export const recordingRoutes = (recording: RecordingPort, log: Log): Route[] => [
  withBody({
    method: 'POST',
    path: '/api/v1/recording',
    summary: 'Starts or stops a recording of control cycles; a new one replaces the one before',
    access: 'devices',
    body: order,
    answers: { 200: { description: 'How it stands now', schema: status } },
    handle({ body, identity }) {
      const now = body.action === 'start' ? recording.start(body.maxMinutes) : recording.stop();
      log.info({ by: identity?.author.name, ...body }, 'A recording of control cycles was started or stopped');
      return { status: 200, body: now };
    },
  }),
  {
    method: 'GET',
    path: '/api/v1/recording/status',
    summary: 'Whether a recording runs, and how the last one ended',
    access: 'devices',
    answers: { 200: { description: 'How it stands now', schema: status } },
    handle: () => ({ status: 200, body: recording.status() }),
  },
  {
    method: 'GET',
    path: '/api/v1/recording',
    summary: 'The recorded cycles so far, one line of JSON each, format netwacht-replay/1',
    access: 'devices',
    answers: {
      200: { description: 'The lines', schema: z.string(), contentType: 'application/jsonl' },
      404: { description: 'There is no recording' },
    },
    handle({ ctx }) {
      const lines = recording.read();
      if (lines === undefined) throw new NetwachtError('notFound', 'There is no recording; start one first');
      ctx.status = 200;
      ctx.type = 'application/jsonl';
      ctx.set('Content-Disposition', 'attachment; filename="recording.jsonl"');
      ctx.body = lines;
      return 'taken';
    },
  },
];
