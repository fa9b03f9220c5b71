import type { SiteDocument, State } from '../../../firmware/api/shapes.ts';
import { useSiteWords } from '../../words/site/speech.ts';
import { type Speech, useSpeech } from '../../words/speech.ts';
import { EntryList } from '../entry/entry-list.tsx';
import type { Entry, FieldSpec } from '../entry/field-spec.ts';
import { entryIn, listIn, listOf } from '../entry/place.ts';

type Circuit = SiteDocument['circuits'][number];
type Limit = NonNullable<Circuit['limits']>[number];

/** The limits of a circuit, each with what it comes to now. */
export function CircuitLimits({ circuit, state }: { readonly circuit: Circuit; readonly state: State }) {
  const speech = useSpeech();
  const w = useSiteWords();
  const l = w.house.limits;
  const name = circuit.name ?? circuit.id;
  const now = (limit: Limit) => state.limits.find(({ id, circuit: of }) => of === circuit.id && id === limit.id);
  const fields: readonly FieldSpec[] = [
    { key: 'id', kind: 'text', label: w.entry.id, note: w.entry.idNote, onlyNew: true, required: true },
    { key: 'scope', kind: 'choice', label: l.scope, choices: l.scopes, absent: 'all' },
    { key: 'unit', kind: 'choice', label: l.unit, choices: l.units, required: true },
    { key: 'value', kind: 'either', label: l.value, note: l.valueNote, required: true },
    { key: 'fallback', kind: 'number', label: l.fallback, note: l.fallbackNote },
  ];
  return (
    <EntryList
      id={`limits-${circuit.id}`}
      caption={l.of(name)}
      empty={l.none}
      place={listIn(entryIn(listOf('circuits'), circuit), 'limits')}
      fields={fields}
      begin={{ unit: 'W' }}
      nameOf={(entry) => String(entry.id)}
      addWord={l.addOf(name)}
      columns={[
        { id: 'id', head: w.entry.id, cell: (entry) => String(entry.id) },
        { id: 'scope', head: l.scope, cell: (entry) => l.scopes[of(entry).scope ?? 'all'] },
        {
          id: 'value',
          head: l.value,
          cell: (entry) =>
            typeof entry.value === 'number' ? (
              amount(speech, entry.value, of(entry).unit)
            ) : (
              <code>{String(entry.value)}</code>
            ),
        },
        {
          id: 'now',
          head: l.now,
          numeric: true,
          cell(entry) {
            const live = now(of(entry));
            return live === undefined ? speech.words.noValue : amount(speech, live.value, live.unit);
          },
        },
        {
          id: 'fallback',
          head: l.fallback,
          numeric: true,
          cell: (entry) => (typeof entry.fallback === 'number' ? amount(speech, entry.fallback, of(entry).unit) : '–'),
        },
      ]}
    />
  );
}

const of = (entry: Entry): Limit => entry as unknown as Limit;

function amount({ kilowatt, setting }: Speech, value: number, unit: Limit['unit']): string {
  if (unit === 'W') return kilowatt(value);
  return setting(unit === 'mA' ? value / 1000 : value);
}
