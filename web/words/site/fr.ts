import type { SiteWords } from './en.ts';
import { document } from './fr/document.ts';
import { entry } from './fr/entry.ts';
import { general } from './fr/general.ts';
import { house } from './fr/house.ts';
import { tariffs } from './fr/tariffs.ts';
import { variables } from './fr/variables.ts';

export const fr: SiteWords = { document, entry, general, house, tariffs, variables };
