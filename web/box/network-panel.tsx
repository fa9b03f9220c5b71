import { useCallback, useState } from 'preact/hooks';
import { type NetworkSetting, type NetworkView, readNetwork } from '../api/box.ts';
import { useRead } from '../live/use-read.ts';
import { Fact } from '../part/fact.tsx';
import { Mark } from '../part/mark.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { NetworkForm } from './network-form.tsx';
import { NetworkTrial } from './network-trial.tsx';
import { Reading } from './reading.tsx';

const everyMs = 10_000;
const onTrialMs = 2_000;

/** How the box can be reached, and the way to change that without losing it. `now`: the clock of the box. */
export function NetworkPanel({ now }: { now: string }) {
  const w = useBoxWords();
  const [editing, setEditing] = useState(false);
  /** What this browser has put and not yet seen kept or taken back. */
  const [put, setPut] = useState<NetworkSetting>();
  const network = useRead(readNetwork, 'network', put === undefined ? everyMs : onTrialMs);
  const known = network.value;
  const ended = useCallback(() => setPut(undefined), []);
  return (
    <section class="panel" aria-labelledby="network">
      <h2 id="network">{w.network.title}</h2>
      {known === undefined ? (
        <Reading read={network} />
      ) : (
        <>
          <NetworkTrial network={network} put={put} now={now} onEnd={ended} />
          {known.state.fault !== null && (
            <p class="problem">
              <Mark tone="fault" /> <span lang="en">{known.state.fault}</span>
            </p>
          )}
          <Facts network={known} />
          {editing ? (
            <NetworkForm
              known={known}
              onPut={(setting) => {
                setEditing(false);
                setPut(setting);
                void network.again();
              }}
              onCancel={() => setEditing(false)}
            />
          ) : (
            put === undefined &&
            known.state.trial === null && (
              <div class="buttons">
                <button class="plain-button" type="button" onClick={() => setEditing(true)}>
                  {w.network.change}
                </button>
              </div>
            )
          )}
        </>
      )}
    </section>
  );
}

function Facts({ network }: { network: NetworkView }) {
  const w = useBoxWords();
  const { interfaces, gateway, dns } = network.state;
  return (
    <>
      <ul class="interfaces">
        {interfaces.map(({ name, mac, carrier, use, addresses }) => (
          <li key={name} data-interface={name}>
            <p>
              <Mark tone={carrier ? 'ok' : 'idle'} /> <b>{name}</b> · {w.network.use[use]} ·{' '}
              {carrier ? w.network.connected : w.network.unplugged}
            </p>
            {addresses.length === 0 ? (
              <p class="note">{w.network.noAddress}</p>
            ) : (
              <p class="address">{addresses.join(' · ')}</p>
            )}
            <p class="note">{mac}</p>
          </li>
        ))}
      </ul>
      <dl class="facts">
        <Fact term={w.network.form.hostname}>{network.hostname}.local</Fact>
        <Fact term={w.network.form.mode}>{w.network.form.modes[network.lan.mode]}</Fact>
        <Fact term={w.network.gateway}>{gateway ?? w.network.none}</Fact>
        <Fact term={w.network.dns}>{dns.length === 0 ? w.network.none : dns.join(', ')}</Fact>
      </dl>
    </>
  );
}
