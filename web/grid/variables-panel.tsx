import type { State, VariableState } from '../../firmware/api/shapes.ts';
import { Mark } from '../part/mark.tsx';
import { Panel } from '../part/panel.tsx';
import { type Column, Table } from '../part/table.tsx';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';

/** Every variable with its value, its age and who wrote it. */
export function VariablesPanel({ state }: { state: State }) {
  const speech = useSpeech();
  const w = useGridWords();
  const number = new Intl.NumberFormat(speech.language);
  const ageS = ({ at }: VariableState): number => Math.max(0, (Date.parse(state.at) - Date.parse(at)) / 1000);
  const writer = ({ source }: VariableState): string => {
    if (source === 'site') return w.variables.site;
    const channel = /^channel:(.+)$/.exec(source)?.[1];
    return channel === undefined ? source : w.log.from.channel(channel);
  };
  const columns: Column<VariableState>[] = [
    { id: 'name', head: w.variables.name, cell: ({ name }) => <b>{name}</b>, plain: ({ name }) => name },
    {
      id: 'value',
      head: w.variables.value,
      numeric: true,
      cell: ({ value }) =>
        value === null ? <span class="no-value">{speech.words.noValue}</span> : number.format(value),
      plain: ({ value }) => value,
    },
    {
      id: 'age',
      head: w.variables.age,
      numeric: true,
      cell: (one) => (
        <>
          {one.stale && (
            <span class="tone-limited">
              <Mark tone="limited" /> {w.channels.stale},{' '}
            </span>
          )}
          {isSetting(one) ? '–' : speech.seconds(ageS(one))}
        </>
      ),
      plain: (one) => (isSetting(one) ? null : Math.round(ageS(one))),
    },
    { id: 'source', head: w.variables.source, cell: writer, plain: writer },
    {
      id: 'owner',
      head: w.variables.owner,
      cell: ({ owner }) => (owner === null ? w.variables.site : w.channels.ownedBy(owner)),
      plain: ({ owner }) => owner ?? '',
    },
  ];
  return (
    <Panel id="variables" title={w.variables.title}>
      <Table
        caption={w.variables.title}
        columns={columns}
        rows={state.variables}
        keyOf={({ name }) => name}
        empty={w.variables.none}
        fileName="variables"
      />
    </Panel>
  );
}

/** As the site document has it: nobody has written it since, so it has no age. */
const isSetting = ({ source }: VariableState): boolean => source === 'site';
