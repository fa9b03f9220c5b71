import assert from 'node:assert/strict';
import { PageUnderTest } from './page-under-test.ts';

/** Run in the page: what has the focus, and whether that can be seen: by a ring around it or around the tile it opens. */
function focusedAndItsRing(): { readonly what: string; readonly seen: boolean } {
  const focused = document.activeElement;
  if (focused === null) return { what: 'nothing', seen: false };
  // A link that opens a tile covers it whole, and its ring with it.
  const seen = [undefined, '::after'].some((part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(focused, part);
    return outlineStyle === 'solid' && Number.parseFloat(outlineWidth) >= 1;
  });
  const foot = focused.closest('.foot') !== null;
  const what = focused.matches('.menu-button')
    ? 'menu'
    : foot && focused.tagName === 'SELECT'
      ? 'language'
      : foot
        ? 'sign out'
        : focused.outerHTML.slice(0, 60);
  return { what, seen };
}

describe('the page before it is open', () => {
  const under = PageUnderTest.use();

  it('asks for the password only, says when it is wrong, and opens when it is right', async () => {
    const { page, box, complaints } = await under.open({ signedIn: false, password: 'right as rain' });
    const password = page.getByLabel('Password of admin');
    await password.fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('That is not the password. Try again.').waitFor();
    await password.fill('right as rain');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Kerkstraat 12' }).waitFor();
    assert.equal(await page.locator('input:visible').count(), 0);
    assert.deepEqual(
      complaints.filter((line) => !line.includes('401')),
      [],
    );
    assert.ok(box.calls.includes('GET /api/v1/events'));
  });

  it('is used by keyboard alone: sign in with Enter, reach the menu, language and sign-out with Tab, see where one is', async () => {
    const { page } = await under.open({ signedIn: false, password: 'right as rain' });
    await page.getByLabel('Password of admin').waitFor();
    assert.equal(await page.evaluate('document.activeElement.id'), 'password');
    await page.keyboard.type('right as rain');
    await page.keyboard.press('Enter');
    await page.locator('[data-charge-point]').first().waitFor();
    const reached: string[] = [];
    for (let stops = 0; stops < 60 && reached.at(-1) !== 'sign out'; stops += 1) {
      await page.keyboard.press('Tab');
      const { what, seen } = await page.evaluate(focusedAndItsRing);
      assert.ok(seen, `the focus on ${what} is not seen`);
      reached.push(what);
    }
    assert.deepEqual([reached[0], ...reached.slice(-2)], ['menu', 'language', 'sign out']);
    await page.keyboard.press('Enter');
    await page.getByLabel('Password of admin').waitFor();
  });

  it('claims a new box: checks length while typing, wants both the same and the code, then opens without asking again', async () => {
    const { page, box, complaints } = await under.open({ claimed: false, signedIn: false, code: '482-119' });
    await page.getByRole('button', { name: 'Next' }).click();
    const send = page.getByRole('button', { name: 'Set the password' });
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByText('At least 10 characters, now 5').waitFor();
    await send.click();
    assert.equal(box.calls.includes('POST /api/v1/setup'), false);
    await page.getByLabel('Password', { exact: true }).fill('long enough now');
    await page.getByLabel('The same password again').fill('long enough nov');
    await page.getByText('Both are not the same yet').first().waitFor();
    await page.getByLabel('The same password again').fill('long enough now');
    await page.getByText('Both are the same').waitFor();
    await page.getByLabel('Claim code').fill('000');
    await send.click();
    await page.getByText('That is not the claim code.').waitFor();
    assert.equal(box.claimed, false);
    await page.getByLabel('Claim code').fill('482-119');
    await send.click();
    await page.locator('[data-charge-point]').first().waitFor();
    assert.equal(box.password, 'long enough now');
    assert.deepEqual(
      complaints.filter((line) => !/40[34]/.test(line)),
      [],
    );
  });

  it('asks for no code where the box needs none', async () => {
    const { page } = await under.open({ claimed: false, signedIn: false });
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('The same password again').waitFor();
    assert.equal(await page.getByLabel('Claim code').count(), 0);
  });

  it('speaks the language of the browser, then the one that was picked, also after a reload', async () => {
    const { page } = await under.open({ signedIn: false }, { locale: 'nl-BE' });
    await page.getByRole('button', { name: 'Aanmelden' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'nl');
    await page.getByLabel('Taal').selectOption('fr');
    await page.getByRole('button', { name: 'Se connecter' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Se connecter' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
  });
});
