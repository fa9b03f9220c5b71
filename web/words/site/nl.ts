import type { SiteWords } from './en.ts';
import { entry } from './nl/entry.ts';
import { house } from './nl/house.ts';

export const nl: SiteWords = { entry, house };
