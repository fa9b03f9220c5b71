import '../../style/site.css';
import type { InfluxView, Role, State } from '../../../firmware/api/shapes.ts';
import { readInflux } from '../../api/influx.ts';
import { useRead } from '../../live/use-read.ts';
import { linkTo } from '../../live/use-route.ts';
import { Fact } from '../../part/fact.tsx';
import { faultText } from '../../part/fault-text.ts';
import { Mark, type Tone } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { Problem } from '../../part/problem.tsx';
import { keepsBox } from '../../part/role.ts';
import { InMetricsWords, useMetricsWords } from '../../words/metrics/speech.ts';
import { InSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk, WithSite } from '../entry/desk.tsx';
import { FieldsPanel } from '../entry/fields-panel.tsx';
import { PasswordPanel } from '../mqtt/password-panel.tsx';
import type { SectionProps } from '../sections.ts';
import { influxFields } from './influx-fields.ts';

const everyMs = 3_000;
const toneOf: Readonly<Record<InfluxView['state'], Tone>> = {
  ...{ off: 'idle', waiting: 'waiting', written: 'ok', failing: 'fault' },
};

/** Databases that ask the box, and one that it writes to. */
export const Metrics = ({ state, role }: SectionProps) => (
  <InSiteWords>
    <InMetricsWords>
      <WithSite>
        <Panels state={state} role={role} />
      </WithSite>
    </InMetricsWords>
  </InSiteWords>
);

function Panels({ state, role }: { readonly state: State; readonly role: Role }) {
  const w = useMetricsWords();
  const { site } = useDesk();
  const isSet = site.influx !== undefined;
  return (
    <>
      <Panel id="metrics-asked" title={w.asked}>
        <p class="note">{w.askedNote}</p>
        <dl class="facts">
          <Fact term={w.address}>
            <code class="address">{`${location.origin}/metrics`}</code>
          </Fact>
        </dl>
        <p>{keepsBox(role) ? <a href={linkTo('settings', ['access'])}>{w.token}</a> : w.tokenNotYours}</p>
      </Panel>
      {isSet && <Writing state={state} />}
      <FieldsPanel
        id="influx-database"
        title={w.written}
        note={w.writtenNote}
        fields={influxFields(w)}
        unset={isSet ? undefined : w.unset}
      />
      {isSet && <PasswordPanel role={role} part="influx" w={w} />}
    </>
  );
}

function Writing({ state }: { readonly state: State }) {
  const { words, time } = useSpeech();
  const w = useMetricsWords();
  const { site } = useDesk();
  const { value, failure } = useRead(readInflux, JSON.stringify(site.influx), everyMs);
  if (value === undefined) return <Problem text={failure === undefined ? '' : faultText(words, failure)} />;
  const { fault, lastWrittenAt, waiting, dropped, refused } = value;
  return (
    <Panel id="influx-state" title={w.writing}>
      <p data-influx={value.state}>
        <Mark tone={toneOf[value.state]} /> {w.states[value.state]}
      </p>
      {fault !== null && (
        <p class="problem">
          {w.since(time(fault.since, state.at))} <q lang="en">{fault.message}</q>
        </p>
      )}
      <dl class="facts">
        <Fact term={w.last}>{lastWrittenAt === null ? w.never : time(lastWrittenAt, state.at)}</Fact>
        <Fact term={w.lines}>{value.written}</Fact>
        {waiting > 0 && <Fact term={w.waiting}>{waiting}</Fact>}
        {dropped > 0 && <Fact term={w.dropped}>{dropped}</Fact>}
        {refused > 0 && <Fact term={w.refused}>{refused}</Fact>}
      </dl>
    </Panel>
  );
}
