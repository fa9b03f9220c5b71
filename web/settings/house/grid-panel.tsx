import { Icon } from '../../part/icon.tsx';
import { Panel } from '../../part/panel.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk } from '../entry/desk.tsx';
import { EntryForm } from '../entry/entry-form.tsx';
import { EntryList, textColumn } from '../entry/entry-list.tsx';
import type { Entry } from '../entry/field-spec.ts';
import { listOf, objectOf } from '../entry/place.ts';
import { inputFields, singleFields } from './grid-fields.ts';

const singles = ['lpc', 'quarterPeak', 'feedIn', 'surplus'] as const;

/** Limits that the grid side gives otherwise than by variables: contacts, guard, quarter hour, feed-in. */
export function GridPanel() {
  const w = useSiteWords();
  const { site } = useDesk();
  const g = w.house.grid;
  const nameOf = (id: unknown): string => site.circuits.find((one) => one.id === id)?.name ?? String(id);
  return (
    <Panel id="grid-sources" title={g.title}>
      <p class="note">{g.note}</p>
      <h3>{g.inputs}</h3>
      <EntryList
        id="inputs"
        caption={g.inputs}
        empty={g.noInputs}
        place={listOf('gridInputs')}
        fields={inputFields(w, site)}
        begin={{ circuit: site.circuits[0]?.id, source: { kind: 'gpio' } }}
        nameOf={(entry) => String(entry.id)}
        addWord={g.addInput}
        columns={[
          textColumn('id', w.entry.id, (entry) => String(entry.id)),
          textColumn('circuit', g.circuit, (entry) => nameOf(entry.circuit)),
          textColumn(
            'source',
            g.source,
            ({ source }) => g.sources[(source as { readonly kind: keyof typeof g.sources }).kind],
          ),
          textColumn('preset', g.preset, ({ preset }) => g.presets[(preset ?? '') as keyof typeof g.presets]),
        ]}
      />
      {singles.map((key) => (
        <Single key={key} of={key} nameOf={nameOf} />
      ))}
    </Panel>
  );
}

/** One that a site has once at most: what it is, and the ways to change it. */
function Single({ of, nameOf }: { readonly of: (typeof singles)[number]; readonly nameOf: (id: unknown) => string }) {
  const { words, kilowatt } = useSpeech();
  const w = useSiteWords();
  const g = w.house.grid;
  const { desk, site, open, openForm } = useDesk();
  const place = objectOf(of);
  const entry = place.entry(site);
  const title = { lpc: g.lpc, quarterPeak: g.peak, feedIn: g.feedIn, surplus: g.surplus }[of];
  const note = { lpc: g.lpcNote, quarterPeak: g.peakNote, feedIn: undefined, surplus: undefined }[of];
  return (
    <section class="single" data-single={of} aria-labelledby={`single-${of}`}>
      <div class="circuit-head">
        <div>
          <h3 id={`single-${of}`}>{title}</h3>
          <p>{entry === undefined ? <span class="soft">{g.none}</span> : said(entry)}</p>
        </div>
        {open !== of && (
          <span class="row-buttons">
            <button
              class="plain-button"
              type="button"
              aria-label={`${entry === undefined ? words.common.add : words.common.edit}: ${title}`}
              onClick={() => openForm(of)}
            >
              <Icon name={entry === undefined ? 'add' : 'edit'} />{' '}
              {entry === undefined ? words.common.add : words.common.edit}
            </button>
            {entry !== undefined && (
              <button
                class="plain-button"
                type="button"
                aria-label={`${words.common.remove}: ${title}`}
                aria-disabled={desk.busy}
                onClick={() => {
                  openForm(undefined);
                  void desk.save((now) => place.withEntry(now, undefined), w.entry.removed(title));
                }}
              >
                <Icon name="remove" /> {words.common.remove}
              </button>
            )}
          </span>
        )}
      </div>
      {note !== undefined && <p class="note">{note}</p>}
      {open === of && (
        <EntryForm
          id={of}
          title={title}
          place={place}
          fields={singleFields(w, site)[of]}
          begin={of === 'lpc' ? { circuit: site.circuits[0]?.id } : {}}
          said={() => w.entry.changed(title)}
          onClose={() => openForm(undefined)}
        />
      )}
    </section>
  );

  function said(given: Entry) {
    const power = (value: unknown, absent: number): string => kilowatt(typeof value === 'number' ? value : absent);
    switch (of) {
      case 'lpc':
        return g.wordsOf.lpc(nameOf(given.circuit), power(given.failsafeW, 4200));
      case 'quarterPeak':
        return g.wordsOf.peak(power(given.limitW, 2500));
      case 'feedIn':
        return g.wordsOf.feedIn(power(given.maxW, 0));
      default:
        return <code>{String(given.formula)}</code>;
    }
  }
}
