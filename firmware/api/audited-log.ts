import type { Clock } from '../domain/clock.ts';
import type { Log } from './log.ts';
import type { AuditPort } from './proof-port.ts';

type Append = Pick<AuditPort, 'append'>;

/** A log whose lines that name who did it (`by`) also go into the audit trail, with their facts. */
export function auditedLog(log: Log, audit: Append): Log {
  return {
    ...passed(log),
    info(facts, sentence) {
      log.info(facts, sentence);
      const { by, ...rest } = { by: undefined, ...facts };
      if (typeof by !== 'string') return;
      const told = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`;
      audit.append({ who: by, what: `${sentence}${told}` });
    },
  };
}

const windowMs = 10 * 60_000;
/** Addresses that get entries of their own; a guesser with more of them shares one. */
const maxSources = 64;

interface Failures {
  count: number;
  readonly sinceMs: number;
  readonly sentence: string;
}

/** Told of the `count`-th failure of an address within ten minutes. */
export type ToldOfFailure = (source: string, count: number) => void;

/**
 * A log whose warnings about a `source` also go into the audit trail, grouped: the first of an address at once, and how
 * many more there were when its ten minutes are over and somebody tries again, whoever it is.
 */
export function failuresInAudit(log: Log, audit: Append, clock: Clock, told?: ToldOfFailure): Log {
  const sources = new Map<string, Failures>();
  const endOld = (): void => {
    const nowMs = clock.monotonicMs();
    for (const [source, { count, sinceMs, sentence }] of sources) {
      if (nowMs - sinceMs < windowMs) continue;
      sources.delete(source);
      if (count > 1) audit.append({ who: source, what: `${sentence}, ${count - 1} times more within ten minutes` });
    }
  };
  return {
    ...passed(log),
    warn(facts, sentence) {
      log.warn(facts, sentence);
      const { source } = { source: undefined, ...facts };
      if (typeof source !== 'string') return;
      endOld();
      const name = sources.has(source) || sources.size < maxSources ? source : 'other addresses';
      const known = sources.get(name);
      if (known !== undefined) {
        known.count += 1;
        told?.(name, known.count);
        return;
      }
      told?.(name, 1);
      sources.set(name, { count: 1, sinceMs: clock.monotonicMs(), sentence });
      audit.append({ who: name, what: sentence });
    },
  };
}

const passed = (log: Log): Log => ({
  info: (facts, sentence) => log.info(facts, sentence),
  warn: (facts, sentence) => log.warn(facts, sentence),
  error: (facts, sentence) => log.error(facts, sentence),
});
