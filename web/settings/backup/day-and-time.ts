import type { Speech } from '../../words/speech.ts';

/** "28 November 2026, 12:04", by the clock of the site. */
export const dayAndTime = ({ moment }: Speech, at: string): string =>
  moment({ dateStyle: 'long', timeStyle: 'short' }).format(Date.parse(at));
