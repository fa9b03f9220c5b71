import type { VariablePort } from '../ports.ts';
import type { Command, CommandTable } from './command.ts';
import { detailedAnswer, flatAnswer } from './variable-answer.ts';
import { changeFromBody, changeFromQuery, once } from './variable-change.ts';

export interface VariableCallParts {
  readonly variables: VariablePort;
}

/** Variables: the one contract that third parties program against (original-product 2.1). */
export function variableCalls({ variables }: VariableCallParts): CommandTable {
  const set: Command = {
    right: 'variables',
    changes: true,
    async run({ method, json, query, author }) {
      const change = method === 'POST' ? changeFromBody(await json(), query, author) : changeFromQuery(query, author);
      await variables.change(change);
      return { ok: true };
    },
  };
  const get: Command = {
    right: 'read',
    changes: false,
    openRead: true,
    // In detail it says who wrote what: not to those who have not signed in.
    run: ({ query, identity }) =>
      once(query, 'detail') === '1' && identity?.via !== 'nothing'
        ? detailedAnswer(variables.list())
        : flatAnswer(variables.list()),
  };
  return [
    ['set_cm_vars', set],
    ['set_cm_var', set],
    ['get_cm_vars', get],
  ];
}
