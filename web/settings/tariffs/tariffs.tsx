import '../../style/site.css';
import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import { Icon } from '../../part/icon.tsx';
import { Panel } from '../../part/panel.tsx';
import { InSiteWords, useSiteWords } from '../../words/site/speech.ts';
import { useDesk, WithSite } from '../entry/desk.tsx';
import { EntryList, textColumn } from '../entry/entry-list.tsx';
import type { Entry } from '../entry/field-spec.ts';
import { listOf } from '../entry/place.ts';
import type { SectionProps } from '../sections.ts';
import { PricesPanel } from './prices-panel.tsx';
import { tariffFields } from './tariff-fields.ts';

type Tariff = NonNullable<SiteDocument['tariffs']>[number];

/** What a kilowatt hour costs: the tariffs in the order in which they count, and the prices ahead. */
export const Tariffs = ({ state }: SectionProps) => (
  <InSiteWords>
    <WithSite>
      <Panels state={state} />
    </WithSite>
  </InSiteWords>
);

function Panels({ state }: Pick<SectionProps, 'state'>) {
  const w = useSiteWords();
  const t = w.tariffs;
  const { desk, site, openForm } = useDesk();
  const list = site.tariffs ?? [];
  const nameOf = (id: string): string =>
    id === '_set_price' ? t.fromOutside : (list.find((one) => one.id === id)?.name ?? id);

  function up(entry: Entry): void {
    openForm(undefined);
    void desk.save((now) => {
      const all = now.tariffs ?? [];
      const at = all.findIndex(({ id }) => id === entry.id);
      const [one, before] = [all[at], all[at - 1]];
      return one === undefined || before === undefined
        ? now
        : { ...now, tariffs: all.with(at - 1, one).with(at, before) };
    }, w.entry.changed(t.order));
  }

  return (
    <>
      <PricesPanel state={state} of={JSON.stringify(list)} nameOf={nameOf} />
      <Panel id="tariffs" title={t.title}>
        <p class="note">{t.note}</p>
        <EntryList
          id="tariff"
          caption={t.title}
          empty={t.none}
          place={listOf('tariffs')}
          fields={tariffFields(w)}
          begin={{ kind: 'table', prices: [{}], format: 'energyCharts' }}
          nameOf={(entry) => String(entry.name ?? entry.id)}
          addWord={t.add}
          buttons={(entry) =>
            list[0]?.id !== entry.id && (
              <button
                class="plain-button"
                type="button"
                aria-label={`${t.up}: ${String(entry.name ?? entry.id)}`}
                onClick={() => up(entry)}
              >
                <Icon name="up" /> {t.up}
              </button>
            )
          }
          columns={[
            textColumn('place', t.place, (entry) => String(list.findIndex(({ id }) => id === entry.id) + 1)),
            textColumn('name', w.entry.name, (entry) => String(entry.name ?? entry.id)),
            textColumn('kind', t.kind, (entry) => t.kinds[(entry as unknown as Tariff).kind]),
          ]}
        />
      </Panel>
    </>
  );
}
