import { randomBytes } from 'node:crypto';

/** Where the code is kept; the store erases it when somebody owns the box. */
export interface ClaimCodeDrawer {
  read(): string | undefined;
  write(code: string): void;
}

/** What claim.txt may hold: 8 to 64 printable characters of ASCII, none but the inner ones a space. */
const goodCode = /^(?=.{8,64}$)[!-~](?:[ -~]*[!-~])?$/;

/**
 * The code that claims this box, the same at every start until it is used: the electrician's own from claim.txt, or one that
 * is made here, of this device alone (S1). A disk that does not take it must not keep the box from its work: then it holds
 * until the next start. The code itself never goes to the log.
 */
export function claimCodeOf(drawer: ClaimCodeDrawer, log: { error(facts: object, sentence: string): void }): string {
  const made = (): string => randomBytes(5).toString('hex').toUpperCase();
  try {
    const kept = drawer.read()?.trim();
    if (kept !== undefined && goodCode.test(kept)) return kept;
    const code = made();
    drawer.write(code);
    return code;
  } catch (error) {
    log.error({ err: error }, 'the claim code cannot be kept on disk; each start has another one');
    return made();
  }
}
