import { screenWords } from '../screen-words.tsx';
import type { DeviceWords } from './en.ts';

/** The words of the screen of devices, and of whoever looks for devices. */
export const { InWords: InDeviceWords, useWords: useDeviceWords } = screenWords<DeviceWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
