import type { Log } from '../log.ts';
import type { VariablePort } from '../ports.ts';
import type { Route } from './route.ts';

/** What persons do about variables beside the original's calls. */
export const variableRoutes = (variables: VariablePort, log: Log): Route[] => [
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
