import type { SessionShape } from '../../firmware/api/shapes.ts';
import type { SessionQuery } from '../api/sessions.ts';
import { Choice } from '../part/field.tsx';
import { useSessionsWords } from '../words/sessions/speech.ts';
import { type Names, nameIn } from './names.ts';
import { all, type Filter, filtered, isFiltered, linkToMonth, lookAt } from './query.ts';

interface FiltersProps {
  readonly query: SessionQuery;
  readonly sessions: readonly SessionShape[];
  readonly names: Names;
  /** Sees the sessions of all people. */
  readonly everybody: boolean;
}

/** Whose sessions are looked at, of which card, at which charge point. */
export function Filters({ query, sessions, names, everybody }: FiltersProps) {
  const w = useSessionsWords();

  function filter(name: Filter, known: ReadonlyMap<string, string>) {
    // Who is gone from the site is still in the sessions.
    const ids = new Set([
      ...known.keys(),
      ...sessions.flatMap((one) => one[name] ?? []),
      ...(query[name] ? [query[name]] : []),
    ]);
    const choices = [...ids].map((id) => [id, nameIn(known, id)] as const).sort(([, a], [, b]) => a.localeCompare(b));
    return (
      <Choice
        id={`filter-${name}`}
        label={w.filter[name]}
        value={query[name] ?? all}
        choices={{
          [all]: w.filter.all,
          ...(name === 'chargePoint' ? {} : { '': name === 'user' ? w.nobody : w.filter.noCard }),
          ...Object.fromEntries(choices),
        }}
        onValue={(value: string) => lookAt(filtered(query, name, value))}
      />
    );
  }

  return (
    <div class="session-filters">
      {everybody && filter('user', names.users)}
      {filter('tag', names.tags)}
      {filter('chargePoint', names.chargePoints)}
      {isFiltered(query) && (
        <a class="plain-button" href={linkToMonth({ month: query.month })}>
          {w.filter.clear}
        </a>
      )}
    </div>
  );
}
