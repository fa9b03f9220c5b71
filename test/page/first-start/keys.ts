import type { Page } from 'playwright-core';

/** More stops than any screen of the first start has. */
const mostStops = 150;

/** A person with a keyboard and nothing else. Every press is counted. */
export class Keys {
  readonly #page: Page;
  presses = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(key: string, times = 1): Promise<void> {
    for (let time = 0; time < times; time += 1) await this.#page.keyboard.press(key);
    this.presses += times;
  }

  /** Types into what has the focus. */
  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
    this.presses += text.length;
  }

  /** Tabs on until what has the focus is this; throws when it cannot be reached. */
  async to(selector: string): Promise<void> {
    for (let stops = 0; stops < mostStops; stops += 1) {
      if (await this.#page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
      await this.press('Tab');
    }
    throw new Error(`${selector} is not reached by Tab`);
  }

  /** Goes to a control and presses it. */
  async enter(selector: string): Promise<void> {
    await this.to(selector);
    await this.press('Enter');
  }

  /** Chooses an entry of a select by its place, counted from the one that is chosen. */
  async choose(selector: string, value: string): Promise<void> {
    await this.to(selector);
    const [now, wanted] = await this.#page.evaluate(
      ([where, what]) => {
        const select = document.querySelector<HTMLSelectElement>(where ?? '');
        return [select?.selectedIndex ?? 0, [...(select?.options ?? [])].findIndex((option) => option.value === what)];
      },
      [selector, value],
    );
    if (now === undefined || wanted === undefined || wanted < 0) throw new Error(`${selector} has no ${value}`);
    await this.press(wanted > now ? 'ArrowDown' : 'ArrowUp', Math.abs(wanted - now));
  }
}
