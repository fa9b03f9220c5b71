/** One contact as it is seen and as it counts; undefined = nobody knows. */
export interface DebouncedContact {
  readonly seen: boolean | undefined;
  readonly seenSinceMs: number;
  /** What it has been for the whole debounce time. */
  readonly counts: boolean | undefined;
}

export const unknownContact = (nowMs: number): DebouncedContact => ({
  seen: undefined,
  seenSinceMs: nowMs,
  counts: undefined,
});

/**
 * A contact that stays what it is for `debounceMs` counts; a bounce shorter than that never does. What nobody knows
 * counts as that at once: then the rules for a lost source begin.
 */
export function debounce(
  contact: DebouncedContact,
  seen: boolean | undefined,
  nowMs: number,
  debounceMs: number,
): DebouncedContact {
  const settled = counted(contact, nowMs, debounceMs);
  if (seen === undefined) return contact.seen === undefined ? settled : unknownContact(nowMs);
  if (seen === settled.seen) return settled;
  return { ...settled, seen, seenSinceMs: nowMs };
}

function counted(contact: DebouncedContact, nowMs: number, debounceMs: number): DebouncedContact {
  const due = contact.counts !== contact.seen && nowMs - contact.seenSinceMs >= debounceMs;
  return due ? { ...contact, counts: contact.seen } : contact;
}
