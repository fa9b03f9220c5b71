import { z } from 'zod';
import { type CheckResult, checkCodes, checkKinds, checkStatuses } from '../../domain/check.ts';
import { phaseNames } from '../../domain/phases.ts';
import type { Log } from '../log.ts';
import type { CheckPort } from '../ports.ts';
import { type Route, withBody } from './route.ts';

const request = z
  .strictObject({
    kind: z.enum(checkKinds),
    device: z.string().max(64),
    loadPhase: z.enum(phaseNames).exactOptional(),
  })
  .refine(({ kind, loadPhase }) => kind === 'meter' || loadPhase === undefined, {
    message: 'A load that a person switches tells something of a meter only',
    path: ['loadPhase'],
  });

const step = z.strictObject({
  chargePoint: z.string().nullable(),
  loadA: z.array(z.number()).nullable(),
  meterA: z.array(z.number()),
});

const result = z.strictObject({
  id: z.string(),
  kind: z.enum(checkKinds),
  device: z.string(),
  meter: z.string().nullable(),
  chargePoints: z.array(z.string()),
  status: z.enum(checkStatuses),
  code: z.enum(checkCodes),
  sign: z.array(z.literal([1, -1]).nullable()),
  ratio: z.array(z.number().nullable()),
  phases: z.array(z.enum(phaseNames).nullable()),
  confidence: z.number().min(0).max(1),
  siteChange: z.strictObject({ phases: z.string().exactOptional(), factor: z.number().exactOptional() }).nullable(),
  restAssumed: z.boolean(),
  steps: z.array(step),
  startedAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
});

// The interface is what code reads, the schema what is told: this line fails to compile when they part.
export const schemaFitsResult: z.output<typeof result> extends CheckResult ? true : never = true;

const missing = { 404: { description: 'There is no such check' } };

/** Commissioning checks: a guided load step finds what is entered wrong. Nothing is changed by itself. */
export const checkRoutes = (checks: CheckPort, log: Log): Route[] => [
  withBody({
    method: 'POST',
    path: '/api/v1/checks',
    summary: 'Steps a load for at most ten minutes to see how a meter or a charge point is wired',
    access: 'devices',
    body: request,
    answers: { 201: { description: 'It runs', schema: result } },
    handle({ body, identity }) {
      const started = checks.start(body);
      log.info({ by: identity?.author.name, ...body }, 'A commissioning check was started');
      return { status: 201, body: started, headers: { Location: `/api/v1/checks/${started.id}` } };
    },
  }),
  {
    method: 'GET',
    path: '/api/v1/checks/{id}',
    summary: 'How far a check is and what it found',
    access: 'devices',
    answers: { 200: { description: 'The check and what it found so far', schema: result }, ...missing },
    handle: ({ params }) => ({ status: 200, body: checks.get(params.id ?? '') }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/checks/{id}',
    summary: 'Ends a check',
    access: 'devices',
    answers: { 204: { description: 'Ended' }, ...missing },
    handle({ params, identity }) {
      checks.end(params.id ?? '');
      log.info({ by: identity?.author.name, check: params.id }, 'A commissioning check was ended');
      return { status: 204 };
    },
  },
];
