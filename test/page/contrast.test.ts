import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const text = readFileSync(new URL('../../web/style/tokens.css', import.meta.url), 'utf8');
const [lightText = '', darkText = ''] = text.split('@media (prefers-color-scheme: dark)');
const light = tokens(lightText);
const themes = { light, dark: new Map([...light, ...tokens(darkText)]) };

const papers = ['paper', 'panel'];
const states = ['ok', 'limited', 'waiting', 'fault'];
const hues = ['grid', 'solar', 'battery', 'cars', 'house'];

/** Text on its ground: at least 4.5:1 (WCAG 2.2 AA). */
const texts: [string, string][] = [
  ...papers.flatMap((ground) => ['ink', 'ink-soft', ...states].map((colour): [string, string] => [colour, ground])),
  ...['limited-paper', 'fault-paper'].flatMap((ground): [string, string][] => [
    ['ink', ground],
    ['ink-soft', ground],
  ]),
  ['limited', 'limited-paper'],
  ['fault', 'fault-paper'],
  ...hues.map((hue): [string, string] => ['on-hue', hue]),
];

/** Bars, marks and the focus ring on what lies beside them: at least 3:1. */
const marks: [string, string][] = [
  ...hues.flatMap((hue): [string, string][] => [
    [hue, 'panel'],
    [hue, 'track'],
  ]),
  ['line-strong', 'panel'],
  ['line-strong', 'paper'],
  // A switch that is on, and its knob.
  ['ok', 'panel'],
  ['ink', 'track'],
  ['fault', 'track'],
  ['focus', 'paper'],
  ['focus', 'panel'],
  ['focus', 'limited-paper'],
];

describe('colours of the page', () => {
  for (const [name, theme] of Object.entries(themes)) {
    it(`${name}: every text is read at 4.5:1`, () => checkPairs(theme, texts, 4.5));
    it(`${name}: every bar and mark is seen at 3:1`, () => checkPairs(theme, marks, 3));
  }

  it('the dark theme gives every colour a value of its own', () => {
    const dark = tokens(darkText);
    const missing = [...light.keys()].filter((name) => !dark.has(name));
    assert.deepEqual(missing, []);
  });
});

function checkPairs(theme: ReadonlyMap<string, string>, pairs: [string, string][], least: number): void {
  const low = pairs
    .map(([colour, ground]) => `${colour} on ${ground}: ${contrast(theme, colour, ground).toFixed(2)}`)
    .filter((line) => Number(line.split(': ')[1]) < least);
  assert.deepEqual(low, []);
}

/** Colour tokens: name to #rrggbb. */
function tokens(css: string): Map<string, string> {
  return new Map(
    [...css.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** Contrast ratio of WCAG 2.2. */
function contrast(theme: ReadonlyMap<string, string>, one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(theme, one), luminance(theme, other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(theme: ReadonlyMap<string, string>, name: string): number {
  const value = theme.get(name);
  assert.ok(value !== undefined, `there is no colour --${name}`);
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(value.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
