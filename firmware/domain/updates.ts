import type { BundleFacts, ImageFacts, SlotName, SlotState } from './box.ts';

/** The documents of `GET /api/v1/updates` and `GET /api/v1/about`. Times are ISO 8601 in UTC. */

export const updatePhases = [
  'idle',
  'receiving',
  'fetching',
  'checking',
  'installing',
  'installed',
  'restarting',
  'failed',
] as const;
export type UpdatePhase = (typeof updatePhases)[number];

export interface UpdateProgress {
  readonly phase: UpdatePhase;
  /** 0 to 100. */
  readonly percent: number;
  readonly message: string;
  /** Why it failed: one of `rootCodes`, or a code of the API; null else. */
  readonly code: string | null;
  readonly since: string;
}

/** A bundle that lies in the updates folder, checked as far as its signature. */
export interface ReceivedBundle extends BundleFacts {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly receivedAt: string;
  /** Who sent it. */
  readonly by: string;
}

export interface UpdatesView {
  readonly image: ImageFacts;
  readonly running: { readonly slot: SlotName; readonly version: string; readonly confirmed: boolean };
  readonly other: { readonly slot: SlotName; readonly version: string | null; readonly state: SlotState };
  readonly bundle: ReceivedBundle | null;
  readonly progress: UpdateProgress;
  /** Until when a channel administrator may install; null: a person has not released it. */
  readonly release: { readonly until: string | null };
  /** Addresses an update may be fetched from. */
  readonly sources: readonly string[];
}

/** `GET /api/v1/about`; `image` is null outside the image. */
export interface AboutView {
  /** `NTW-…`: its name in certificates, and what a factory reset asks for. */
  readonly id: string;
  readonly version: string;
  readonly image: ImageFacts | null;
  readonly support: { readonly until: string | null };
  readonly contact: string;
  readonly advisories: string;
  readonly licences: string;
}
