import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Role } from '../../firmware/api/shapes.ts';
import { de } from '../../web/words/log/de.ts';
import { en } from '../../web/words/log/en.ts';
import { fr } from '../../web/words/log/fr.ts';
import { nl } from '../../web/words/log/nl.ts';
import { axe } from './axe.ts';
import { itSaysAll } from './dictionaries.ts';
import { FakeLogBook } from './fake-log.ts';
import { itFits, speak } from './fit.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the section of the log', () => {
  const under = PageUnderTest.use();

  async function open(book = new FakeLogBook(), role: Role = 'installer') {
    const seen = await under.open({ state: sampleState(), routes: book.routes(), role });
    await seen.page.goto(new URL('#/settings/log', seen.box.url).href);
    return { ...seen, book };
  }

  it('gives the file for whoever helps, and says what is not in it', async () => {
    const { page, complaints } = await open();
    await page.getByText('There are no passwords, PINs, card numbers, tokens or keys in it').waitFor();
    const waits = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the file' }).click();
    const download = await waits;
    assert.equal(download.suggestedFilename(), 'netwacht-diagnosis.jsonl');
    assert.equal(readFileSync(await download.path(), 'utf8'), '{"part":"end"}\n');
    assert.deepEqual(complaints, []);
  });

  it('follows the log by level, keeps the newest line in sight, and stands still when it is told to', async () => {
    const { page, book } = await open();
    const lines = page.locator('.log-lines li');
    await page.locator('.log-lines').getByText('M1 does not answer').waitFor();
    assert.equal(await lines.count(), 31);
    const below = () =>
      page.locator('.log-lines').evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop);
    assert.ok((await below()) < 2);
    book.say('error', 'the newest line');
    await page.locator('.log-lines').getByText('the newest line').waitFor();
    await axe(page, 'log');
    await page.locator('#log-level').selectOption('error');
    await page.locator('.log-lines').getByText('line 3', { exact: true }).waitFor({ state: 'detached' });
    assert.equal(await lines.count(), 1);
    await page.getByLabel('Follow').uncheck();
    await page.getByText('It stands still').waitFor();
  });

  it('says that there is nothing of a kind', async () => {
    const book = new FakeLogBook();
    const { page } = await open(book);
    await page.locator('#log-level').selectOption('error');
    await page.getByText('No line of this kind yet.').waitFor();
  });

  it('starts, stops and gives a recording, and asks before one is replaced', async () => {
    const { page, book } = await open();
    const panel = page.locator('section', { has: page.locator('#recording') });
    await panel.getByText('There is no recording.').waitFor();
    await panel.getByText('with names of persons and numbers of cards').waitFor();
    await page.locator('#recording-minutes').fill('2000');
    await page.keyboard.press('Enter');
    await panel.getByText('A whole number from 1 to 1440.').waitFor();
    await focusReaches(page, 'id', 'recording-minutes');
    await page.locator('#recording-minutes').fill('30');
    await page.keyboard.press('Enter');
    await panel.getByText('It records.').waitFor();
    assert.ok(book.asked.includes('{"action":"start","maxMinutes":30}'));
    await panel.getByRole('button', { name: 'Stop recording' }).click();
    await panel.getByText('It was stopped.').waitFor();
    assert.equal(
      await panel.getByRole('link', { name: 'Download the recording' }).getAttribute('href'),
      '/api/v1/recording',
    );
    await panel.getByRole('button', { name: 'Start recording' }).click();
    await focusReaches(page, 'text', 'Cancel');
    book.full = true;
    await panel.getByRole('button', { name: 'Replace it' }).click();
    await panel.getByText('There is too little room on the disk').waitFor();
  });

  it('is not there for who may not', async () => {
    const { page, box } = await open(new FakeLogBook(), 'viewer');
    await page.getByRole('link', { name: /^The box/ }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Log', exact: true }).count(), 0);
    assert.ok(!box.calls.some((call) => /log|recording/.test(call)));
  });

  it('fits in four languages', async () => {
    const book = new FakeLogBook();
    book.recording = { running: true, since: '2026-01-02T03:00:00Z', until: null, bytes: 123_000_000, ended: null };
    const { page } = await open(book);
    await page.locator('.log-lines').waitFor();
    await axe(page, 'recording');
    for (const language of ['nl', 'de', 'fr', 'en'] as const) {
      await speak(page, language);
      await itFits(page, [320, 1440], language);
    }
  });
});

describe('the words of the section of the log', () => {
  itSaysAll({ en, de, nl, fr }, []);
});
