import type { Readable } from 'node:stream';
import type { Outbound } from '../../../drivers/link/outbound.ts';
import { bundleBounds } from '../../../drivers/link/outbound-download.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { HealthState } from '../../domain/state.ts';
import type { UpdatesView } from '../../domain/updates.ts';
import { inspectAnswer, readAnswer } from '../root-answers.ts';
import type { Received } from './incoming.ts';
import { Installer, type InstallerParts } from './installer.ts';
import { codeOf, keepsRunning, whyOf } from './sentences.ts';
import { checkSources, sayable, sourceOf } from './sources.ts';

/** Who asks: a person or program on the local network, or a channel administrator through a gateway. */
export interface Asker {
  readonly name: string;
  readonly side: 'lan' | 'channel';
}

export interface UpdateDeskParts extends InstallerParts {
  readonly outbound: Pick<Outbound, 'download'>;
  /** Asked before a fetch, so that the guard knows the networks of today. */
  readonly lookAtNetwork: () => Promise<unknown>;
}

const releaseMs = 24 * 3600_000;

/** The desk of updates: a bundle comes in, is checked, installed, and what came of it is told (S17). One at a time. */
export class UpdateDesk {
  readonly #parts: UpdateDeskParts;
  readonly #installer: Installer;
  #fetching: AbortController | undefined;

  constructor(parts: UpdateDeskParts) {
    this.#parts = parts;
    this.#installer = new Installer(parts);
  }

  /** Drops what a start finds half done, and finds out what has become of the last update. Never rejects. */
  async start(): Promise<void> {
    const { notes, incoming, log } = this.#parts;
    try {
      incoming.dropPart();
      const { bundle } = notes.now;
      if (bundle !== null && incoming.bundleBytes() !== bundle.sizeBytes) notes.change({ bundle: null });
      if (notes.now.bundle === null) incoming.dropBundle();
    } catch (error) {
      log.error({ err: error }, 'the folder of updates could not be tidied');
    }
    await this.#installer.settle();
  }

  async view(): Promise<UpdatesView> {
    const { notes, board, slots, image } = this.#parts;
    const { running, other } = await slots.recent();
    if (other === undefined) throw new NetwachtError('rootFailed', 'The box cannot say what is in its other slot');
    const { bundle, sources } = notes.now;
    const until = this.#releasedUntil();
    return {
      image,
      running: { slot: running.slot, version: running.version ?? image.version, confirmed: running.confirmed },
      other: { slot: other.slot, version: other.version, state: other.state },
      bundle,
      progress: board.now,
      release: { until: until === undefined ? null : new Date(until).toISOString() },
      sources,
    };
  }

  /**
   * Takes a bundle; resolves when it lies checked on the disk. Codes: `updateRuns` (409), `notReleased` (403), those of
   * Incoming and of the root service's check.
   */
  async receive(body: Readable, sizeBytes: number | undefined, by: Asker): Promise<void> {
    const { incoming, board } = this.#parts;
    this.#mayChange(by);
    board.begin('receiving', 'A bundle is being received');
    await this.#taken(by, () => incoming.receive(body, sizeBytes, this.#counter(sizeBytes)));
  }

  /** Begins to fetch a bundle. Codes: `updateRuns` (409), `notReleased`, `notListed` (403), `badUrl` (400). */
  fetch(url: string, by: Asker): void {
    const { notes, incoming, board, outbound, lookAtNetwork, audit } = this.#parts;
    this.#mayChange(by);
    sourceOf(url, notes.now.sources);
    board.begin('fetching', `A bundle is being fetched from ${new URL(url).host}`);
    audit(by.name, `a bundle is fetched from ${sayable(url)}`);
    const fetching = new AbortController();
    this.#fetching = fetching;
    const work = this.#taken(by, async () => {
      await lookAtNetwork();
      return outbound.download({ url, signal: fetching.signal }, bundleBounds, ({ sizeBytes, body }) =>
        incoming.receive(body, sizeBytes, this.#counter(sizeBytes)),
      );
    });
    // What went wrong stands on the board and in the log.
    void work.catch(() => undefined);
  }

  /**
   * Gives up what is being fetched; else drops the bundle that lies there, and what is told of the last update. Code:
   * `updateRuns` (409).
   */
  drop(by: Asker): void {
    const { notes, incoming, board, audit } = this.#parts;
    if (board.now.phase === 'fetching') {
      this.#fetching?.abort();
      return;
    }
    board.mustBeFree();
    const { bundle } = notes.now;
    notes.change({ bundle: null, outcome: null });
    incoming.dropBundle();
    board.show('idle', '');
    if (bundle !== null)
      audit(by.name, `the bundle of version ${bundle.version} was dropped (sha256 ${bundle.sha256})`);
  }

  /** Codes: `badSource` (400, with path), `notPersisted` (503). */
  setSources(sources: readonly string[], by: Asker): void {
    checkSources(sources);
    this.#parts.notes.change({ sources: [...sources] });
    this.#parts.audit(by.name, `sources of updates ${JSON.stringify(sources.map(sayable))}`);
  }

  /** Codes: `noBundle`, `updateRuns` (409), `notReleased` (403). */
  async install(by: Asker): Promise<void> {
    this.#mayChange(by);
    // One release, one install.
    const used = () => by.side === 'channel' && this.#parts.notes.change({ releasedUntilMs: null });
    await this.#installer.install(by.name, used);
  }

  rollback(by: Asker): Promise<void> {
    return this.#installer.rollback(by.name);
  }

  /** A person lets a channel administrator send and install one update within 24 h. */
  release(by: Asker): void {
    const untilMs = this.#parts.clock.wallMs() + releaseMs;
    this.#parts.notes.change({ releasedUntilMs: untilMs });
    this.#parts.audit(
      by.name,
      `an update through a gateway channel is released until ${new Date(untilMs).toISOString()}`,
    );
  }

  health(): readonly HealthState[] {
    return this.#installer.health();
  }

  end(): void {
    this.#installer.end();
    this.#fetching?.abort();
  }

  async #taken(by: Asker, receive: () => Promise<Received>): Promise<void> {
    const { notes, incoming, board, root, image, clock, audit, log } = this.#parts;
    let received: Received | undefined;
    try {
      received = await receive();
      board.show('checking', 'The bundle is being checked');
      const answer = await root.ask({ verb: 'install', do: 'inspect', file: incoming.partName });
      const { bundle } = readAnswer(inspectAnswer, answer);
      const receivedAt = new Date(clock.wallMs()).toISOString();
      // A power cut in between must not leave the facts of one bundle beside another.
      notes.change({ bundle: null, outcome: null });
      incoming.keepPart();
      notes.change({ bundle: { ...bundle, ...received, receivedAt, by: by.name } });
      board.show('idle', `Version ${bundle.version} was received and can be installed`);
      audit(by.name, `a bundle of version ${bundle.version} was received (sha256 ${received.sha256})`);
      log.info({ by: by.name, version: bundle.version, ...received }, 'an update was received');
    } catch (error) {
      incoming.dropPart();
      const code = codeOf(error);
      board.show('failed', keepsRunning(whyOf(error), image.version), { code });
      const facts = received === undefined ? '' : ` (sha256 ${received.sha256})`;
      audit(by.name, `a bundle was refused: ${code}${facts}`);
      log.warn({ by: by.name, code, err: error, ...received }, 'a bundle was refused');
      throw error;
    }
  }

  readonly #counter = (sizeBytes: number | undefined) => (bytes: number) =>
    this.#parts.board.step((bytes / (sizeBytes ?? bundleBounds.maxBytes)) * 100);

  #mayChange({ side }: Asker): void {
    if (side === 'channel' && this.#releasedUntil() === undefined)
      throw new NetwachtError(
        'notReleased',
        'A person on the premises has to release an update through a gateway first',
      );
  }

  /** Wall ms; undefined when nothing is released. A clock that was set back does not lengthen it. */
  #releasedUntil(): number | undefined {
    const until = this.#parts.notes.now.releasedUntilMs;
    const nowMs = this.#parts.clock.wallMs();
    return until !== null && nowMs < until && until - nowMs <= releaseMs ? until : undefined;
  }
}
