import { entry } from './de/entry.ts';
import { house } from './de/house.ts';
import type { SiteWords } from './en.ts';

export const de: SiteWords = { entry, house };
