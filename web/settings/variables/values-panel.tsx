import { useState } from 'preact/hooks';
import type { State, VariableState } from '../../../firmware/api/shapes.ts';
import { releaseVariable } from '../../api/grid.ts';
import { readVariables, removeVariable, setVariable, type VariableView } from '../../api/variables.ts';
import { useRead } from '../../live/use-read.ts';
import { AskFirst } from '../../part/ask-first.tsx';
import { faultText } from '../../part/fault-text.ts';
import { Icon } from '../../part/icon.tsx';
import { Mark } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { Problem } from '../../part/problem.tsx';
import { type Column, Table } from '../../part/table.tsx';
import { useUndo } from '../../part/undo.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk } from '../entry/desk.tsx';
import { ValueForm } from './value-form.tsx';

/** A variable as it stands, or one that is declared and has no value yet. */
type Row = Pick<VariableState, 'name' | 'value' | 'stale' | 'owner'> & Partial<VariableState>;

const everyMs = 10_000;
const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** What every variable is now, by whom and since when; each can be set and its value taken away. */
export function ValuesPanel({ state }: { readonly state: State }) {
  const { words, language, time } = useSpeech();
  const w = useSiteWords();
  const v = w.variables;
  const { site, open, openForm } = useDesk();
  const offer = useUndo();
  const read = useRead(readVariables, 'variables', everyMs);
  const [fault, setFault] = useState('');
  const [releases, setReleases] = useState<string>();
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 6 });
  const known = read.value?.variables ?? [];
  const viewOf = (name: string): VariableView | undefined => known.find((one) => sameName(one.name, name));
  const isDeclared = (name: string): boolean => (site.variables ?? []).some((one) => sameName(one.name, name));
  // One whose value was taken away is still told with none for a while.
  const there = state.variables.filter(
    ({ name, value }) => value !== null || isDeclared(name) || read.value === undefined || viewOf(name) !== undefined,
  );
  const declared = (site.variables ?? []).filter(({ name }) => !there.some((one) => sameName(one.name, name)));
  const rows: readonly Row[] = [
    ...there.map((one) => (hasValue(one) ? one : { name: one.name, value: null, stale: false, owner: one.owner })),
    ...declared.map(({ name }) => ({ name, value: null, stale: false, owner: null })),
  ].toSorted((a, b) => a.name.localeCompare(b.name, language));
  const edited = rows.find(({ name }) => open === `value:${name}`);

  /** A formula may have none for now; one that was never set, or was taken away, has nobody who set it. */
  function hasValue({ name, value }: VariableState): boolean {
    return value !== null || viewOf(name) !== undefined || read.value === undefined;
  }

  /** What was there before, for undo. */
  const back = (name: string, was: VariableView | undefined) => () =>
    was === undefined || (was.expr ?? was.value) === null
      ? removeVariable(name)
      : setVariable(name, was.expr ?? was.value ?? 0);

  function set(name: string, was: VariableView | undefined): void {
    openForm(undefined);
    offer({ said: v.wasSet(name), undo: back(name, was) });
    void read.again();
  }

  async function remove(name: string): Promise<void> {
    const was = viewOf(name);
    const outcome = await removeVariable(name);
    setFault(outcome.ok ? '' : outcome.code === 'owned' ? v.ownedRefused : faultText(words, outcome));
    if (outcome.ok) offer({ said: v.valueRemoved(name), undo: back(name, was) });
    void read.again();
  }

  async function release(name: string): Promise<void> {
    setReleases(undefined);
    const outcome = await releaseVariable(name);
    setFault(outcome.ok ? '' : faultText(words, outcome));
    void read.again();
  }

  const columns: readonly Column<Row>[] = [
    {
      id: 'name',
      head: w.entry.name,
      cell: ({ name }) => <code>{name}</code>,
      plain: ({ name }) => name,
    },
    {
      id: 'value',
      head: v.value,
      numeric: true,
      cell: ({ value, stale }) => (
        <>
          {stale && (
            <>
              <Mark tone="unknown" />{' '}
            </>
          )}
          {value === null ? <span class="no-value">{words.noValue}</span> : number.format(value)}
        </>
      ),
      plain: ({ value }) => value,
    },
    {
      id: 'formula',
      head: v.formula,
      cell: ({ name }) => <code>{viewOf(name)?.expr ?? ''}</code>,
      plain: ({ name }) => viewOf(name)?.expr ?? '',
    },
    {
      id: 'state',
      head: v.state,
      cell: (row) => stateOf(row),
      plain: (row) => stateOf(row),
    },
    {
      id: 'source',
      head: v.source,
      cell: ({ source }) => (source === undefined ? '' : words.strip.writer(source)),
      plain: ({ source }) => source ?? '',
    },
    {
      id: 'since',
      head: v.since,
      // What the site says holds since ever.
      cell: ({ at, source }) => (at === undefined || source === 'site' ? '' : time(at, state.at)),
      plain: ({ at }) => at ?? '',
    },
    {
      id: 'actions',
      head: w.entry.actions,
      cell: ({ name, owner, at }) => (
        <span class="row-buttons">
          {owner !== null ? (
            <button
              class="plain-button"
              type="button"
              aria-label={`${v.release}: ${name}`}
              onClick={() => setReleases(name)}
            >
              <Icon name="back" /> {v.release}
            </button>
          ) : (
            <button
              class="plain-button"
              type="button"
              aria-label={`${v.set}: ${name}`}
              onClick={() => openForm(`value:${name}`)}
            >
              <Icon name="edit" /> {v.set}
            </button>
          )}
          {owner === null && at !== undefined && (
            <button
              class="plain-button"
              type="button"
              aria-label={`${v.removeValue}: ${name}`}
              onClick={() => void remove(name)}
            >
              <Icon name="remove" /> {v.removeValue}
            </button>
          )}
        </span>
      ),
    },
  ];

  function stateOf({ owner, stale, at }: Row): string {
    if (owner !== null) return v.ownedBy(owner);
    if (at === undefined) return v.neverSet;
    return stale ? v.stale : v.fresh;
  }

  return (
    <Panel id="values" title={v.values}>
      <p class="note">{v.valuesNote}</p>
      <Problem text={fault} />
      <div class="entry-list">
        <Table
          caption={v.values}
          columns={columns}
          rows={rows}
          keyOf={({ name }) => name}
          empty={v.noValues}
          fileName="netwacht-variables"
        />
        {releases !== undefined && (
          <AskFirst
            question={v.releaseAsk(releases)}
            yes={v.release}
            no={words.common.cancel}
            onYes={() => void release(releases)}
            onNo={() => setReleases(undefined)}
          />
        )}
        {edited !== undefined || open === 'value:' ? (
          <ValueForm
            key={open}
            name={edited?.name}
            was={edited === undefined ? undefined : viewOf(edited.name)}
            onSet={(name) => set(name, viewOf(name))}
            onClose={() => openForm(undefined)}
          />
        ) : (
          <button class="plain-button" type="button" onClick={() => openForm('value:')}>
            <Icon name="add" /> {v.setNew}
          </button>
        )}
      </div>
    </Panel>
  );
}
