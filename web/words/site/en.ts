import { document } from './en/document.ts';
import { entry } from './en/entry.ts';
import { general } from './en/general.ts';
import { house } from './en/house.ts';

export const en = { document, entry, general, house };

/** Every word of the sections that change the site document. */
export type SiteWords = typeof en;
