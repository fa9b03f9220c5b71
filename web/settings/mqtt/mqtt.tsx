import '../../style/site.css';
import type { Role, State } from '../../../firmware/api/shapes.ts';
import { readMqtt } from '../../api/mqtt.ts';
import { useRead } from '../../live/use-read.ts';
import { Fact } from '../../part/fact.tsx';
import { faultText } from '../../part/fault-text.ts';
import { Mark, type Tone } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { Problem } from '../../part/problem.tsx';
import { InMqttWords, useMqttWords } from '../../words/mqtt/speech.ts';
import { InSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk, WithSite } from '../entry/desk.tsx';
import { FieldsPanel } from '../entry/fields-panel.tsx';
import type { SectionProps } from '../sections.ts';
import { brokerFields, tellingFields } from './mqtt-fields.ts';
import { PasswordPanel } from './password-panel.tsx';

const everyMs = 3_000;
const toneOf: Readonly<Record<'off' | 'connecting' | 'connected' | 'failed', Tone>> = {
  ...{ off: 'idle', connecting: 'waiting', connected: 'ok', failed: 'fault' },
};

/** The broker that this box reports to. */
export const Mqtt = ({ state, role }: SectionProps) => (
  <InSiteWords>
    <InMqttWords>
      <WithSite>
        <Panels state={state} role={role} />
      </WithSite>
    </InMqttWords>
  </InSiteWords>
);

function Panels({ state, role }: { readonly state: State; readonly role: Role }) {
  const w = useMqttWords();
  const { site } = useDesk();
  const isSet = site.mqtt !== undefined;
  return (
    <>
      {isSet && <Connection state={state} />}
      <FieldsPanel
        id="mqtt-broker"
        title={w.broker}
        note={w.note}
        fields={brokerFields(w)}
        unset={isSet ? undefined : w.unset}
      />
      {isSet && <PasswordPanel role={role} part="mqtt" w={w} />}
      {isSet && <FieldsPanel id="mqtt-telling" title={w.telling} fields={tellingFields(w)} />}
    </>
  );
}

function Connection({ state }: { readonly state: State }) {
  const { words, time } = useSpeech();
  const w = useMqttWords();
  const { site } = useDesk();
  const { value, failure } = useRead(readMqtt, JSON.stringify(site.mqtt), everyMs);
  if (value === undefined) return <Problem text={failure === undefined ? '' : faultText(words, failure)} />;
  const { fault, commands } = value;
  return (
    <Panel id="mqtt-state" title={w.connection}>
      <p data-mqtt={value.state}>
        <Mark tone={toneOf[value.state]} /> {w.states[value.state]}
        {value.since !== null && `, ${w.since(time(value.since, state.at))}`}
      </p>
      {fault !== null && (
        <p class="problem">
          {w.layers[fault.layer]} <q lang="en">{fault.message}</q>
        </p>
      )}
      <dl class="facts">
        {value.root !== null && (
          <Fact term={w.root}>
            <code class="address">{value.root}/…</code>
          </Fact>
        )}
        <Fact term={w.sent}>{value.sent}</Fact>
        {(commands.taken > 0 || commands.refused > 0) && (
          <Fact term={w.heard}>
            {w.counts(commands.taken, commands.refused)}
            {commands.lastRefusal !== null && (
              <>
                {' '}
                <q lang="en">{commands.lastRefusal}</q>
              </>
            )}
          </Fact>
        )}
      </dl>
    </Panel>
  );
}
