import '../../style/site.css';
import type { SiteDocument, State } from '../../../firmware/api/shapes.ts';
import { linkTo } from '../../live/use-route.ts';
import { Fact } from '../../part/fact.tsx';
import { Icon } from '../../part/icon.tsx';
import { Panel } from '../../part/panel.tsx';
import { ruleSentence } from '../../rules/sentence.ts';
import { namesOf } from '../../rules/site-names.ts';
import { wholeRule } from '../../rules/whole-rule.ts';
import { InRuleWords, useRuleWords } from '../../words/rules/speech.ts';
import { InSiteWords, useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk, WithSite } from '../entry/desk.tsx';
import { EntryList, textColumn } from '../entry/entry-list.tsx';
import type { FieldSpec } from '../entry/field-spec.ts';
import { listOf } from '../entry/place.ts';
import type { SectionProps } from '../sections.ts';

type Battery = NonNullable<SiteDocument['batteries']>[number];

/** Batteries that rules hold back: how much each may, now and by its rules. */
export const Batteries = ({ state }: SectionProps) => (
  <InSiteWords>
    <InRuleWords>
      <WithSite>
        <List />
        <Standing state={state} />
      </WithSite>
    </InRuleWords>
  </InSiteWords>
);

function List() {
  const { kilowatt } = useSpeech();
  const w = useSiteWords();
  const b = w.batteries;
  const { site } = useDesk();
  const meters = (site.devices ?? []).filter(({ role }) => role === 'storageHome' || role === 'storageAll');
  const nameOf = (id: unknown): string => site.devices?.find((one) => one.id === id)?.name ?? String(id);
  const taken = (site.batteries ?? []).map(({ device }) => device);
  const free = meters.filter(({ id }) => !taken.includes(id));
  const fields: readonly FieldSpec[] = [
    {
      key: 'device',
      kind: 'choice',
      label: b.device,
      note: b.deviceNote,
      choices: Object.fromEntries(free.map(({ id, name }) => [id, name ?? id])),
      required: true,
      onlyNew: true,
    },
    { key: 'maxW', kind: 'number', unit: 'W', label: b.maxW, note: b.aloneNote },
    { key: 'minW', kind: 'number', unit: 'W', label: b.minW, note: b.aloneNote, negative: true },
    { key: 'prefer', kind: 'choice', label: b.prefer, choices: b.prefers, absent: 'neither' },
  ];
  const power = (value: unknown): string => (typeof value === 'number' ? kilowatt(Math.abs(value)) : b.alone);
  return (
    <Panel id="batteries" title={b.title}>
      <p class="note">{b.note}</p>
      {meters.length === 0 && <p>{b.noMeters}</p>}
      <EntryList
        id="battery"
        caption={b.title}
        empty={b.none}
        place={listOf('batteries')}
        fields={fields}
        {...(free[0] === undefined ? {} : { begin: { device: free[0].id } })}
        nameOf={(entry) => nameOf(entry.device)}
        addWord={b.add}
        columns={[
          textColumn('device', b.device, (entry) => nameOf(entry.device)),
          textColumn('maxW', b.maxW, ({ maxW }) => power(maxW)),
          textColumn('minW', b.minW, ({ minW }) => power(minW)),
          textColumn('prefer', b.prefer, ({ prefer }) => b.prefers[(prefer ?? 'neither') as keyof typeof b.prefers]),
        ]}
      />
    </Panel>
  );
}

/** What the rules of each battery say, and what they come to now. */
function Standing({ state }: { readonly state: State }) {
  const { site } = useDesk();
  return (site.batteries ?? []).map((battery) => <One key={battery.device} battery={battery} state={state} />);
}

function One({ battery, state }: { readonly battery: Battery; readonly state: State }) {
  const speech = useSpeech();
  const { kilowatt } = speech;
  const rules = useRuleWords();
  const b = useSiteWords().batteries;
  const { site } = useDesk();
  const names = namesOf(site, state);
  const live = state.batteries?.find(({ id }) => id === battery.device);
  const now = (value: number | null | undefined): string =>
    live === undefined ? speech.words.noValue : value == null ? b.alone : kilowatt(value);
  const sentences = (of: 'charge' | 'discharge', list: Battery['chargeRules']) => (
    <>
      <h3>{of === 'charge' ? b.chargeRules : b.dischargeRules}</h3>
      {(list ?? []).length === 0 ? (
        <p class="soft">{b.noRules}</p>
      ) : (
        <ol class="sentences">
          {(list ?? []).map((rule) => (
            <li key={rule.id}>
              {ruleSentence(speech, rules, wholeRule(rule), {
                of,
                deviceName: names.device,
                setName: names.set,
                ruleName: (id) => (list ?? []).find((one) => one.id === id)?.name ?? id,
              })}
            </li>
          ))}
        </ol>
      )}
    </>
  );
  return (
    <Panel
      id={`battery-${battery.device}`}
      title={names.device(battery.device)}
      actions={
        live !== undefined && (
          <a class="plain-button" href={linkTo('rules', ['battery', battery.device])}>
            <Icon name="rules" /> {b.editRules}
          </a>
        )
      }
    >
      <dl class="facts">
        <Fact term={b.mayCharge}>{now(live?.chargeW)}</Fact>
        <Fact term={b.mayDischarge}>{now(live?.dischargeW)}</Fact>
      </dl>
      {battery.maxW !== undefined && sentences('charge', battery.chargeRules)}
      {battery.minW !== undefined && sentences('discharge', battery.dischargeRules)}
    </Panel>
  );
}
