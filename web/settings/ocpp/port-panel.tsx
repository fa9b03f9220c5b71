import { useState } from 'preact/hooks';
import type { ChargeBoxView, OcppServerView, State } from '../../../firmware/api/shapes.ts';
import { putPort } from '../../api/ocpp.ts';
import type { Read } from '../../live/use-read.ts';
import { linkTo } from '../../live/use-route.ts';
import { BoxSays } from '../../part/box-says.tsx';
import { Fact } from '../../part/fact.tsx';
import { faultText } from '../../part/fault-text.ts';
import { Choice } from '../../part/field.tsx';
import { Mark } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { Problem } from '../../part/problem.tsx';
import { Table } from '../../part/table.tsx';
import { useOcppWords } from '../../words/ocpp/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { Reading } from './reading.tsx';

interface PortPanelProps {
  readonly port: Read<OcppServerView>;
  readonly state: State;
  readonly mayChange: boolean;
  readonly onMessages?: (station: string) => void;
}

/** The port by which charge points come to this box: who is connected, who was not let in, and how to add one. */
export function PortPanel({ port, state, mayChange, onMessages }: PortPanelProps) {
  const { words, time } = useSpeech();
  const w = useOcppWords();
  const view = port.value;
  if (view === undefined)
    return (
      <Panel id="port" title={w.port.title}>
        <Reading read={port} />
      </Panel>
    );
  return (
    <Panel id="port" title={w.port.title}>
      <p>
        <Mark tone={view.listening ? 'ok' : view.error === null ? 'idle' : 'fault'} />{' '}
        {view.listening ? w.port.listens(`ws://${location.hostname}:${view.port}`) : w.port.shut}
        {view.error !== null && <BoxSays lead={words.common.boxSays} message={view.error} />}
      </p>
      {mayChange && <PortChange port={port} view={view} />}
      <h3>{w.port.connected}</h3>
      {view.chargeBoxes.length === 0 && <p class="note">{w.port.none}</p>}
      <ul class="items">
        {view.chargeBoxes.map((chargeBox) => (
          <li key={chargeBox.identity} class="item" data-charge-box={chargeBox.identity}>
            <ChargeBox chargeBox={chargeBox} now={state.at} onMessages={onMessages} />
          </li>
        ))}
      </ul>
      {view.seen.length > 0 && (
        <>
          <h3>{w.port.seen}</h3>
          <p class="note">{w.port.seenNote}</p>
          <Table
            caption={w.port.seen}
            rows={view.seen}
            keyOf={({ identity, address }) => `${identity} ${address}`}
            empty=""
            columns={[
              {
                id: 'identity',
                head: w.port.identity,
                cell: (row) => <b>{row.identity}</b>,
                plain: (row) => row.identity,
              },
              { id: 'address', head: w.port.address, cell: (row) => row.address, plain: (row) => row.address },
              { id: 'why', head: w.port.why, cell: (row) => <span lang="en">{row.why}</span>, plain: (row) => row.why },
              { id: 'last', head: w.port.last, cell: (row) => time(row.lastAt, state.at), plain: (row) => row.lastAt },
              {
                id: 'add',
                head: '',
                cell: (row) => (
                  <a
                    class="plain-button"
                    href={linkTo('devices', ['add'], { definition: 'ocpp', address: row.identity })}
                  >
                    {w.port.addIt}
                    <span class="unseen"> {row.identity}</span>
                  </a>
                ),
              },
            ]}
          />
        </>
      )}
    </Panel>
  );
}

function PortChange({ port, view }: { readonly port: Read<OcppServerView>; readonly view: OcppServerView }) {
  const { words } = useSpeech();
  const w = useOcppWords();
  const [fault, setFault] = useState('');
  const is = view.enabled === undefined ? 'auto' : view.enabled ? 'on' : 'off';

  async function put(change: { readonly enabled?: boolean; readonly tls?: OcppServerView['tls'] }, drops?: 'enabled') {
    const { enabled, tls, certificate, clientCaPem, clientCrlPem } = view;
    const outcome = await putPort({
      tls,
      ...(enabled === undefined || drops === 'enabled' ? {} : { enabled }),
      ...(certificate === undefined ? {} : { certificate }),
      ...(clientCaPem === undefined ? {} : { clientCaPem }),
      ...(clientCrlPem === undefined ? {} : { clientCrlPem }),
      ...change,
    });
    setFault(outcome.ok ? '' : faultText(words, outcome));
    await port.again();
  }

  return (
    <div class="form short-form">
      <Choice
        id="port-enabled"
        label={w.port.opens}
        value={is}
        choices={w.port.opensChoices}
        onValue={(value) => void (value === 'auto' ? put({}, 'enabled') : put({ enabled: value === 'on' }))}
      />
      <Choice
        id="port-tls"
        label={w.port.tls}
        value={view.tls}
        choices={w.port.tlsChoices}
        onValue={(tls) => void put({ tls })}
      />
      <Problem text={fault} />
    </div>
  );
}

interface ChargeBoxProps {
  readonly chargeBox: ChargeBoxView;
  readonly now: string;
  readonly onMessages: ((station: string) => void) | undefined;
}

function ChargeBox({ chargeBox, now, onMessages }: ChargeBoxProps) {
  const { words, time, ampere } = useSpeech();
  const w = useOcppWords();
  const { identity, connected, version, vendor, model, firmware, connectors, hasRival, clockOffsetS } = chargeBox;
  return (
    <article aria-labelledby={`charge-box-${identity}`}>
      <header class="item-head">
        <h3 id={`charge-box-${identity}`}>{identity}</h3>
        <p class="phase">
          <Mark tone={connected ? 'ok' : 'fault'} /> <b>{connected ? w.station.connected : w.port.notConnected}</b>
        </p>
      </header>
      <dl class="facts">
        {version !== null && <Fact term={w.backends.version}>{`OCPP ${version}`}</Fact>}
        {vendor !== null && <Fact term={w.port.product}>{[vendor, model, firmware].filter(Boolean).join(' · ')}</Fact>}
        {clockOffsetS !== null && Math.abs(clockOffsetS) > 30 && (
          <Fact term={w.port.clock}>{w.port.clockOff(String(Math.round(Math.abs(clockOffsetS))))}</Fact>
        )}
      </dl>
      {hasRival && (
        <p class="warn">
          <Mark tone="fault" /> {w.port.rival}
        </p>
      )}
      <ul class="layers">
        {connectors.map(({ device, status, errorCode, wantedA, heldA, limitError, at }) => (
          <li key={device}>
            <Mark tone={errorCode === 'NoError' ? 'ok' : 'fault'} />
            <b>{device}</b>
            <span class="soft">
              <span lang="en">
                {status}
                {errorCode !== 'NoError' && ` · ${errorCode}`}
              </span>{' '}
              {time(at, now)}
            </span>
            <span class="layer-message">
              {w.port.wanted} {wantedA === null ? words.noValue : ampere(wantedA)}, {w.port.held}{' '}
              {heldA === null ? words.noValue : ampere(heldA)}
            </span>
            {limitError !== null && (
              <span class="layer-message">
                <BoxSays lead={w.port.limitError} message={limitError} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {onMessages !== undefined && (
        <div class="buttons">
          <button class="plain-button" type="button" onClick={() => onMessages(identity)}>
            {w.messages.ofStation}
            <span class="unseen"> {identity}</span>
          </button>
        </div>
      )}
    </article>
  );
}
