import { axe } from './axe.ts';
import { FakeFirstStart, meterCheck, twoDevices } from './first-start/fake-first-start.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';

/** Where pictures for the eye are put; absent: none are taken. */
const shots = process.env.NETWACHT_SHOTS;

describe('the steps of the first start', () => {
  const under = PageUnderTest.use();
  const steps = ['house', 'lines', 'find', 'devices', 'check', 'gateway', 'done'];

  async function open(start: FakeFirstStart, scheme: 'light' | 'dark') {
    const seen = await under.open({ routes: start.routes() }, { colorScheme: scheme });
    await seen.page.goto(new URL('#/start/house', seen.box.url).href);
    await seen.page.locator('.start').waitFor();
    return seen;
  }

  for (const [language, scheme] of [
    ['de', 'light'],
    ['fr', 'dark'],
    ['nl', 'light'],
  ] as const)
    it(`fit every width and have no fault of accessibility, in ${language}, ${scheme}`, async () => {
      const start = new FakeFirstStart(twoDevices);
      const { page, box } = await open(start, scheme);
      await speak(page, language);
      for (const step of steps) {
        await page.goto(new URL(`#/start/${step}`, box.url).href);
        await page.locator(`[data-step=${step}]`).waitFor();
        if (step === 'house') await page.locator('#house-limit').selectOption('formula');
        if (step === 'find') {
          await page.locator('.scan-start button').first().click();
          await page.locator('[data-found]').waitFor();
        }
        if (step === 'check') {
          start.check = undefined;
          await page.locator('[data-check=M1] .buttons button').click();
          // The box is asked a moment after the press: its own answer would take the place of this one.
          while (start.check === undefined) await page.waitForTimeout(20);
          const step = { chargePoint: 'E1', loadA: [10, 10, 10], meterA: [-10, -10, -10] };
          start.check = {
            ...{ ...meterCheck, status: 'found', code: 'signInverted', sign: [-1, -1, -1], ratio: [1, 1, 1] },
            ...{ phases: ['L1', 'L2', 'L3'], confidence: 1, siteChange: { factor: -1 }, restAssumed: true },
            steps: [step, step, step, step, step],
          };
          await page.locator('.check-found').waitFor();
        }
        if (step === 'done') await page.locator('[data-missing]').first().waitFor();
        if (shots !== undefined)
          for (const [width, height] of [
            [390, 844],
            [1024, 600],
            [1440, 900],
          ] as const) {
            await page.setViewportSize({ width, height });
            await page.screenshot({ path: `${shots}/${language}-${step}-${width}.png`, fullPage: true });
          }
        await itFits(page, [320, 390, 1440], `${step} in ${language}`);
        await axe(page, `${step} in ${language}`);
      }
    });

  it('begin with a language and a password that fit as well', async () => {
    const { page } = await under.open(
      { claimed: false, signedIn: false, code: '482-119', routes: new FakeFirstStart().routes() },
      { locale: 'fr-FR', colorScheme: 'dark' },
    );
    await page.locator('[data-step=language]').waitFor();
    await itFits(page, [320, 390, 1440], 'language');
    await axe(page, 'language');
    await page.keyboard.press('Enter');
    await page.locator('[data-step=password]').waitFor();
    await itFits(page, [320, 390, 1440], 'password');
    await axe(page, 'password');
  });

  it('are offered on the start page while there is nothing to look after', async () => {
    const { page, box } = await under.open({ routes: new FakeFirstStart().routes() });
    await page.locator('[data-charge-point]').first().waitFor();
    box.send({ ...box.state, cycle: 0, circuits: [], chargePoints: [], meters: [], limits: [], health: [] });
    await page.getByRole('link', { name: 'Begin the first start' }).waitFor();
    await itFits(page, [320, 390, 1440], 'invitation');
    await axe(page, 'invitation');
  });
});
