import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  builtInVariables,
  controllerFields,
  dateFields,
  deviceFields,
  siteMeterFields,
  siteMeters,
} from '../../../firmware/formula/fields.ts';
import { functions } from '../../../firmware/formula/functions.ts';
import { formulaOf } from './support.ts';

const manual = readFileSync(new URL('../../../docs/formulas.md', import.meta.url), 'utf8');

describe('the manual of the formula language', () => {
  it('names every field, function and built-in variable', () => {
    const words = new Set(manual.match(/\w+/g));
    const names = [
      deviceFields,
      dateFields,
      controllerFields,
      siteMeterFields,
      siteMeters,
      functions,
      builtInVariables,
    ];
    const missing = names
      .flatMap((map) => [...map.keys()])
      .filter((name) => !words.has(name) && !/^_flag\d+$/.test(name));
    assert.deepEqual(missing, []);
  });

  it('gives examples that compile', () => {
    const examples = manual.slice(manual.indexOf('## Examples')).matchAll(/\|\s*(?:A|mA|W)\s*\|\s*`([^`]+)`\s*\|/g);
    const formulas = [...examples].map(([, text = '']) => text);
    assert.equal(formulas.length, 6);
    for (const text of formulas) formulaOf(text);
  });
});
