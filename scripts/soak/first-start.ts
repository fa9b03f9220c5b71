import type { Soak } from './soak.ts';

/** What runs in a browser is checked with the tests of the page, by types that this program does not have. */
const walk = new URL('../../test/page/first-start/in-each-language.ts', import.meta.url).href;

/** The whole first start in each language by keyboard alone; an interrupted run goes on with the languages that are left. */
export const soak: Soak = {
  async run(result) {
    const { inEachLanguage } = (await import(walk)) as { readonly inEachLanguage: Soak['run'] };
    return inEachLanguage(result);
  },
};
