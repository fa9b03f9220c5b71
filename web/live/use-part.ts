import { useEffect, useState } from 'preact/hooks';

/** A part of the page that is fetched only when it is needed. */
export interface Part<T> {
  readonly part: T | undefined;
  /** Its file did not come. */
  readonly failed: boolean;
}

/** Fetches a part under a key, again when the key changes; until the new one is here the old one stays. */
export function usePart<T>(key: string | undefined, fetchPart: (key: string) => Promise<T>): Part<T> {
  const [found, setFound] = useState<Part<T>>({ part: undefined, failed: false });
  // What is fetched depends on the key alone.
  useEffect(() => {
    if (key === undefined) return;
    let wanted = true;
    fetchPart(key).then(
      (part) => wanted && setFound({ part, failed: false }),
      () => wanted && setFound(({ part }) => ({ part, failed: true })),
    );
    return () => {
      wanted = false;
    };
  }, [key]);
  return found;
}
