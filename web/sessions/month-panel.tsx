import { useCallback, useRef, useState } from 'preact/hooks';
import type { Role, SessionList, State } from '../../firmware/api/shapes.ts';
import { quartersCsv, readSessions, type SessionQuery, sessionsCsv } from '../api/sessions.ts';
import { useRead } from '../live/use-read.ts';
import { Icon } from '../part/icon.tsx';
import { Panel } from '../part/panel.tsx';
import { Problem } from '../part/problem.tsx';
import { keepsUsers } from '../part/role.ts';
import { Table } from '../part/table.tsx';
import { useSessionsWords } from '../words/sessions/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { Filters } from './filters.tsx';
import { monthLater, monthName, wallTime } from './months.ts';
import type { Names } from './names.ts';
import { isFiltered, linkToMonth, queryOf } from './query.ts';
import { useColumns } from './session-columns.tsx';
import { Statements } from './statements.tsx';
import { Sums } from './sums.tsx';

interface MonthProps {
  readonly state: State;
  readonly role: Role;
  /** What the address asks for. */
  readonly query: Readonly<Record<string, string>>;
  readonly names: Names;
}

/** Sessions that run grow. */
const runningMs = 5_000;

/** The sessions of a month, with their sums, as a table, as CSV and as statements on paper. */
export function Month({ state, role, query: asked, names }: MonthProps) {
  const { words, locale, timeZone } = useSpeech();
  const w = useSessionsWords();
  const now = wallTime(timeZone, state.at).slice(0, 7);
  const query = queryOf(asked, now);
  const list = useList(query, query.month >= now ? runningMs : undefined);
  const columns = useColumns(names, query);
  const [statements, setStatements] = useState(false);
  const printed = useCallback(() => setStatements(false), []);
  const name = monthName(query.month, locale);
  const head = (
    <>
      <MonthLink query={query} by={-1} />
      <b class="month-name" aria-live="polite">
        {name}
      </b>
      <MonthLink query={query} by={1} />
    </>
  );
  return (
    <>
      <Panel id="sessions" title={w.title} actions={head}>
        <Filters query={query} sessions={list.value?.sessions ?? []} names={names} everybody={keepsUsers(role)} />
        {list.value === undefined ? (
          state.circuits.length === 0 ? (
            // A box without a site has no months yet.
            <p class="soft">{w.empty}</p>
          ) : list.failed ? (
            <Problem text={w.notRead} />
          ) : (
            <p class="soft" role="status">
              {words.boot.reading}
            </p>
          )
        ) : (
          <>
            <Sums list={list.value} />
            <div class="month">
              <Table
                caption={w.caption(name)}
                columns={columns}
                rows={list.value.sessions}
                keyOf={({ id }) => String(id)}
                empty={isFiltered(query) ? w.emptyFiltered : w.empty}
              />
            </div>
            {list.value.sessions.length > 0 && (
              <div class="table-take">
                <a class="plain-button" href={sessionsCsv(query)} download={`sessions-${query.month}.csv`}>
                  <Icon name="download" /> {w.take.csv}
                </a>
                <a class="plain-button" href={quartersCsv(query)} download={`quarters-${query.month}.csv`}>
                  <Icon name="download" /> {w.take.quarters}
                </a>
                <button class="plain-button" type="button" onClick={() => setStatements(true)}>
                  <Icon name="print" /> {w.take.statement}
                </button>
              </div>
            )}
          </>
        )}
      </Panel>
      {statements && list.value !== undefined && (
        <Statements
          list={list.value}
          month={name}
          names={names}
          site={state.site.name}
          at={wallTime(timeZone, state.at)}
          onPrinted={printed}
        />
      )}
    </>
  );
}

function MonthLink({ query, by }: { query: SessionQuery; by: 1 | -1 }) {
  const { locale } = useSpeech();
  const w = useSessionsWords();
  const month = monthLater(query.month, by);
  const name = monthName(month, locale);
  return (
    <a
      class="plain-button"
      href={linkToMonth({ ...query, month })}
      aria-label={by < 0 ? w.previous(name) : w.next(name)}
    >
      <Icon name={by < 0 ? 'back' : 'next'} />
    </a>
  );
}

/** The sessions of a query; undefined until those of this very query are here. */
function useList(query: SessionQuery, everyMs: number | undefined) {
  const key = JSON.stringify(query);
  const wanted = useRef({ key, query });
  wanted.current = { key, query };
  const read = useRead(
    async () => {
      const { key, query } = wanted.current;
      const outcome = await readSessions(query);
      return outcome.ok
        ? { ok: true, value: { key, list: outcome.value satisfies SessionList } as const }
        : { ...outcome, message: key };
    },
    key,
    everyMs,
  );
  return {
    value: read.value?.key === key ? read.value.list : undefined,
    failed: read.failure !== undefined && read.failure.message === key,
  };
}
