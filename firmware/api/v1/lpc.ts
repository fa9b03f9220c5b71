import { z } from 'zod';
import { type LpcCommand, type LpcView, lpcStates } from '../../domain/lpc.ts';
import type { Log } from '../log.ts';
import type { LpcPort } from '../ports.ts';
import { type Route, withBody } from './route.ts';

const watts = z.number().min(0).max(1e7);
const seconds = z
  .number()
  .min(0)
  .max(366 * 86_400);

const command = z
  .strictObject({
    heartbeat: z.boolean().exactOptional(),
    limitW: watts.exactOptional(),
    active: z.boolean().exactOptional(),
    /** 0, like a key left out: the limit does not end by itself. */
    durationS: seconds.exactOptional(),
    failsafeW: watts.exactOptional(),
    failsafeDurationS: seconds.exactOptional(),
  })
  .refine((body) => body.heartbeat === true || Object.keys(body).some((key) => key !== 'heartbeat'), {
    message: 'Say heartbeat: true, or a limit, or both',
  })
  .refine(({ active, limitW }) => active !== true || limitW !== undefined, {
    message: 'An active limit needs limitW',
    path: ['limitW'],
  })
  .refine(({ limitW, active, durationS }) => durationS === undefined || limitW !== undefined || active !== undefined, {
    message: 'A duration belongs to a limit',
    path: ['durationS'],
  });

const view = z.strictObject({
  circuit: z.string(),
  state: z.enum(lpcStates),
  since: z.iso.datetime(),
  limitW: z.number().nullable(),
  until: z.iso.datetime().nullable(),
  heartbeatAgeS: z.number().nullable(),
  failsafeW: z.number(),
  failsafeDurationS: z.number(),
  contractualMaximumW: z.number().nullable(),
});

// The interface is what code reads, the schema what is told: this line fails to compile when they part.
export const schemaFitsView: z.output<typeof view> extends LpcView ? true : never = true;

const answers = {
  200: { description: 'How it stands now', schema: view },
  404: { description: 'The site expects no energy guard' },
};

/** The energy guard (EEBus LPC) by REST, until there is an adapter that speaks SHIP. */
export const lpcRoutes = (lpc: LpcPort, log: Log): Route[] => [
  withBody({
    method: 'POST',
    path: '/api/v1/grid/lpc',
    summary: 'A limitation of power consumption by an energy guard: heartbeat, limit write, fail-safe values',
    access: 'channels',
    body: command,
    answers,
    async handle({ body, identity }) {
      const author = identity?.author ?? { name: 'unknown', side: 'lan' };
      const now = await lpc.tell(commandOf(body), author);
      // Heartbeats come once a minute; what they carry beside themselves is worth a line.
      if (Object.keys(body).some((key) => key !== 'heartbeat'))
        log.info({ by: author.name, ...body, state: now.state }, 'The energy guard wrote a limit');
      return { status: 200, body: now };
    },
  }),
  {
    method: 'GET',
    path: '/api/v1/grid/lpc',
    summary: 'The state of the limitation of power consumption',
    access: 'read',
    answers,
    handle: async () => ({ status: 200, body: await lpc.view() }),
  },
];

function commandOf({ heartbeat, limitW, active, durationS, failsafeW, failsafeDurationS }: z.output<typeof command>) {
  const writes = limitW !== undefined || active !== undefined;
  const failsafe = failsafeW !== undefined || failsafeDurationS !== undefined;
  const built: LpcCommand = {
    ...(heartbeat === undefined ? {} : { heartbeat }),
    ...(writes
      ? {
          limit: {
            active: active ?? true,
            ...(limitW === undefined ? {} : { limitW }),
            ...(durationS === undefined ? {} : { durationS }),
          },
        }
      : {}),
    ...(failsafe
      ? {
          failsafe: {
            ...(failsafeW === undefined ? {} : { limitW: failsafeW }),
            ...(failsafeDurationS === undefined ? {} : { durationS: failsafeDurationS }),
          },
        }
      : {}),
  };
  return built;
}
