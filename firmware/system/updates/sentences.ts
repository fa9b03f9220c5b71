import { NetwachtError } from '../../domain/errors.ts';
import type { Outcome } from './notes.ts';

/** Of what went wrong, for programs. */
export const codeOf = (error: unknown): string => (error instanceof NetwachtError ? error.code : 'internal');
/** Of what went wrong, for persons. */
export const whyOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
export const versionOf = (version: string | null): string => version ?? 'unknown';

/** How the root service ends its refusals, which knows no page to say the version on. */
const goesOn = /[.\s]*(Nothing was changed: the version that runs goes on)?[.\s]*$/;

/** A refusal, and what holds instead. */
export const keepsRunning = (sentence: string, version: string): string =>
  `${sentence.replace(goesOn, '')}. Version ${version} keeps running.`;

/** How an update ended. */
export function sentenceOf({ kind, version, runs }: Outcome): string {
  const other = versionOf(version);
  switch (kind) {
    case 'updated':
      return `The box was updated to version ${runs}`;
    case 'wentBack':
      return `The box went back to version ${runs}, as it was told`;
    case 'rolledBack':
      return `Version ${other} did not work on this box: it went back to version ${runs} by itself`;
    case 'interrupted':
      return `The installation of version ${other} was interrupted; version ${runs} keeps running. Install it again`;
  }
}
