import { useEffect, useRef } from 'preact/hooks';
import type { SiteDesk, SiteEdit } from '../../site/use-site.ts';

/** Saves a form and closes it when it is saved: also when that was only by "save mine on top of it". */
export function useFormSave(desk: SiteDesk, onDone: () => void): (edit: SiteEdit, said: string) => Promise<boolean> {
  const conflicted = useRef(false);
  const { trouble, busy } = desk;
  useEffect(() => {
    if (trouble?.kind === 'conflict') conflicted.current = true;
    else if (trouble === undefined && !busy && conflicted.current) {
      conflicted.current = false;
      onDone();
    }
  });
  return async (edit, said) => {
    const saved = await desk.save(edit, said);
    if (saved) onDone();
    return saved;
  };
}

/** Which field of an entry of a list the box refused: `users[2].name` is `name`. */
export function refusedField(desk: SiteDesk, list: 'users' | 'tags'): { field: string; message: string } | undefined {
  if (desk.trouble?.kind !== 'refused') return undefined;
  const { path = '', message } = desk.trouble.failure;
  const [, at, field] = /^(users|tags)\[\d+\]\.(\w+)/.exec(path) ?? [];
  return at === list && field !== undefined ? { field, message } : undefined;
}
