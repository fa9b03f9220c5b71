import type { Timers } from '../../../drivers/link/timers.ts';
import type { BackendAuthority, TagInfo } from '../ports.ts';

/** A charge point waits 30 s for our answer, mostly; a person in front of it less. */
const perBackendMs = 5000;
const altogetherMs = 12_000;

export interface BackendWord {
  readonly info: TagInfo;
  /** Who said so. */
  readonly backend: string;
  /** It did not answer: its list, its cache or its rules for being offline said so. */
  readonly offline: boolean;
}

/**
 * What backends say of a tag, asked in the order of the configuration. The first that lets it charge, or that knows it and
 * refuses it, has the last word; one to whom it is unknown (`Invalid`) gives way to the next. Where none can be reached their
 * offline rules count in the same order. Undefined: nobody says anything. Never rejects.
 */
export async function wordOfBackends(
  authorities: readonly BackendAuthority[],
  place: string,
  idTag: string,
  { timers, monotonicMs }: { readonly timers: Timers; readonly monotonicMs: () => number },
): Promise<BackendWord | undefined> {
  const endMs = monotonicMs() + altogetherMs;
  let unknown: BackendWord | undefined;
  const silent: BackendAuthority[] = [];
  for (const authority of authorities) {
    const leftMs = Math.min(perBackendMs, endMs - monotonicMs());
    const info = authority.online && leftMs > 0 ? await asked(authority, place, idTag, timers, leftMs) : undefined;
    if (info === undefined) {
      silent.push(authority);
      continue;
    }
    const word = { info, backend: authority.id, offline: false };
    if (info.status !== 'Invalid') return word;
    unknown ??= word;
  }
  for (const authority of silent) {
    const info = offlineOf(authority, place, idTag);
    if (info === undefined) continue;
    const word = { info, backend: authority.id, offline: true };
    if (info.status !== 'Invalid') return word;
    unknown ??= word;
  }
  return unknown;
}

/** Undefined: it did not answer in time. */
function asked(
  authority: BackendAuthority,
  place: string,
  idTag: string,
  timers: Timers,
  withinMs: number,
): Promise<TagInfo | undefined> {
  return new Promise((resolve) => {
    const cancel = timers.after(withinMs, () => resolve(undefined));
    const answered = (info: TagInfo | undefined) => {
      cancel();
      resolve(info);
    };
    // Whatever becomes of the question, the next one is asked.
    void (async () => answered(await authority.authorise(place, idTag)))().catch(() => answered(undefined));
  });
}

function offlineOf(authority: BackendAuthority, place: string, idTag: string): TagInfo | undefined {
  try {
    return authority.offline(place, idTag);
  } catch {
    return undefined;
  }
}
