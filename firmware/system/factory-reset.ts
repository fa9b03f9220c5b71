import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { NetwachtError } from '../domain/errors.ts';
import { syncFolder } from '../store/sync-folder.ts';
import { type Wiped, wipe } from './wipe.ts';

/**
 * A file of this name in the data folder means: wipe before anything is opened. So a reset that a power cut interrupts goes
 * on at the next start, and who sits at a box that has lost its owner can ask for one.
 */
const mark = 'factory-reset';

/** EX_TEMPFAIL of sysexits.h: whoever supervises starts the program anew, on an empty folder. */
export const resetExitCode = 75;

export interface ResetLog {
  warn(facts: object, sentence: string): void;
  fatal(facts: object, sentence: string): void;
}

/** Ends a reset that was begun, before the store is opened; nothing otherwise. Rejects when something could not be wiped. */
export async function finishReset(dir: string, log: ResetLog, eraseAll: EraseAll): Promise<void> {
  if (!existsSync(join(dir, mark))) return;
  say(await wipe(dir, { last: mark, beforeLast: () => atRoot(eraseAll, log) }), log);
}

/**
 * On the image: the root service notes that the whole data partition is to be erased, which the next start of the box does
 * before anything reads it, and restarts the box. Undefined elsewhere.
 */
export type EraseAll = (() => Promise<unknown>) | undefined;

/** The longest installation takes 15 minutes, and the slot that it writes must not be lost. */
const retryMs = 1_000;
const mostTries = 1_000;

/** The refusal, when the service is installing an update. */
async function erased(eraseAll: EraseAll): Promise<NetwachtError | undefined> {
  try {
    await eraseAll?.();
    return undefined;
  } catch (error) {
    if (error instanceof NetwachtError && error.code === 'busy') return error;
    throw error;
  }
}

/** Without the root service the program's own wipe is all there is; the box then starts without an owner as well. */
async function atRoot(eraseAll: EraseAll, log: ResetLog): Promise<void> {
  try {
    for (let tries = 1; ; tries += 1) {
      const busy = await erased(eraseAll);
      if (busy === undefined) return;
      if (tries === mostTries) throw busy;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  } catch (error) {
    log.fatal({ err: error }, 'the data partition as a whole is not erased: the system service does not take it');
  }
}

export interface FactoryResetParts {
  readonly dir: string;
  /** What has to be said to confirm: the id of the box. */
  readonly word: string;
  /** Ends everything that runs and closes every file. */
  readonly stop: () => Promise<void>;
  readonly exit: (code: number) => void;
  readonly eraseAll: EraseAll;
  readonly log: ResetLog;
}

/** The way back to a box without owner, site, keys and history (S32). */
export class FactoryReset {
  readonly #parts: FactoryResetParts;
  #begun = false;

  constructor(parts: FactoryResetParts) {
    this.#parts = parts;
  }

  /** From here on it will happen, power cut or not. Codes: `badConfirm`, `notPersisted` (503). */
  begin(confirm: string, who: string): void {
    const { dir, word, log } = this.#parts;
    if (confirm !== word)
      throw new NetwachtError('badConfirm', `To erase everything on this box give its id, "${word}"`, {
        path: 'confirm',
      });
    try {
      const handle = openSync(join(dir, mark), 'w', 0o600);
      fsyncSync(handle);
      closeSync(handle);
      syncFolder(dir);
    } catch (cause) {
      throw new NetwachtError('notPersisted', 'The reset could not be begun: the disk does not take it', { cause });
    }
    log.warn({ by: who }, 'the box is reset to its factory state');
  }

  /** Stops, wipes, ends the process. Never rejects: what could not be wiped is tried again at the next start. */
  async carryOut(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    const { dir, stop, exit, eraseAll, log } = this.#parts;
    try {
      await stop();
      say(await wipe(dir, { last: mark, beforeLast: () => atRoot(eraseAll, log) }), log);
    } catch (error) {
      log.fatal({ err: error }, 'the reset is not complete; it goes on at the next start');
    }
    exit(resetExitCode);
  }
}

const say = ({ files, filledBytes, left }: Wiped, log: ResetLog): void =>
  log.warn({ files, filledBytes, left }, 'keys and data were overwritten and removed');
