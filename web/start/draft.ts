import { useState } from 'preact/hooks';

const keyOf = (name: string): string => `netwacht.start.${name}`;

/** What was kept under a name in this tab; undefined: nothing that can be read. */
export function kept<T>(name: string): T | undefined {
  const text = sessionStorage.getItem(keyOf(name));
  try {
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** Keeps a value for as long as the tab lives; undefined forgets it. Never a secret. */
export function keep(name: string, value: unknown): void {
  if (value === undefined) sessionStorage.removeItem(keyOf(name));
  else sessionStorage.setItem(keyOf(name), JSON.stringify(value));
}

/** Something that is typed and not saved yet: it outlives a reload and a look elsewhere. Undefined: untouched. */
export function useDraft<T>(name: string): [T | undefined, (value: T | undefined) => void] {
  const [value, setValue] = useState<T | undefined>(() => kept<T>(name));
  return [
    value,
    (next) => {
      keep(name, next);
      setValue(next);
    },
  ];
}
