import type { ImageFacts } from '../../domain/box.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { HealthState } from '../../domain/state.ts';
import { nextAnswer, type RootAsker, readAnswer } from '../root-answers.ts';
import { findingOf } from './after-restart.ts';
import type { Incoming } from './incoming.ts';
import type { Attempt, KeptNotes, Outcome } from './notes.ts';
import type { ProgressBoard } from './progress-board.ts';
import { codeOf, keepsRunning, sentenceOf, versionOf, whyOf } from './sentences.ts';
import type { Slots } from './slots.ts';

export interface UpdateLog {
  info(facts: object, sentence: string): void;
  warn(facts: object, sentence: string): void;
  error(facts: object, sentence: string): void;
}

export interface InstallerParts {
  readonly notes: KeptNotes;
  readonly board: ProgressBoard;
  readonly slots: Slots;
  readonly incoming: Incoming;
  readonly root: RootAsker;
  readonly image: ImageFacts;
  /** Of this start of the system (/proc/sys/kernel/random/boot_id). */
  readonly bootId: string;
  readonly audit: (who: string, what: string) => void;
  readonly clock: Clock;
  readonly log: UpdateLog;
  /** Before the restart, so that whoever looks on sees that it comes, ms. */
  readonly restartAfterMs: number;
  /** Between two looks at what goes on behind the root service, ms. */
  readonly lookMs: number;
}

/** Who an entry of the audit trail is by when the box has found something out by itself. */
const box = 'box';
/** Writing a slot of an old eMMC may go without a word for minutes. */
const installSilenceMs = 5 * 60_000;
const installTotalMs = 40 * 60_000;
/** The health gate takes minutes; what has not been confirmed by then stays on trial, and uploads are possible again. */
const trialMs = 15 * 60_000;
/** A bundle with one of these will never do; the others may be tried again with the same one. */
const hopeless: readonly string[] = [
  'notABundle',
  'cutShort',
  'foreignKey',
  'tampered',
  'wrongBoard',
  'older',
  'noBundle',
];

/** Puts a bundle into the other slot, goes back to it, and finds out after a restart what came of it. */
export class Installer {
  readonly #parts: InstallerParts;
  #ended = false;
  #timer: NodeJS.Timeout | undefined;
  #trialSinceMs: number | undefined;

  constructor(parts: InstallerParts) {
    this.#parts = parts;
  }

  /** Begins; what comes of it is on the board. Codes: `noBundle` (409), `updateRuns` (409), `notPersisted` (503). */
  async install(by: string, onDone: () => void): Promise<void> {
    const { notes, board, slots, image, bootId, clock } = this.#parts;
    const { bundle } = notes.now;
    board.mustBeFree();
    if (bundle === null) throw new NetwachtError('noBundle', 'There is no bundle on this box; send one first');
    board.begin('installing', `Version ${bundle.version} is being installed`);
    try {
      const { other } = await slots.look();
      if (other === undefined) throw new NetwachtError('noOtherSlot', 'This box has no second slot to install into');
      const at = new Date(clock.wallMs()).toISOString();
      const { version, sha256 } = bundle;
      const begun = { kind: 'install', phase: 'installing', toSlot: other.slot } as const;
      notes.change({
        attempt: { ...begun, version, sha256, fromVersion: image.version, by, bootId, at },
        outcome: null,
      });
    } catch (error) {
      this.#fail(error, by, `Version ${bundle.version} was not installed`);
      throw error;
    }
    void this.#write(by, onDone);
  }

  /** The other slot starts next. Codes: `updateRuns` (409), and the refusals of the root service. */
  async rollback(by: string): Promise<void> {
    const { notes, board, root, image, bootId, clock, audit } = this.#parts;
    board.begin('installing', 'The box goes back to its other slot');
    try {
      const { slot, version } = readAnswer(nextAnswer, await root.ask({ verb: 'install', do: 'rollback' }));
      const at = new Date(clock.wallMs()).toISOString();
      const begun = { kind: 'rollback', phase: 'restarting', toSlot: slot } as const;
      notes.change({
        attempt: { ...begun, version, sha256: null, fromVersion: image.version, by, bootId, at },
        outcome: null,
      });
      audit(by, `the box was told to go back from version ${image.version} to ${versionOf(version)} (slot ${slot})`);
    } catch (error) {
      this.#fail(error, by, 'The box did not go back');
      throw error;
    }
    this.#restartSoon();
  }

  /** At a start, and until everything is known: what has become of the last attempt. Never rejects. */
  async settle(): Promise<void> {
    const { notes, board, slots, log, lookMs } = this.#parts;
    this.#recall();
    const { attempt } = notes.now;
    if (attempt === null || this.#ended) return;
    if (!board.busy) board.show('checking', 'The box finds out what has become of the last update');
    try {
      if (this.#found(attempt, findingOf(attempt, await slots.look())) === 'known') return;
    } catch (error) {
      log.warn({ err: error }, 'what has become of the last update cannot be found out yet; it is tried again');
    }
    this.#timer = setTimeout(() => void this.settle(), lookMs).unref();
  }

  health(): readonly HealthState[] {
    const { outcome } = this.#parts.notes.now;
    if (outcome?.kind !== 'rolledBack') return [];
    const what = versionOf(outcome.version);
    const message = sentenceOf(outcome);
    return [{ id: 'update', severity: 'warning', code: 'updateRolledBack', what, message, since: outcome.at }];
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  async #write(by: string, onDone: () => void): Promise<void> {
    const { board, root, incoming } = this.#parts;
    try {
      const answer = await root.ask(
        { verb: 'install', do: 'bundle', file: incoming.bundleName },
        {
          onProgress: ({ percent, message }) => board.step(percent, message),
          silenceMs: installSilenceMs,
          totalMs: installTotalMs,
        },
      );
      this.#written(readAnswer(nextAnswer, answer).slot);
      onDone();
      this.#restartSoon();
    } catch (error) {
      const code = codeOf(error);
      // The service may still be at it, or may have ended it: the slots say.
      if (code === 'rootDown' || code === 'rootTimedOut') void this.settle();
      else this.#refused(error, by);
    }
  }

  /** The slot is written: from here on a restart is all that is missing. */
  #written(slot: 'A' | 'B'): void {
    const { notes, board, incoming, slots, audit, log } = this.#parts;
    slots.changed();
    const { attempt } = notes.now;
    if (attempt === null) return;
    try {
      notes.change({ attempt: { ...attempt, phase: 'restarting', toSlot: slot }, bundle: null });
      incoming.dropBundle();
    } catch (error) {
      // The slot is written all the same, and the next start finds that out by itself.
      log.error({ err: error }, 'that an update was installed could not be written to disk');
    }
    const { by, version, sha256 } = attempt;
    board.show('installed', `Version ${versionOf(version)} is installed; it starts with the next restart`, {
      percent: 100,
    });
    audit(by, `version ${versionOf(version)} was installed into slot ${slot} (sha256 ${sha256})`);
  }

  #refused(error: unknown, by: string): void {
    const { notes, incoming, log } = this.#parts;
    const version = versionOf(notes.now.attempt?.version ?? null);
    const drop = hopeless.includes(codeOf(error));
    try {
      notes.change({ attempt: null, ...(drop ? { bundle: null } : {}) });
      if (drop) incoming.dropBundle();
    } catch (cause) {
      log.error({ err: cause }, 'that an update was refused could not be written to disk');
    }
    this.#fail(error, by, `Version ${version} was not installed`);
  }

  #fail(error: unknown, by: string, what: string): void {
    const { board, image, audit, log } = this.#parts;
    const sentence = keepsRunning(`${what}: ${whyOf(error)}`, image.version);
    board.show('failed', sentence, { code: codeOf(error) });
    audit(by, `${what}: ${codeOf(error)}`);
    log.warn({ by, code: codeOf(error) }, sentence);
  }

  #restartSoon(): void {
    const { board, restartAfterMs } = this.#parts;
    board.show('restarting', 'The box restarts', { percent: 100 });
    this.#timer = setTimeout(() => void this.#restart(), restartAfterMs).unref();
  }

  async #restart(): Promise<void> {
    const { board, root, log } = this.#parts;
    try {
      await root.ask({ verb: 'reboot' });
    } catch (error) {
      log.error({ err: error }, 'the restart after an update could not be asked for');
      board.show('installed', `Everything is ready, but the box could not be restarted: ${whyOf(error)}`, {
        percent: 100,
        code: codeOf(error),
      });
    }
  }

  #found(attempt: Attempt, finding: ReturnType<typeof findingOf>): 'known' | 'later' {
    const { board, clock } = this.#parts;
    const version = versionOf(attempt.version);
    switch (finding) {
      case 'goesOn':
        board.show('installing', `Version ${version} is being installed`, { percent: board.now.percent });
        return 'later';
      case 'toRestart':
        if (attempt.phase === 'installing') this.#written(attempt.toSlot);
        this.#restartSoon();
        return 'known';
      case 'onTrial': {
        this.#trialSinceMs ??= clock.monotonicMs();
        const long = clock.monotonicMs() - this.#trialSinceMs > trialMs;
        const sentence = `Version ${version} runs on trial, until the box has found itself well`;
        board.show(long ? 'idle' : 'restarting', sentence, { percent: 100 });
        return 'later';
      }
      default:
        this.#conclude(attempt, finding);
        return 'known';
    }
  }

  #conclude(attempt: Attempt, kind: Outcome['kind']): void {
    const { notes, image, clock, audit, log } = this.#parts;
    const at = new Date(clock.wallMs()).toISOString();
    const outcome: Outcome = { kind, version: attempt.version, runs: image.version, at };
    notes.change({ attempt: null, outcome });
    const sentence = sentenceOf(outcome);
    audit(box, attempt.sha256 === null ? sentence : `${sentence} (sha256 ${attempt.sha256})`);
    if (kind === 'rolledBack') log.error({ version: attempt.version, by: attempt.by }, sentence);
    else log.info({ version: attempt.version, by: attempt.by }, sentence);
    this.#recall();
  }

  /** Puts on the board how the last attempt ended, while nothing else is there. */
  #recall(): void {
    const { notes, board } = this.#parts;
    const { outcome, attempt } = notes.now;
    if (outcome === null || attempt !== null) return;
    const failed = outcome.kind === 'rolledBack' || outcome.kind === 'interrupted';
    const code = outcome.kind === 'rolledBack' ? 'updateRolledBack' : 'interrupted';
    board.show(failed ? 'failed' : 'idle', sentenceOf(outcome), failed ? { code } : { percent: 100 });
  }
}
