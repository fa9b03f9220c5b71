import type { Readable } from 'node:stream';
import type { NetworkSetting, NetworkView, TimeView } from '../domain/box.ts';
import type { TimeSetting } from '../domain/time-setting.ts';
import type { UpdatesView } from '../domain/updates.ts';
import type { Author } from './ports.ts';

/**
 * Updates of the box. Codes of all: `updateRuns` (409: one at a time), `notReleased` (403: a channel administrator without a
 * person's release), `notPersisted`, `rootDown` (503), and the refusals of the root service (domain/box-codes.ts).
 */
export interface UpdatePort {
  view(): Promise<UpdatesView>;
  /** Resolves when the bundle lies checked on the disk. Codes: `tooLarge`, `noSpace` (507), `tooSlow` (408), `cutShort`. */
  receive(body: Readable, sizeBytes: number | undefined, by: Author): Promise<void>;
  /** Begins to fetch. Codes: `badUrl` (400), `notListed` (403). */
  fetch(url: string, by: Author): void;
  drop(by: Author): void;
  /** Code: `badSource` (400, with path). */
  setSources(sources: readonly string[], by: Author): void;
  /** Begins; the box restarts by itself. Code: `noBundle` (409). */
  install(by: Author): Promise<void>;
  rollback(by: Author): Promise<void>;
  release(by: Author): void;
}

/** Codes of all: those of the root service. */
export interface NetworkPort {
  get(): Promise<NetworkView>;
  /** On trial until it is confirmed. */
  set(network: NetworkSetting, by: Author): Promise<NetworkView>;
  confirm(by: Author): Promise<NetworkView>;
}

export interface TimePort {
  get(): Promise<TimeView>;
  set(setting: TimeSetting, by: Author): Promise<TimeView>;
}

/** What only a box that runs from an image of ours has. */
export interface BoxPort {
  readonly updates: UpdatePort;
  readonly network: NetworkPort;
  readonly time: TimePort;
  /** Code: `updateRuns` (409). */
  reboot(by: Author): Promise<void>;
}
