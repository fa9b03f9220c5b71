import type { SiteWords } from './en.ts';
import { document } from './fr/document.ts';
import { entry } from './fr/entry.ts';
import { general } from './fr/general.ts';
import { house } from './fr/house.ts';

export const fr: SiteWords = { document, entry, general, house };
