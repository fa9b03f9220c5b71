import { buildPageIfStale } from '../../../scripts/page.ts';
import type { ResultFile } from '../../../scripts/soak/soak.ts';
import type { Language } from '../../../web/words/language.ts';
import { launchChromium } from '../chromium.ts';
import { NewBox } from './new-box.ts';
import { type WalkFigures, walkFirstStart } from './walk.ts';

type Kept = Partial<Record<Language, WalkFigures>>;

const languages: readonly Language[] = ['en', 'nl', 'de', 'fr'];
const steps = 9;

/**
 * The whole first start in each language, by keyboard alone, on a box of its own with a simulated house: every search waited
 * for to its end, and in English the check of the meter too.
 */
export async function inEachLanguage(result: ResultFile): Promise<boolean> {
  const kept = (result.read() ?? {}) as Kept;
  await buildPageIfStale();
  const browser = await launchChromium();
  try {
    for (const language of languages) {
      if (kept[language] !== undefined) continue;
      const box = await NewBox.open();
      try {
        const figures = await walkFirstStart({ box, browser, language, patient: true, wholeCheck: language === 'en' });
        kept[language] = figures;
        result.write(kept);
        const { screens, presses, seconds, check } = figures;
        console.log(
          `netwacht: ${language}: ${screens} screens, ${presses} keys, ${seconds.toFixed(0)} s, check ${check}`,
        );
      } finally {
        await box.close();
      }
    }
  } finally {
    await browser.close();
  }
  return languages.every((language) => {
    const figures = kept[language];
    return figures?.screens === steps && figures.complaints.every((line) => line.includes(' 404 '));
  });
}
