import type { SiteDocument, State } from '../../../firmware/api/shapes.ts';
import { useSiteWords } from '../../words/site/speech.ts';
import { type Speech, useSpeech } from '../../words/speech.ts';
import { EntryList, textColumn } from '../entry/entry-list.tsx';
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
    { key: 'value', kind: 'either', label: l.value, note: l.valueNote, required: true, unitOf: (draft) => draft.unit },
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
        textColumn('id', w.entry.id, (entry) => String(entry.id)),
        textColumn('scope', l.scope, (entry) => l.scopes[of(entry).scope ?? 'all']),
        {
          ...textColumn('value', l.value, (entry) => amount(speech, entry.value, of(entry).unit)),
          cell: (entry) =>
            typeof entry.value === 'number' ? (
              amount(speech, entry.value, of(entry).unit)
            ) : (
              <code>{String(entry.value)}</code>
            ),
        },
        {
          ...textColumn('now', l.now, (entry) => {
            const live = now(of(entry));
            return live === undefined ? speech.words.noValue : amount(speech, live.value, live.unit);
          }),
          numeric: true,
        },
        {
          ...textColumn('fallback', l.fallbackHead, (entry) => amount(speech, entry.fallback, of(entry).unit)),
          numeric: true,
        },
      ]}
    />
  );
}

const of = (entry: Entry): Limit => entry as unknown as Limit;

function amount({ kilowatt, setting }: Speech, value: unknown, unit: Limit['unit']): string {
  if (typeof value !== 'number') return typeof value === 'string' ? value : '–';
  if (unit === 'W') return kilowatt(value);
  return setting(unit === 'mA' ? value / 1000 : value);
}
