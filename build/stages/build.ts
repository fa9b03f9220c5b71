import type { Target } from '../targets/target.ts';

/** Files that sign a release; `development` when this machine made them itself. */
export interface SigningKeys {
  readonly keyring: string;
  readonly key: string;
  readonly certificate: string;
  readonly development: boolean;
}

/** How long a stage took in this run. */
export interface StageTime {
  readonly stage: string;
  readonly seconds: number;
  /** It was in the cache. */
  readonly asBefore: boolean;
}

/**
 * The time in results that outlive a commit (root and initramfs): theirs must not be that of the commit for which they
 * happened to be made, or the same commit would give other bytes from another cache. s since 1970.
 */
export const lastingEpochS = Date.UTC(2026, 0, 1) / 1000;

/** One run of the recipe: what is built, from what, and where to. */
export interface Build {
  readonly target: Target;
  /** Version of the release, from package.json or `--version`. */
  readonly version: string;
  /** Its name in git, with `-changed` behind it where the checkout has changes. */
  readonly commit: string;
  /** Time of the commit, s since 1970; but for `lastingEpochS` the only time that gets into an image. */
  readonly epochS: number;
  /** A release: no development keys, no changed files, the smallest result. */
  readonly release: boolean;
  /** Less compression, for trying something out. */
  readonly fast: boolean;
  /** The checkout. */
  readonly repository: string;
  /** Results of stages, shared by builds. */
  readonly cache: string;
  /** Where the finished files go. */
  readonly out: string;
  readonly keys: SigningKeys;
  /** Folders laid over the root last (tests make newer and broken releases by them). */
  readonly overlays: readonly string[];
  /** Filled as stages end. */
  readonly times: StageTime[];
  say(text: string): void;
}
