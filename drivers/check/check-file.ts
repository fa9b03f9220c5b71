import { basename, dirname, resolve } from 'node:path';
import { definitionFiles, kindFolders, shippedFolder } from '../definitions/catalogue.ts';
import { factsOf } from '../definitions/facts.ts';
import { bad, readDefinitions } from '../definitions/read-definitions.ts';
import type { Definition } from '../definitions/schema.ts';
import { exampleProblems } from './problems.ts';
import { summaryOf } from './summary.ts';

/** What came of the check of a file. */
export interface CheckedFile {
  /** What the program makes of it, for people. None where it cannot be used at all. */
  readonly lines: readonly string[];
  /** Each one line: file, key and reason. */
  readonly faults: readonly string[];
}

const kindOf: Readonly<Record<(typeof kindFolders)[number], Definition['kind']>> = {
  meters: 'meter',
  'charge-points': 'chargePoint',
  inverters: 'inverter',
  batteries: 'battery',
};

/** Checks one file beside the shipped ones, which it may extend. */
export function checkFile(file: string): CheckedFile {
  const faults: string[] = [];
  const path = resolve(file);
  const others = definitionFiles(shippedFolder).filter((one) => resolve(one) !== path);
  const definitions = readDefinitions([...others, file], (at, error) => {
    // The others have tests of their own, but for one of the same id, which would be told of whichever came last.
    if (at === file) faults.push(error.message);
  });
  const definition = faults.length > 0 ? undefined : definitions.get(basename(file, '.json'));
  if (definition === undefined) return { lines: [], faults };
  const wanted = kindFolders.find((folder) => folder === basename(dirname(path)));
  const problems = [
    ...(wanted !== undefined && kindOf[wanted] !== definition.kind
      ? [{ path: 'kind', message: `"${definition.kind}" does not belong into ${wanted}/` }]
      : []),
    ...exampleProblems(definition),
  ];
  return {
    lines: summaryOf(definition, factsOf(definition)),
    faults: problems.map((problem) => bad(file, problem.path, problem.message).message),
  };
}
