import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ChargePointState, HealthState, Reason, State } from '../../firmware/api/shapes.ts';
import { reasonCodes } from '../../firmware/domain/reason.ts';
import { healthCodes } from '../../firmware/domain/state.ts';
import { PageUnderTest } from './page-under-test.ts';
import { chargePoint, sampleState } from './sample-state.ts';

const languages = ['en', 'nl', 'de', 'fr'];

describe('why, in four languages', () => {
  const under = PageUnderTest.use();

  it('each reason is one sentence, with and without facts, and no code of ours shows', async () => {
    const { page, complaints } = await under.open({ state: everyReason() });
    const english = new Map<string, string>();
    for (const language of languages) {
      await speak(page, language);
      const sentences = new Map(await page.evaluate<[string, string][]>(everySentence));
      assert.equal(sentences.size, reasonCodes.length * 2);
      for (const [id, sentence] of sentences) {
        assert.match(sentence, /^\p{Lu}[^:]+: .+, .+\.$/u, `${language} ${id}: "${sentence}"`);
        assert.doesNotMatch(sentence, rawCode, `${language} ${id}: "${sentence}"`);
        if (language === 'en') english.set(id, sentence);
        else assert.notEqual(sentence, english.get(id), `${language} ${id} is left in English`);
      }
      const withFacts = [...sentences].filter(([id]) => id.endsWith('-facts')).map(([, sentence]) => sentence);
      assert.equal(new Set(withFacts).size, reasonCodes.length);
    }
    assert.deepEqual(complaints, []);
  });

  it('what a person has paused is not a limit of nothing', async () => {
    const paused = chargePoint({ id: 'E1', state: 'B', offeredA: 0, reason: { code: 'override', limitMa: 0 } });
    const { page } = await under.open({ state: { ...sampleState(), chargePoints: [paused] } });
    await page.getByText('Paused: somebody has paused it by hand, until the car is unplugged.').waitFor();
    assert.equal((await page.locator('.status').textContent())?.trim(), 'paused');
  });

  it('what a person limits on the page is not told as the word of the grid operator', async () => {
    const since = new Date().toISOString();
    const reason: Reason = { code: 'manual', circuit: 'house', origin: 'manual', limitMa: 32_000, since };
    const state = sampleState();
    const [house, ...others] = state.circuits;
    assert.ok(house !== undefined);
    const limit = {
      id: 'test:limit',
      origin: 'manual',
      circuit: 'house',
      unit: 'A',
      value: 32,
      since,
      until: null,
    } as const;
    const limited: State = {
      ...state,
      circuits: [{ ...house, limitW: null, limitA: [32, 32, 32], reason }, ...others],
      chargePoints: [chargePoint({ id: 'E1', offeredA: 10, reason })],
      limits: [{ ...limit, source: 'admin' }],
    };
    const { page, box } = await under.open({ state: limited });
    await page.getByText('Slowed: somebody limits House connection to 32.0 A on this page').waitFor();
    assert.match((await page.locator('.strip').textContent()) ?? '', /by somebody on this page/);
    assert.equal(await page.getByText('grid operator limits').count(), 0);
    const operated: Reason = { ...reason, code: 'operator', origin: 'smgw' };
    box.send({
      ...limited,
      circuits: [{ ...house, limitW: null, limitA: [32, 32, 32], reason: operated }, ...others],
      chargePoints: [chargePoint({ id: 'E1', offeredA: 10, reason: operated })],
      limits: [{ ...limit, id: 'operator', origin: 'smgw', source: 'AVAIL by channel:emt1' }],
    });
    await page.getByText('Slowed: the grid operator limits House connection to 32.0 A').waitFor();
  });

  it('a fault that the charge point tells itself outweighs our reason', async () => {
    const faulty = chargePoint({ id: 'E1', state: 'F', offeredA: 0, reason: { code: 'lost', origin: 'device' } });
    const { page } = await under.open({ state: { ...sampleState(), chargePoints: [faulty] } });
    await page.getByText('Fault: the charge point itself reports a fault, look at its display.').waitFor();
    assert.equal((await page.locator('.status').textContent())?.trim(), 'fault');
  });

  it('each health message is in words and names what it is about', async () => {
    const { page } = await under.open({ state: everyHealth() });
    for (const language of languages) {
      await speak(page, language);
      const messages = await page.locator('.health-item').allTextContents();
      assert.equal(new Set(messages).size, healthCodes.length);
      for (const [index, message] of messages.entries()) {
        // There is one clock, and it has no name.
        if (healthCodes[index] !== 'clockUnsynced') assert.ok(message.includes('Grid meter (M1)'), message);
        assert.doesNotMatch(message, rawCode, message);
      }
    }
  });

  it('a reason that names its end says when', async () => {
    const state = sampleState(new Date(2026, 2, 3, 12, 0, 0));
    const until = new Date(2026, 2, 3, 12, 15, 0).toISOString();
    const reason: Reason = { code: 'waitingTurn', circuit: 'garage', phase: 'L2', until };
    const waiting = chargePoint({ id: 'E1', state: 'B', offeredA: 0, reason });
    const { page } = await under.open({ state: { ...state, chargePoints: [waiting] } });
    for (const language of languages) {
      await speak(page, language);
      assert.match((await page.locator('.why').textContent()) ?? '', /Garage L2.*12:15/);
    }
  });
});

/** Run in the page: charge point and its sentence. */
const everySentence = `[...document.querySelectorAll('[data-charge-point]')]
  .map((tile) => [tile.dataset.chargePoint, tile.querySelector('.why').textContent])`;

/** Picks a language and waits until the page speaks it. */
async function speak(page: Page, language: string): Promise<void> {
  await page.locator('.why').first().waitFor();
  await page.locator('.foot select').selectOption(language);
  await page.locator(`html[lang=${language}]`).waitFor();
  await page.locator('.foot button', { hasText: signOut[language] ?? '' }).waitFor();
}

const signOut: Record<string, string> = { en: 'Sign out', nl: 'Afmelden', de: 'Abmelden', fr: 'Se déconnecter' };

/** camelCase words, JavaScript's own words for nothing, and templates that were not filled in. */
const rawCode = /[a-z][A-Z]|undefined|null\b|NaN|\[object|[{}$]|\(\)/;

function everyReason(): State {
  const state = sampleState();
  const facts = {
    circuit: 'house',
    phase: 'L1' as const,
    limitMa: 16_000,
    origin: 'variable' as const,
    since: state.at,
  };
  const chargePoints = reasonCodes.flatMap((code, index): ChargePointState[] => [
    chargePoint({
      id: `${code}-facts`,
      name: `F${index}`,
      offeredA: index % 3 === 0 ? 0 : 8,
      reason: { code, ...facts },
    }),
    chargePoint({ id: `${code}-bare`, name: `B${index}`, circuit: 'garage', offeredA: 16, reason: { code } }),
  ]);
  return { ...state, chargePoints };
}

function everyHealth(): State {
  const state = sampleState();
  const health = healthCodes.map(
    (code): HealthState => ({ id: code, severity: 'warning', code, what: 'M1', message: '', since: state.at }),
  );
  return { ...state, health };
}
