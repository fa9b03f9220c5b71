import { NetwachtError } from '../../domain/errors.ts';
import { may } from '../../domain/rights.ts';
import { parsedJson } from '../body.ts';
import type { Author } from '../ports.ts';
import type { Command } from './command.ts';
import { find } from './serve.ts';
import { targetOf } from './target.ts';

/** A call that the program makes itself, and what it is answered. */
export type OwnCaller = (
  call: { readonly method: string; readonly url: string; readonly body: string | undefined },
  author: Author,
) => Promise<unknown>;

/**
 * Answers calls of `/cnf` from inside the program, without a socket: outputs of a site, which an installer has set up, so
 * they may what an installer may. Rejects as the call would be refused.
 */
export const ownCaller =
  (commands: ReadonlyMap<string, Command>): OwnCaller =>
  async ({ method, url, body }, author) => {
    const { path, query } = targetOf(url);
    if (path !== '/cnf') throw new NetwachtError('notFound', 'Of this box itself only /cnf is called');
    const command = find(commands, query);
    if (!may('installer', command.right)) throw new NetwachtError('forbidden', 'An installer may not do this');
    return command.run({ method, query, author, json: async () => parsedJson(body ?? '') });
  };
