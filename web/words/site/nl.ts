import type { SiteWords } from './en.ts';
import { document } from './nl/document.ts';
import { entry } from './nl/entry.ts';
import { general } from './nl/general.ts';
import { house } from './nl/house.ts';
import { tariffs } from './nl/tariffs.ts';
import { variables } from './nl/variables.ts';

export const nl: SiteWords = { document, entry, general, house, tariffs, variables };
