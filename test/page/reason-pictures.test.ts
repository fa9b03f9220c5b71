import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { reasonCodes } from '../../firmware/domain/reason.ts';
import { reasonState } from '../../scripts/reason-state.ts';
import { type Words, en as words } from '../../web/words/en.ts';
import { speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import table from './reason-sentences.json' with { type: 'json' };

type Language = 'en' | 'nl' | 'de' | 'fr';
const languages: readonly Language[] = ['en', 'nl', 'de', 'fr'];
const sentences: Readonly<Record<Language, Readonly<Record<string, string>>>> = table;
/** On a phone a sentence is read at a glance. */
const mostLines = 4;

describe('each reason as it stands on a tile', () => {
  const under = PageUnderTest.use();

  for (const language of languages)
    it(`is the sentence of the table in ${language}, whole and in at most ${mostLines} lines at 390 px`, async () => {
      const { page } = await under.open({ state: reasonState() }, { viewport: { width: 390, height: 844 } });
      await page.locator('[data-charge-point]').first().waitFor();
      await speak(page, language);
      await page.locator('.why', { hasText: sentences[language].starting ?? '' }).waitFor({ state: 'attached' });
      const tiles = await drawn(page);
      assert.deepEqual(Object.fromEntries(tiles.map(({ code, text }) => [code, text])), sentences[language]);
      assert.deepEqual(
        tiles.filter(({ cut }) => cut).map(({ code }) => code),
        [],
        'cut off',
      );
      assert.deepEqual(
        tiles.filter(({ lines }) => lines > mostLines).map(({ code, lines }) => `${code}: ${lines} lines`),
        [],
      );
    });

  it('has its words in every language, or nothing compiles', () => {
    const { noCar, ...rest } = words.why;
    // @ts-expect-error The type check fails when this line is no error any more: words that lack a reason are none.
    const lacking: Words = { ...words, why: rest };
    assert.equal(typeof noCar, 'function');
    assert.equal('noCar' in lacking.why, false);
  });

  it('stands in the table for every code, one reason each, ends with a full stop', () => {
    for (const language of languages) {
      assert.deepEqual(Object.keys(sentences[language]).sort(), [...reasonCodes].sort());
      for (const [code, text] of Object.entries(sentences[language]))
        assert.match(text, /^[^.]+(\.\d[^.]*)*\.$/, `${language} ${code}`);
      assert.equal(new Set(Object.values(sentences[language])).size, reasonCodes.length, language);
    }
  });
});

interface Drawn {
  readonly code: string;
  readonly text: string;
  readonly cut: boolean;
  readonly lines: number;
}

const drawn = (page: Page): Promise<Drawn[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-charge-point]')].map((tile) => {
      tile.style.contentVisibility = 'visible';
      const why = tile.querySelector<HTMLElement>('.why');
      if (why === null) throw new Error('a tile says nothing');
      const { height } = why.getBoundingClientRect();
      return {
        code: tile.dataset.chargePoint ?? '',
        text: (why.textContent ?? '').replace(/\s+/g, ' '),
        cut: why.scrollWidth > why.clientWidth + 1 || why.scrollHeight > why.clientHeight + 1,
        lines: Math.round(height / Number.parseFloat(getComputedStyle(why).lineHeight)),
      };
    }),
  );
