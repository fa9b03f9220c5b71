import type { z } from 'zod';

/** What is wrong with a value, and where in it. */
export interface ShapeFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type Issue = z.core.$ZodIssue;
type Place = readonly PropertyKey[];

/**
 * What a schema found, one entry for each place. Of a union it tells what is wrong with the option that was meant (by its
 * `kind`, else the one with the fewest faults), where zod says no more than "Invalid input".
 */
export const shapeFaults = (issues: readonly Issue[], at: Place = []): readonly ShapeFault[] =>
  issues.flatMap((issue): readonly ShapeFault[] => {
    const path = [...at, ...issue.path];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: [...path, key], message: 'unknown key' }));
    if (issue.code === 'invalid_union' && issue.errors.length > 0) return ofUnion(issue.errors, path, issue.message);
    return [{ path, message: issue.message }];
  });

function ofUnion(options: readonly (readonly Issue[])[], path: Place, message: string): readonly ShapeFault[] {
  const ofType = options.filter((issues) => !issues.some(isOtherType));
  const meant = ofType.filter((issues) => !issues.some(isOtherKind));
  if (ofType.length > 0 && meant.length === 0) {
    const kinds = ofType.flatMap((issues) => issues.flatMap((issue) => (isOtherKind(issue) ? issue.values : [])));
    return [{ path: [...path, 'kind'], message: `expected one of ${[...new Set(kinds)].join(', ')}` }];
  }
  const fewest = Math.min(...meant.map((issues) => issues.length));
  const nearest = meant.filter((issues) => issues.length === fewest);
  const missing = nearest.map(([issue, ...more]) => (issue && more.length === 0 ? missingKey(issue) : undefined));
  if (nearest.length > 1 && missing.every((key) => key !== undefined))
    return [{ path, message: `one of these is missing: ${missing.join(', ')}` }];
  return nearest[0] === undefined ? [{ path, message }] : shapeFaults(nearest[0], path);
}

const isOtherType = (issue: Issue): boolean => issue.code === 'invalid_type' && issue.path.length === 0;

const isOtherKind = (issue: Issue): issue is Extract<Issue, { code: 'invalid_value' }> =>
  issue.code === 'invalid_value' && issue.path.length === 1 && issue.path[0] === 'kind';

/** The key that an option wants and the value has not. */
const missingKey = (issue: Issue): string | undefined =>
  issue.code === 'invalid_type' && issue.path.length === 1 && issue.input === undefined
    ? String(issue.path[0])
    : undefined;
