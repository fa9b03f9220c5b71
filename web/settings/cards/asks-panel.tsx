import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import { Mark } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { type Column, Table } from '../../part/table.tsx';
import type { SiteDesk } from '../../site/use-site.ts';
import { usePeopleWords } from '../../words/people/speech.ts';
import { guardedPlaces } from '../people/guarded.ts';
import { cardName, type Place, placesOf, type SiteTag, tagsOf, usersOf } from '../people/site-parts.ts';

/** A card of nobody that lets cars charge counts everywhere. */
const isGuests = ({ user, functions = [] }: SiteTag): boolean => user === undefined && functions.includes('authorise');

/** At which charge points a card or PIN is asked for, whose counts there, and what happens when nothing is shown. */
export function AsksPanel({ desk, site }: { readonly desk: SiteDesk; readonly site: SiteDocument }) {
  const { asks: w } = usePeopleWords();
  const guarded = guardedPlaces(site);
  const tags = tagsOf(site);
  const who = ({ id }: Place): string =>
    guarded.has(id)
      ? usersOf(site)
          .filter(({ chargePoints = [] }) => chargePoints.length === 0 || chargePoints.includes(id))
          .map(({ name }) => name)
          .concat(tags.filter(isGuests).map((tag) => w.card(cardName(tag))))
          .join(', ')
      : w.everybody;

  const fix = (place: Place, tag: string): void =>
    void desk.save(
      (site) => ({
        ...site,
        devices: (site.devices ?? []).map((device) => {
          if (device.id !== place.id) return device;
          const { fixedTag: _, ...rest } = device;
          return tag === '' ? rest : { ...rest, fixedTag: tag };
        }),
      }),
      w.fixedChanged(place.name),
    );

  const columns: readonly Column<Place>[] = [
    { id: 'name', head: w.head.chargePoint, cell: ({ name }) => name, plain: ({ name }) => name },
    {
      id: 'now',
      head: w.head.now,
      cell: ({ id }) => (
        <span>
          <Mark tone={guarded.has(id) ? 'waiting' : 'ok'} /> {guarded.has(id) ? w.asks : w.free}
        </span>
      ),
      plain: ({ id }) => (guarded.has(id) ? w.asks : w.free),
    },
    { id: 'who', head: w.head.who, cell: who, plain: who },
    {
      id: 'fixed',
      head: w.head.fixed,
      cell: (place) => (
        <select
          aria-label={w.fixedLabel(place.name)}
          value={place.fixedTag ?? ''}
          onChange={(event) => fix(place, event.currentTarget.value)}
        >
          <option value="">{guarded.has(place.id) ? w.fixedNone : w.free}</option>
          {tags.map((tag) => (
            <option key={tag.id} value={tag.id}>
              {w.fixed(cardName(tag))}
            </option>
          ))}
        </select>
      ),
      plain: ({ fixedTag }) => fixedTag ?? '',
    },
  ];
  return (
    <Panel id="asks" title={w.title}>
      <p class="note">{w.intro}</p>
      <Table caption={w.title} columns={columns} rows={placesOf(site)} keyOf={({ id }) => id} empty={w.none} />
    </Panel>
  );
}
