import '../../style/site.css';
import { useState } from 'preact/hooks';
import type { SiteDocument, State } from '../../../firmware/api/shapes.ts';
import { Choice } from '../../part/field.tsx';
import { Panel } from '../../part/panel.tsx';
import { InSiteWords, useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk, WithSite } from '../entry/desk.tsx';
import { EntryList, textColumn } from '../entry/entry-list.tsx';
import { clockOf, type Draft, type Entry, type FieldSpec, week } from '../entry/field-spec.ts';
import { entryIn, type ListPlace, listIn, listOf } from '../entry/place.ts';
import { isChargePoint } from '../house/tree.ts';
import type { SectionProps } from '../sections.ts';
import type { PlanEntry } from './blocks.ts';
import { OutsidePanel } from './outside-panel.tsx';
import { Week } from './week.tsx';

/** Ceilings by the clock: those of the site for circuits and charge points, and those that came from outside. */
export const Plans = ({ state, path }: SectionProps) => (
  <InSiteWords>
    <WithSite>
      <Panels state={state} asked={path[0]} />
    </WithSite>
  </InSiteWords>
);

interface PlannedPlace {
  readonly id: string;
  readonly name: string;
  readonly list: ListPlace;
  readonly plan: readonly PlanEntry[];
}

const placesOf = (site: SiteDocument): readonly PlannedPlace[] => [
  ...site.circuits.map((circuit) => ({
    id: circuit.id,
    name: circuit.name ?? circuit.id,
    list: listIn(entryIn(listOf('circuits'), circuit), 'plan'),
    plan: circuit.plan ?? [],
  })),
  ...(site.devices ?? []).filter(isChargePoint).map((device) => ({
    id: device.id,
    name: device.name ?? device.id,
    list: listIn(entryIn(listOf('devices'), device), 'plan'),
    plan: (device.plan ?? []) as readonly PlanEntry[],
  })),
];

function Panels({ state, asked }: { readonly state: State; readonly asked: string | undefined }) {
  const p = useSiteWords().plans;
  const { site, openForm } = useDesk();
  const places = placesOf(site);
  const [chosen, setChosen] = useState(asked ?? '');
  const shown = places.filter(({ id, plan }) => plan.length > 0 || id === chosen);
  const others = places.filter(({ id }) => !shown.some((one) => one.id === id));
  return (
    <>
      <Panel id="plans" title={p.title}>
        <p class="note">{p.note}</p>
        {shown.length === 0 && <p class="soft">{p.none}</p>}
        {others.length > 0 && (
          <Choice
            id="plan-place"
            label={p.choose}
            value=""
            choices={{ '': '–', ...Object.fromEntries(others.map(({ id, name }) => [id, name])) }}
            onValue={(id: string) => {
              setChosen(id);
              if (id !== '') openForm(`plan-${id}:`);
            }}
          />
        )}
      </Panel>
      {shown.map((place) => (
        <PlacePanel key={place.id} place={place} />
      ))}
      <OutsidePanel state={state} nameOf={(id) => places.find((one) => one.id === id)?.name ?? id} />
    </>
  );
}

function PlacePanel({ place }: { readonly place: PlannedPlace }) {
  const { setting } = useSpeech();
  const w = useSiteWords();
  const p = w.plans;
  const fields: readonly FieldSpec[] = [
    { key: 'fromMin', kind: 'minute', label: p.from, note: p.fromNote, required: true },
    { key: 'minutes', kind: 'number', unit: 'min', label: p.minutes, note: until, required: true },
    { key: 'limitA', kind: 'number', unit: 'A', label: p.limitA, note: p.limitNote, required: true },
    { key: 'days', kind: 'days', label: w.entry.daysOf },
  ];

  /** The time at which an entry ends, beside its length. */
  function until(draft: Draft): string | undefined {
    const [, hours, minutes] = /^(\d{1,2})[:.](\d{2})$/.exec(draft.fromMin ?? '') ?? [];
    const length = Number(draft.minutes);
    if (hours === undefined || !(length > 0)) return undefined;
    return p.until(clockOf((Number(hours) * 60 + Number(minutes) + length) % 1440));
  }
  const of = (entry: Entry): PlanEntry => entry as unknown as PlanEntry;
  const span = (entry: Entry): string => {
    const { fromMin, minutes } = of(entry);
    return `${clockOf(fromMin)}–${clockOf((fromMin + minutes) % 1440)}`;
  };
  const days = (entry: Entry): string => {
    const on = of(entry).days ?? week;
    return on.length === week.length
      ? p.everyDay
      : week
          .filter((day) => on.includes(day))
          .map((day) => w.entry.days[day])
          .join(', ');
  };

  return (
    <Panel id={`plan-of-${place.id}`} title={place.name}>
      {place.plan.length > 0 && <Week plan={place.plan} />}
      <EntryList
        id={`plan-${place.id}`}
        caption={p.of(place.name)}
        empty={p.noneHere}
        place={place.list}
        fields={fields}
        nameOf={(entry) => `${place.name} ${span(entry)}`}
        addWord={p.addTo(place.name)}
        columns={[
          textColumn('span', p.span, span),
          textColumn('days', w.entry.daysOf, days),
          { ...textColumn('limit', p.limitA, (entry) => setting(of(entry).limitA)), numeric: true },
        ]}
      />
    </Panel>
  );
}
