import { Readable } from 'node:stream';
import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { type LogLine, type LogView, logLevels } from '../../domain/log-line.ts';
import type { DiagnosisPort } from '../diagnosis-port.ts';
import type { Log } from '../log.ts';
import type { Call, Route } from './route.ts';

const line = z.strictObject({
  ...{ seq: z.int(), at: z.string(), level: z.enum(logLevels), room: z.string(), message: z.string() },
  ...{ facts: z.string(), timeUnsynced: z.literal(true).exactOptional() },
}) satisfies z.ZodType<LogLine>;
const view = z.strictObject({ lines: z.array(line), gone: z.int() }) satisfies z.ZodType<LogView>;
const query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(2000).default(200),
  level: z.enum(logLevels).default('info'),
  after: z.coerce.number().int().min(0).default(0),
});

/** The log and the file for whoever helps: for people on the premises, never through a gateway. */
export const diagnosisRoutes = (diagnosis: DiagnosisPort, log: Log): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/log',
    summary: 'The last lines of the log, secrets masked; ?limit (1 to 2000, 200), ?level (info), ?after=SEQ',
    access: 'devices',
    answers: { 200: { description: 'Lines, oldest first', schema: view } },
    handle({ ctx, identity }) {
      onPremises(identity);
      const asked = query.safeParse(Object.fromEntries(new URLSearchParams(ctx.querystring)));
      if (!asked.success) {
        const path = String(asked.error.issues[0]?.path[0] ?? 'limit');
        throw new NetwachtError('badQuery', `${path} is not understood`, { path });
      }
      return { status: 200, body: diagnosis.log(asked.data) };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/diagnosis',
    summary: 'One file for whoever helps: version, health, lines, state, site, storage, clock and log; no secrets',
    access: 'devices',
    answers: { 200: { description: 'JSON lines', schema: z.string(), contentType: 'application/jsonl' } },
    handle({ ctx, identity }) {
      onPremises(identity);
      log.info({ by: identity?.author.name }, 'The file for whoever helps was taken');
      ctx.status = 200;
      ctx.type = 'application/jsonl';
      ctx.set('Content-Disposition', 'attachment; filename="netwacht-diagnosis.jsonl"');
      ctx.body = Readable.from(diagnosis.file());
      return 'taken';
    },
  },
];

function onPremises(identity: Call<unknown>['identity']): void {
  if (identity?.author.side === 'channel')
    throw new NetwachtError('notThroughChannel', 'This is never done through a gateway channel, only on the premises');
}
