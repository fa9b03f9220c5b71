import type { Clock } from '../domain/clock.ts';
import { NetwachtError } from '../domain/errors.ts';
import type { ProofCommand, ProofDesk } from './proof-desk.ts';
import type { Change } from './variable-desk.ts';

/** A change with the side that it came from. */
type WatchedChange = Change & { readonly author: { readonly side: 'lan' | 'channel' } };

interface Variables<C> {
  change(change: C): Promise<void>;
}

/**
 * Changes of variables that belong into the proof log and do not come as a channel's own command (that one is told by the
 * channel): what an administrator sets through a gateway, and tries of the local network on an operator's variables.
 */
export function watchedChange<C extends WatchedChange>(
  variables: Variables<C>,
  proof: Pick<ProofDesk, 'command'>,
  clock: Clock,
): (change: C) => Promise<void> {
  return async (change) => {
    const atMs = clock.wallMs();
    const throughGateway = change.author.side === 'channel' && change.within === undefined;
    try {
      await variables.change(change);
    } catch (error) {
      const code = error instanceof NetwachtError ? error.code : 'internal';
      if (throughGateway || code === 'owned') proof.command(commandOf(change, atMs), code);
      throw error;
    }
    if (throughGateway) proof.command(commandOf(change, atMs));
  };
}

function commandOf({ author, values, replace }: WatchedChange, atMs: number): ProofCommand {
  const channel = author.side === 'channel';
  return {
    source: channel ? author.name : 'lan',
    who: { kind: 'user', name: author.name },
    ...(channel ? { role: 'administrator' } : {}),
    values: values.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }])),
    replace,
    atMs,
  };
}
