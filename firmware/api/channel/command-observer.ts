import type { ChannelCommand, CommandObserver, CommandOutcome } from '../../domain/channel-command.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { Log } from '../log.ts';

/** The header of an answer that carries the head of the proof log. */
export const proofHeader = 'Netwacht-Proof';

export interface Observation {
  readonly observer: CommandObserver;
  readonly log: Log;
  readonly wallMs: () => number;
  /** Gets the head of the log, also when the command was refused. */
  readonly onHead: (head: string) => void;
}

/**
 * Runs a command between `received` and `answered`. A log that fails is reported and holds nothing up: a lowering of the
 * operator is never refused for want of its proof. Throws what `run` throws.
 */
export async function observed(
  { observer, log, wallMs, onHead }: Observation,
  command: ChannelCommand,
  run: () => Promise<void>,
): Promise<void> {
  const guarded = <T>(tell: () => T): T | undefined => {
    try {
      return tell();
    } catch (error) {
      log.error({ err: error, channel: command.channelId }, 'The proof log did not take a command');
      return undefined;
    }
  };
  const id = guarded(() => observer.received(command));
  const answered = (outcome: CommandOutcome): void => {
    const head = id === undefined ? undefined : guarded(() => observer.answered(id, outcome));
    if (head !== undefined) onHead(head);
  };
  try {
    await run();
  } catch (error) {
    answered({ kind: 'refused', code: error instanceof NetwachtError ? error.code : 'internal', atMs: wallMs() });
    throw error;
  }
  answered({ kind: 'applied', atMs: wallMs() });
}
