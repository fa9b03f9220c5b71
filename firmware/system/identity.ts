import { randomBytes } from 'node:crypto';

/** Where the id of the box is kept. */
export interface IdentityDrawer {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
}

/**
 * The id of this box, `NTW-` and 16 hex digits, made once: its name in certificates towards the gateway. Random and not of
 * the hardware, so that a box that was reset for resale is another one. A disk that does not take it must not keep the box
 * from its work: then the next start makes another one.
 */
export function boxId(drawer: IdentityDrawer, log: { error(facts: object, sentence: string): void }): string {
  const known = drawer.get('boxId');
  if (known !== undefined) return known;
  const made = `NTW-${randomBytes(8).toString('hex')}`;
  try {
    drawer.set('boxId', made);
  } catch (error) {
    log.error({ err: error }, 'the id of the box could not be written to disk; the next start makes another one');
  }
  return made;
}
