import { document } from './de/document.ts';
import { entry } from './de/entry.ts';
import { general } from './de/general.ts';
import { house } from './de/house.ts';
import { tariffs } from './de/tariffs.ts';
import { variables } from './de/variables.ts';
import type { SiteWords } from './en.ts';

export const de: SiteWords = { document, entry, general, house, tariffs, variables };
