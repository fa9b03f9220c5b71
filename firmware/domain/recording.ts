/** How a recording of control cycles ends; `program`: with the program that wrote it. */
export const recordingEnds = ['asked', 'time', 'size', 'diskFull', 'diskSlow', 'writeFailed', 'program'] as const;
export type RecordingEnd = (typeof recordingEnds)[number];

/** The recording that runs, or the last one that did. Times are ISO 8601. */
export interface RecordingStatus {
  readonly running: boolean;
  readonly since: string | null;
  /** When it ends by itself, or when it ended. */
  readonly until: string | null;
  readonly bytes: number;
  /** null while it runs, and when there is none. */
  readonly ended: RecordingEnd | null;
}
