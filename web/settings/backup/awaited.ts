import { useCallback, useState } from 'preact/hooks';

/** A restore that this browser asked for; `before`: when the one before it was. */
export interface Awaited {
  readonly before: string | null;
}

const key = 'netwacht.restore';

/** What is waited for, and the way to set it. Outlives this page in the same tab: restart and sign-in lie between. */
export function useAwaited(): [Awaited | undefined, (next: Awaited | undefined) => void] {
  const [awaited, setAwaited] = useState(kept);
  const set = useCallback((next: Awaited | undefined) => {
    if (next === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(next));
    setAwaited(next);
  }, []);
  return [awaited, set];
}

function kept(): Awaited | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(key) ?? 'null') as Awaited | null) ?? undefined;
  } catch {
    return undefined;
  }
}
