import type { Browser, Page } from 'playwright-core';
import type { Language } from '../../../web/words/language.ts';
import { patienceMs } from '../../until.ts';
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
  /** How the check of the meter ended. */
  readonly check: string;
}

interface WalkOptions {
  readonly box: NewBox;
  readonly browser: Browser;
  readonly language: Language;
  /** Waits for the end of each search; else one is ended, and the devices of the lines are entered by hand. */
  readonly patient?: boolean;
  /** Waits for the end of the check of the meter, which takes minutes; else it is begun and ended. */
  readonly wholeCheck?: boolean;
  /** Told at each step, before it is left. */
  readonly onStep?: (step: string, page: Page) => Promise<void>;
}

export const password = 'tulip-Canal-7-quay';
const order: readonly Language[] = ['en', 'nl', 'de', 'fr'];
const next = '.start-ways .main-button';
const scanEndsMs = 120_000;
const checkEndsMs = 660_000;

/** Walks the whole first start by keyboard alone, on a phone, from the empty folder to the first charging car. */
export async function walkFirstStart(options: WalkOptions): Promise<WalkFigures> {
  const { box, browser, language, patient = false, wholeCheck = false, onStep } = options;
  const startedMs = performance.now();
  const { page, complaints, close } = await openPage(browser, box.url, { timezoneId: 'Europe/Amsterdam' });
  page.setDefaultTimeout(patienceMs);
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
    for (const line of patient ? ['gw1', 'gw2'] : ['gw1']) {
      await keys.enter(`[data-scan=${line}]`);
      await page.locator('.scan-progress progress').waitFor();
      if (!patient) await keys.enter('.scan-progress button');
      await takeFound();
    }
    for (const device of await notThereYet()) await addByHand(device);
    await leave('find');
    await keys.enter(next);

    await arrive('devices');
    for (const id of await page
      .locator('fieldset[data-device]')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.device ?? ''))) {
      const device = await deviceOf(id);
      await keys.to(`#name-${id}`);
      if ((await page.locator(`#name-${id}`).inputValue()) === '') await keys.type(device.name ?? id);
      if (device.phases !== undefined) await keys.choose(`#phases-${id}`, device.phases);
    }
    await leave('devices');
    await keys.enter(next);

    await arrive('check');
    await keys.enter('[data-check=M1] .buttons button');
    await page.locator('[data-check=M1] .check-running').waitFor();
    await leave('check');
    if (!wholeCheck) await keys.enter('[data-check=M1] .buttons button');
    const said = page.locator('[data-check=M1] .check-says:not(.check-running)');
    await said.waitFor({ timeout: checkEndsMs });
    const check = (await said.getAttribute('data-code')) ?? '';
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
    return { language, screens, presses: keys.presses, seconds, check, complaints };
  } catch (error) {
    await page.screenshot({ path: `/tmp/first-start-${language}.png`, fullPage: true });
    throw new Error(`${language}: ${error instanceof Error ? error.message : String(error)}\n${box.tail()}`, {
      cause: error,
    });
  } finally {
    await close();
  }

  /** Waits until the search is over and adds what it found: what is certain at once, else the one that a person sees. */
  async function takeFound(): Promise<void> {
    await page.locator('.scan-progress [data-again]').waitFor({ timeout: scanEndsMs });
    if ((await page.locator('.take-all').count()) > 0) {
      await keys.enter('.take-all');
      await page.locator('.take-all').waitFor({ state: 'detached' });
    }
    for (;;) {
      const open = page.locator('[data-found]:has(select)').first();
      if ((await open.count()) === 0) break;
      const offered = await open
        .locator('option')
        .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
      const device = (await notThereYet()).find(({ definition }) => offered.includes(definition));
      // A busy line: what it really is did not answer in time. It is entered by hand.
      if (device === undefined) break;
      await keys.choose(`#${await open.locator('select').getAttribute('id')}`, device.definition);
      await keys.press('Tab');
      await keys.press('Enter');
      await fillForm(device);
    }
    await keys.enter('.scan-progress [data-again]');
  }

  async function addByHand(device: TrueDevice): Promise<void> {
    await keys.to('#product-search');
    await keys.type(device.definition.split('-').slice(0, 2).join(' '));
    await keys.enter(`[data-product=${device.definition}]`);
    await page.locator('.device-form').waitFor();
    if (device.line !== undefined) {
      if ((await page.locator('#device-reach').count()) > 0) await keys.choose('#device-reach', 'line');
      await keys.choose('#device-line', device.line.replace('rs485-', 'gw'));
      await keys.to('#device-unitId');
      await keys.type(String(device.unitId));
    } else {
      await keys.to('#device-address');
      await keys.type(device.address ?? '');
    }
    await fillForm(device);
  }

  /** Names it, reads it, saves it. */
  async function fillForm(device: TrueDevice): Promise<void> {
    await keys.to('#device-name');
    await keys.type(device.name ?? device.id);
    if (device.phases !== undefined) await keys.choose('#device-phases', device.phases);
    await keys.enter('.test-read button');
    await page.locator('.test-read .done').waitFor();
    await keys.enter('.device-form button[type=submit]');
    await page.locator('.device-form').waitFor({ state: 'detached' });
  }

  async function notThereYet(): Promise<readonly TrueDevice[]> {
    const there = (await page.locator('.start-list li[data-device]').allTextContents()).join();
    const site = (await page.evaluate(async () => (await fetch('/api/v1/site')).json())) as {
      readonly devices?: readonly { readonly definition: string }[];
    };
    const known = (site.devices ?? []).map(({ definition }) => definition);
    return box.devices.filter(({ definition }) => !known.includes(definition) && !there.includes(definition));
  }

  async function deviceOf(id: string): Promise<TrueDevice> {
    const told = await page.locator(`fieldset[data-device=${id}] legend`).textContent();
    const device = box.devices.find(({ definition }) => told?.includes(definition));
    if (device === undefined) throw new Error(`${id} is none of the house: ${told}`);
    return device;
  }
}
