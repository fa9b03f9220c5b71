import { useEffect, useState } from 'preact/hooks';

/** Counts up so many ms after each change of the key: what follows a change (charge points confirm) is looked at again. */
export function useLooksAfter(key: string, looksAfterMs: readonly number[]): number {
  const [looks, setLooks] = useState(0);
  // The key says when to begin anew.
  useEffect(() => {
    const timers = looksAfterMs.map((ms) => setTimeout(() => setLooks((count) => count + 1), ms));
    return () => timers.forEach(clearTimeout);
  }, [key, looksAfterMs]);
  return looks;
}
