import type { Browser, BrowserContextOptions } from 'playwright-core';
import { buildPageIfStale } from '../../scripts/page.ts';
import { chromiumMissing, launchChromium, openPage, type WatchedPage } from './chromium.ts';
import { FakeBox, type FakeBoxOptions } from './fake-box.ts';
import { sampleState } from './sample-state.ts';

/** One browser for a file of tests; each test opens its own box and page, and they are closed after it. */
export class PageUnderTest {
  #browser: Browser | undefined;
  #folder = '';
  readonly #open: { box: FakeBox; seen: WatchedPage }[] = [];

  /** To be called in the body of a describe. Skips its tests, with the reason, where there is no browser. */
  static use(): PageUnderTest {
    const under = new PageUnderTest();
    before('browser and built page', async function () {
      const missing = chromiumMissing();
      if (missing !== undefined) {
        console.log(`netwacht: page tests are skipped: ${missing}`);
        this.skip();
      }
      under.#folder = await buildPageIfStale();
      under.#browser = await launchChromium();
    });
    afterEach(() => under.#closeAll());
    after(() => under.#browser?.close());
    return under;
  }

  /** A box with the sample state, and a page on it. Signed in unless told otherwise. */
  async open(
    box: Partial<FakeBoxOptions> = {},
    context: BrowserContextOptions = {},
  ): Promise<WatchedPage & { box: FakeBox }> {
    if (this.#browser === undefined) throw new Error('PageUnderTest.use() was not called in the describe');
    const fake = new FakeBox({ state: sampleState(), signedIn: true, ...box, folder: this.#folder });
    await fake.start();
    const seen = await openPage(this.#browser, fake.url, context);
    this.#open.push({ box: fake, seen });
    return { ...seen, box: fake };
  }

  async #closeAll(): Promise<void> {
    for (const { box, seen } of this.#open.splice(0)) {
      await seen.close();
      await box.stop();
    }
  }
}
