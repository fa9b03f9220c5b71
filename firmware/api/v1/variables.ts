import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { variableKey } from '../../domain/variable.ts';
import { changeFromBody } from '../cnf/variable-change.ts';
import type { Log } from '../log.ts';
import type { VariablePort } from '../ports.ts';
import { type Route, withBody } from './route.ts';

const view = z.strictObject({
  name: z.string(),
  value: z.number().nullable(),
  expr: z.string().nullable(),
  at: z.string(),
  source: z.string(),
  stale: z.boolean(),
});
/** A formula, or a number, as a number or as a text. `tmp`: kept in memory only, unless a limit reads it (contracts §2). */
const given = z.strictObject({ value: z.union([z.number(), z.string().max(1000)]), tmp: z.boolean().default(false) });

/** What persons do about variables beside the original's calls. */
export const variableRoutes = (variables: VariablePort, log: Log): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/variables',
    summary: 'Every variable that has a value or a formula, with its age and who wrote it',
    access: 'read',
    answers: { 200: { description: 'The variables', schema: z.strictObject({ variables: z.array(view) }) } },
    handle: () => ({ status: 200, body: { variables: variables.list() } }),
  },
  withBody({
    method: 'PUT',
    path: '/api/v1/variables/{name}',
    summary: 'Gives a variable a number or a formula, as the call set_cm_vars does; the others stay as they are',
    access: 'variables',
    body: given,
    answers: { 204: { description: 'On disk (with tmp: in memory), and in force with the next cycle' } },
    async handle({ params, body: { value, tmp }, identity }) {
      const author = identity?.author ?? ({ name: 'unknown', side: 'lan' } as const);
      const query = new URLSearchParams(tmp ? { tmp: '1' } : {});
      const name = params.name ?? '';
      await variables.change(changeFromBody({ vars: [{ name, expr: String(value) }] }, query, author));
      return { status: 204 };
    },
  }),
  {
    method: 'DELETE',
    path: '/api/v1/variables/{name}',
    summary: 'Takes the value of a variable away; what the site declares of it stays',
    access: 'variables',
    answers: {
      204: { description: 'It has no value any more' },
      404: { description: 'No variable of this name has a value' },
    },
    async handle({ params, identity }) {
      const { name = '' } = params;
      const author = identity?.author ?? ({ name: 'unknown', side: 'lan' } as const);
      if (!variables.list().some((one) => variableKey(one.name) === variableKey(name)))
        throw new NetwachtError('notFound', `No variable ${name.slice(0, 32)} has a value`);
      await variables.change({ author, replace: false, temporary: false, remove: [name], values: [] });
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    path: '/api/v1/variables/{name}/release',
    summary: 'Takes a variable back from the gateway channel that owns it, until that channel writes again',
    access: 'channels',
    answers: {
      204: { description: 'Released; noted in the audit trail and the proof log' },
      404: { description: 'No channel owns such a variable' },
    },
    handle({ params, identity }) {
      const author = identity?.author ?? ({ name: 'unknown', side: 'lan' } as const);
      variables.release(params.name ?? '', author);
      log.info({ by: author.name, variable: params.name }, 'A variable was released from its channel');
      return { status: 204 };
    },
  },
];
