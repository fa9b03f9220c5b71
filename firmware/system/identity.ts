import { randomBytes } from 'node:crypto';

/** Where the id of the box is kept. */
export interface IdentityDrawer {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
}

/**
 * The id of this box, `NTW-` and 16 hex digits, made once: its name in certificates towards the gateway. Random and not of
 * the hardware, so that a box that was reset for resale is another one. Throws StoreError `notPersisted`.
 */
export function boxId(drawer: IdentityDrawer): string {
  const known = drawer.get('boxId');
  if (known !== undefined) return known;
  const made = `NTW-${randomBytes(8).toString('hex')}`;
  drawer.set('boxId', made);
  return made;
}
