import { document } from './en/document.ts';
import { entry } from './en/entry.ts';
import { general } from './en/general.ts';
import { house } from './en/house.ts';
import { tariffs } from './en/tariffs.ts';
import { variables } from './en/variables.ts';

export const en = { document, entry, general, house, tariffs, variables };

/** Every word of the sections that change the site document. */
export type SiteWords = typeof en;
