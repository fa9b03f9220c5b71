import type { State } from '../../firmware/api/shapes.ts';
import { readBatteryRules } from '../api/rules.ts';
import { useRead } from '../live/use-read.ts';
import { Panel } from '../part/panel.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { statesMs } from './point-rules.tsx';
import { ReadOnlyRules } from './read-only-rules.tsx';
import { RulesPanel } from './rules-panel.tsx';
import { SetsOfList } from './set-of-list.tsx';
import { namesOf } from './site-names.ts';

interface BatteryRulesProps {
  readonly id: string;
  readonly live: State;
  readonly desk: SiteDesk | undefined;
}

/** The two lists of a battery, and how their rules stand. */
export function BatteryRules({ id, live, desk }: BatteryRulesProps) {
  const speech = useSpeech();
  const w = useRulesWords();
  const site = desk?.site;
  const read = useRead(() => readBatteryRules(id), `${id} ${desk?.busy ?? ''}`, statesMs);
  const states = read.value?.battery === id ? read.value : undefined;
  const names = namesOf(site, live);
  return (
    <>
      {(['charge', 'discharge'] as const).map((kind) => {
        const list = states?.lists.find(({ of }) => of === kind);
        const place = { of: kind, deviceName: names.device, setName: names.set } as const;
        const said = list !== undefined && (
          <p class="rules-come-to">
            {list.valueW === null ? w.list.leftAlone : w.list.may(speech.kilowatt(list.valueW))}
            {list.decidedBy === null ? `; ${w.list.noOneDecided}.` : '.'}
          </p>
        );
        const sets = list !== undefined && <SetsOfList list={list} {...{ site, names, place }} now={live.at} />;
        return site !== undefined && desk !== undefined ? (
          <RulesPanel
            key={kind}
            owner={{ kind, id }}
            title={w.list[kind]}
            {...{ site, desk, live }}
            states={list?.rules}
            decidedBy={list?.decidedBy ?? null}
            empty={w.list.emptyBattery}
            below={sets}
          >
            {said}
          </RulesPanel>
        ) : (
          <Panel key={kind} id={`rules-${kind}`} title={w.list[kind]}>
            {said}
            <ReadOnlyRules
              states={list?.rules.filter(({ set }) => set === null) ?? []}
              rules={undefined}
              decidedBy={list?.decidedBy ?? null}
              {...{ place }}
              now={live.at}
            />
            {sets}
            <p class="note">{w.list.statesOnly}</p>
          </Panel>
        );
      })}
    </>
  );
}
