import type { ChannelCommand, CommandObserver } from '../../domain/channel-command.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { Log } from '../log.ts';

/** The header of an answer that carries the head of the proof log. */
export const proofHeader = 'Netwacht-Proof';

/**
 * Runs a command between `received` and `answered` and gives the head of the proof log. A log that fails is reported and
 * holds nothing up: a lowering of the operator is never refused for want of its proof. Throws what `run` throws.
 */
export async function observed(
  { observer, log, wallMs }: { readonly observer: CommandObserver; readonly log: Log; readonly wallMs: () => number },
  command: ChannelCommand,
  run: () => Promise<void>,
): Promise<string | undefined> {
  const guarded = <T>(tell: () => T): T | undefined => {
    try {
      return tell();
    } catch (error) {
      log.error({ err: error, channel: command.channelId }, 'The proof log did not take a command');
      return undefined;
    }
  };
  const id = guarded(() => observer.received(command));
  try {
    await run();
  } catch (error) {
    const code = error instanceof NetwachtError ? error.code : 'internal';
    if (id !== undefined) guarded(() => observer.answered(id, { kind: 'refused', code, atMs: wallMs() }));
    throw error;
  }
  return id === undefined ? undefined : guarded(() => observer.answered(id, { kind: 'applied', atMs: wallMs() }));
}
