import type { Browser } from 'playwright-core';
import type { Language } from '../../../web/words/language.ts';
import { openPage } from '../chromium.ts';
import { Keys } from './keys.ts';
import type { NewBox, TrueDevice } from './new-box.ts';

export interface WalkFigures {
  readonly language: Language;
  /** Steps that were on the screen. */
  readonly screens: number;
  readonly presses: number;
  /** From the first look at the page to the first car that charges, s. */
  readonly seconds: number;
  readonly complaints: readonly string[];
}

interface WalkOptions {
  readonly box: NewBox;
  readonly browser: Browser;
  readonly language: Language;
  /** Waits for the end of the check of the meter, which takes minutes; else it is begun and ended. */
  readonly wholeCheck?: boolean;
  /** Told at each step, before it is left. */
  readonly onStep?: (step: string, page: import('playwright-core').Page) => Promise<void>;
}

const password = 'tulip-Canal-7-quay';
const order: readonly Language[] = ['en', 'nl', 'de', 'fr'];
const next = '.start-ways .main-button';
const scanEndsMs = 60_000;
const checkEndsMs = 660_000;

/** Walks the whole first start by keyboard alone, on a phone, from the empty folder to the first charging car. */
export async function walkFirstStart(options: WalkOptions): Promise<WalkFigures> {
  const { box, browser, language, wholeCheck = false, onStep } = options;
  const startedMs = performance.now();
  const { page, complaints, close } = await openPage(browser, box.url, { timezoneId: 'Europe/Amsterdam' });
  page.setDefaultTimeout(20_000);
  const keys = new Keys(page);
  let screens = 0;
  const arrive = async (step: string): Promise<void> => {
    await page.locator(`[data-step=${step}]`).waitFor();
    screens += 1;
  };
  const leave = async (step: string): Promise<void> => onStep?.(step, page);

  try {
    await arrive('language');
    await page.locator('input[type=radio]:focus').waitFor();
    await keys.press('ArrowDown', order.indexOf(language));
    await page.locator(`html[lang=${language}]`).waitFor();
    await leave('language');
    await keys.press('Enter');

    await arrive('password');
    await keys.type(password);
    await keys.press('Tab');
    await keys.type(password);
    await leave('password');
    await keys.press('Enter');

    await arrive('house');
    await keys.to('#house-name');
    await keys.type('Kerkstraat 12');
    await keys.to('#house-fuseA');
    await keys.type('80');
    await keys.choose('#house-limit', 'formula');
    await keys.to('#house-fallbackW');
    await leave('house');
    await keys.press('Enter');

    await arrive('lines');
    await keys.choose('#line-kind', 'rtu-over-tcp');
    for (const [at, address] of box.gateways.entries()) {
      await keys.to('#line-address');
      await keys.type(address);
      await keys.press('Enter');
      await page.locator('[data-line]').nth(at).waitFor();
    }
    await leave('lines');
    await keys.enter(next);

    await arrive('find');
    const overTcp = box.devices.flatMap(({ address }) => address ?? []);
    await keys.to('#scan-address');
    await keys.type(overTcp.join(' '));
    await keys.press('Enter');
    await takeFound();
    for (const line of ['gw1', 'gw2']) {
      await keys.enter(`[data-scan=${line}]`);
      await takeFound();
    }
    await leave('find');
    await keys.enter(next);

    await arrive('devices');
    for (const id of await page.locator('fieldset[data-device]').evaluateAll((all) =>
      all.map((one) => (one as HTMLElement).dataset.device ?? ''),
    )) {
      const device = await deviceOf(id);
      await keys.to(`#name-${id}`);
      await keys.type(device.name ?? id);
      if (device.phases !== undefined) await keys.choose(`#phases-${id}`, device.phases);
    }
    await leave('devices');
    await keys.enter(next);

    await arrive('check');
    await keys.enter('[data-check=M1] .buttons button');
    await page.locator('[data-check=M1] .check-running').waitFor();
    await leave('check');
    if (wholeCheck)
      await page.locator('[data-check=M1] .check-found').waitFor({ timeout: checkEndsMs });
    else await keys.enter('[data-check=M1] .buttons button');
    await page.locator('[data-check=M1] .check-says:not(.check-running)').waitFor();
    await keys.enter(next);

    await arrive('gateway');
    await leave('gateway');
    await keys.enter(next);

    await arrive('done');
    await page.locator('[data-charges=true]').first().waitFor({ timeout: 60_000 });
    const seconds = (performance.now() - startedMs) / 1000;
    await leave('done');
    await keys.enter(next);
    await page.locator('[data-charge-point]').first().waitFor();
    await leave('now');
    return { language, screens, presses: keys.presses, seconds, complaints };
  } catch (error) {
    await page.screenshot({ path: `/tmp/first-start-${language}.png`, fullPage: true });
    throw new Error(`${language}: ${error instanceof Error ? error.message : String(error)}\n${box.tail()}`, {
      cause: error,
    });
  } finally {
    await close();
  }

  /** Waits until the search is over and takes what is new. */
  async function takeFound(): Promise<void> {
    const done = page.locator('.scan-progress button[data-again]');
    await done.waitFor({ timeout: scanEndsMs });
    await keys.enter('.take-all');
    await page.locator('.take-all').waitFor({ state: 'detached' });
    await keys.enter('.scan-progress button[data-again]');
  }

  async function deviceOf(id: string): Promise<TrueDevice> {
    const told = await page.locator(`fieldset[data-device=${id}] legend`).textContent();
    const device = box.devices.find(({ definition }) => told?.includes(definition));
    if (device === undefined) throw new Error(`${id} is none of the house: ${told}`);
    return device;
  }
}
