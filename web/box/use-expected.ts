import { useCallback, useState } from 'preact/hooks';
import type { Expected } from './expected.ts';

/** What is waited for, and the way to set it. Outlives this page in the same tab. */
export function useExpected(): [Expected | undefined, (next: Expected | undefined) => void] {
  const [expected, setExpected] = useState(kept);
  const set = useCallback((next: Expected | undefined) => {
    keep(next);
    setExpected(next);
  }, []);
  return [expected, set];
}

const key = 'netwacht.expected';

function kept(): Expected | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(key) ?? 'null') as Expected | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(expected: Expected | undefined): void {
  if (expected === undefined) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, JSON.stringify(expected));
}
