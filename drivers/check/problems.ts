import type { DefinitionProblem } from '../definitions/lint-product.ts';
import { type Definition, isModbus } from '../definitions/schema.ts';
import { frameProblems } from './frames.ts';
import { nameSlips } from './names.ts';
import { readingProblems } from './readings.ts';
import { sampleProblems } from './samples.ts';

/**
 * What is wrong with a definition that schema and linter let pass: a name that is a slip of another, a frame or sample that
 * does not give what it says, values that nobody has seen or that cannot be. It costs time and judges examples, so the
 * program does without at its start; the check of a file and the tests of the shipped ones do it.
 */
export function exampleProblems(definition: Definition): DefinitionProblem[] {
  const decoded = isModbus(definition) ? frameProblems(definition) : sampleProblems(definition);
  // Where an example is wrong in itself, what follows from it says nothing.
  return [...nameSlips(definition), ...decoded, ...(decoded.length > 0 ? [] : readingProblems(definition))];
}
