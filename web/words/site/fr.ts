import type { SiteWords } from './en.ts';
import { entry } from './fr/entry.ts';
import { house } from './fr/house.ts';

export const fr: SiteWords = { entry, house };
