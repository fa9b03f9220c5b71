import { entry } from './en/entry.ts';
import { house } from './en/house.ts';

export const en = { entry, house };

/** Every word of the sections that change the site document. */
export type SiteWords = typeof en;
