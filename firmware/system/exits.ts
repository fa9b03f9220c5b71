import { NetwachtError } from '../domain/errors.ts';

/** EX_CONFIG of sysexits.h: nothing but another setting helps, so a supervisor need not try again. */
const configExit = 78;
/** EX_SOFTWARE: the supervisor starts the program anew. */
const softwareExit = 70;

export interface ExitLog {
  info(facts: object, sentence: string): void;
  fatal(facts: object, sentence: string): void;
}

/** The ways in which the program ends. Each says why. */
export const exits = (log: ExitLog) => ({
  /** A reset that was begun: the next start goes on with it. */
  resetUnfinished(error: unknown): never {
    log.fatal({ err: error }, 'a factory reset that was begun cannot be ended; it is tried again');
    process.exit(1);
  },
  restoreUnfinished(error: unknown): never {
    log.fatal({ err: error }, 'a restore that was begun cannot be ended; it is tried again');
    process.exit(1);
  },
  /** A site file that cannot be used changes nothing and ends the start. */
  siteFile(path: string, error: unknown): never {
    const where = error instanceof NetwachtError ? error.path : undefined;
    log.fatal(
      { file: path, path: where, err: error },
      `${path} cannot be used as the site: ${error instanceof Error ? error.message : error}`,
    );
    process.exit(configExit);
  },
  cannotListen(port: number, error: unknown): never {
    const busy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    log.fatal({ err: error }, busy ? `port ${port} is taken by another program` : 'the API cannot listen');
    process.exit(busy ? configExit : 1);
  },
  workerLost(why: string): never {
    log.fatal({ why }, 'the program ends, so that its supervisor starts it anew');
    process.exit(softwareExit);
  },
  /** Ends in good order when the system asks for it, once. */
  onSignals(stop: () => Promise<void>, isEnding: () => boolean): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        if (isEnding()) return;
        log.info({ signal }, 'ending');
        void stop().then(() => process.exit(0));
      });
  },
});
