import { screenWords } from '../screen-words.tsx';
import type { MqttWords } from './en.ts';

/** The words of the settings of MQTT. */
export const { InWords: InMqttWords, useWords: useMqttWords } = screenWords<MqttWords>({
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
});
