import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { reasonCodes } from '../firmware/domain/reason.ts';

/**
 * What we must not say of ourselves: no laboratory has looked at this program. In the four languages of the page, with
 * every ending.
 */
const claims: readonly RegExp[] = [
  /\bcertified\b/i,
  /\bcertification\b/i,
  /\bzertifiziert\w*/i,
  /\bgecertificeerd\w*/i,
  /\bcertifiée?s?\b/i,
  /\bBSI[- ]?(conform|konform|compliant|approved|zugelassen)\w*/i,
  /§ ?14a[- ]?(compliant|conform|konform)\w*/i,
  /\b(TR|EN|IEC|VDE)[- ]?[A-Z0-9-]*[0-9]+[- ](compliant|conformant|konform)\b/i,
  /\btamper[- ]?(proof|resistant)\b/i,
  /\b(manipulationssicher|fälschungssicher|fraudebestendig|infalsifiable|inviolable)\w*/i,
];

/** Sentences that say that something is not claimed: file, and the words around. */
const allowed: readonly (readonly [file: string, words: string])[] = [];

/** Everything that a user, an operator or a developer reads, and every sentence that the program can say. */
const texts = globSync(
  ['*.md', 'docs/**/*.md', 'web/**/*.{ts,tsx,html,css,svg}', '{firmware,drivers,scripts}/**/*.{ts,json,mjs,sh,md}'],
  { exclude: ['**/node_modules/**'] },
).sort();

/** Found claims as `file:line: words`. */
function claimsIn(file: string, text: string): readonly string[] {
  return text.split('\n').flatMap((line, k) =>
    claims.flatMap((claim) => {
      const found = claim.exec(line)?.[0];
      const isAllowed = allowed.some(([where, words]) => where === file && line.includes(words));
      return found === undefined || isAllowed ? [] : [`${file}:${k + 1}: ${found}`];
    }),
  );
}

const unread = 'HKS4, HKS5 and SNI addressing rest on notes that the primary text has not confirmed';

describe('truth', () => {
  it('sees the page, the documents and the sentences of the program', () => {
    for (const file of ['README.md', 'SECURITY.md', 'docs/operator.md', 'web/words/de.ts', 'firmware/main.ts'])
      assert.ok(texts.includes(file), file);
  });

  it('counts its definitions and reasons as the comparison says', () => {
    const comparison = readFileSync('docs/comparison.md', 'utf8');
    const definitions = globSync('drivers/definitions/*/*.json').length;
    assert.ok(comparison.includes(`| ${definitions} definitions,`), `${definitions} definitions`);
    assert.ok(comparison.includes(`one of ${reasonCodes.length} reasons`), `${reasonCodes.length} reasons`);
  });

  it('finds what must not be said', () => {
    for (const text of [
      'a certified box',
      'zertifizierte Box',
      'een gecertificeerde kast',
      'une borne certifiée',
      'BSI-conform',
      'BSI-conformant',
      'it is §14a-compliant',
      '§ 14a konform',
      'TR-03109-5-compliant',
      'a tamper-proof log',
      'tamperproof',
    ])
      assert.equal(claimsIn('x.md', text).length > 0, true, text);
    assert.deepEqual(claimsIn('x.md', 'a tamper-evident log; a certificate; §14a EnWG; conforms to the schema'), []);
  });

  it('nothing says that it is certified, conformant, compliant or beyond tampering', () => {
    assert.deepEqual(
      texts.flatMap((file) => claimsIn(file, readFileSync(file, 'utf8'))),
      [],
    );
  });

  it('allows only what is still there', () => {
    for (const [file, words] of allowed) assert.ok(readFileSync(file, 'utf8').includes(words), `${file}: ${words}`);
  });

  it(`the manual of the gateway calls experimental what is: ${unread}`, function () {
    if (!existsSync('docs/smgw.md')) return this.skip();
    const paragraphs = readFileSync('docs/smgw.md', 'utf8').split(/\n\s*\n|\n(?=[-|] ?)/);
    for (const word of [/\bHKS4\b/, /\bHKS5\b/, /\bSNI\b/]) {
      const named = paragraphs.filter((paragraph) => word.test(paragraph));
      assert.ok(
        named.some((paragraph) => /experimental/i.test(paragraph)),
        `docs/smgw.md names ${word.source} and nowhere calls it experimental`,
      );
    }
  });

  const experimental = {
    en: /experimental/i,
    de: /experimentell/i,
    nl: /experimenteel|experimentele/i,
    fr: /expérimenta/i,
  };
  for (const [language, word] of Object.entries(experimental))
    it(`the page calls experimental what is, in ${language}: ${unread}`, function () {
      const named = [`web/words/${language}.ts`, `web/words/grid/${language}.ts`]
        .map((file) => readFileSync(file, 'utf8'))
        .filter((text) => /\b(HKS[45]|SNI)\b/.test(text));
      if (named.length === 0) return this.skip();
      for (const text of named) assert.match(text, word);
    });
});
