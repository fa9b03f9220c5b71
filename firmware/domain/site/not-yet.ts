import type { Site } from './schema.ts';

/** A key whose behaviour does not exist yet: its default passes, anything else is refused (contracts §4), never silently ignored. */
export interface NotYet {
  readonly path: string;
  readonly holds: string;
}

/** Every part of a site that asks for behaviour which is not there yet. */
export function notYetSupported(site: Site): readonly NotYet[] {
  const found: NotYet[] = [];
  const refuse = (asked: boolean, path: string, holds: string) => {
    if (asked) found.push({ path, holds });
  };

  refuse(site.openReads, 'openReads', 'false');
  return found;
}
