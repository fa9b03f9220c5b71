import { useState } from 'preact/hooks';
import type { BackendTest, BackendView, State, StationView } from '../../../firmware/api/shapes.ts';
import { removeBackend, testBackend } from '../../api/ocpp.ts';
import { AskFirst } from '../../part/ask-first.tsx';
import { BoxSays } from '../../part/box-says.tsx';
import { Fact } from '../../part/fact.tsx';
import { faultText } from '../../part/fault-text.ts';
import { Mark, type Tone } from '../../part/mark.tsx';
import { Done, Problem } from '../../part/problem.tsx';
import { useOcppWords } from '../../words/ocpp/speech.ts';
import { useSpeech } from '../../words/speech.ts';

interface BackendItemProps {
  readonly backend: BackendView;
  readonly state: State;
  readonly onEdit: () => void;
  readonly onChanged: () => Promise<void>;
  readonly onMessages: (station: string) => void;
}

/** A backend: what it is, how each of its stations stands, and what can be done about it. */
export function BackendItem({ backend, state, onEdit, onChanged, onMessages }: BackendItemProps) {
  const { words, one } = useSpeech();
  const w = useOcppWords();
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<BackendTest>();
  const [fault, setFault] = useState('');
  const { id, url, version, channel, enabled, stationStates } = backend;
  const waiting = stationStates.reduce((sum, station) => sum + station.waiting, 0);

  async function act(what: () => Promise<void>): Promise<void> {
    if (busy) return;
    setBusy(true);
    setFault('');
    await what();
    setBusy(false);
  }
  const test = () =>
    act(async () => {
      setFound(undefined);
      const outcome = await testBackend(id);
      if (outcome.ok) setFound(outcome.value);
      else setFault(outcome.code === 'noStation' ? w.backends.noStation : faultText(words, outcome));
    });
  const remove = () =>
    act(async () => {
      const outcome = await removeBackend(id);
      setAsks(false);
      if (outcome.ok) await onChanged();
      else setFault(faultText(words, outcome));
    });

  return (
    <article aria-labelledby={`backend-${id}`}>
      <header class="item-head">
        <h3 id={`backend-${id}`}>{id}</h3>
        {!enabled && (
          <p class="phase">
            <Mark tone="idle" /> <b>{w.station.off}</b>
          </p>
        )}
      </header>
      <dl class="facts">
        <Fact term={w.backends.url}>{url}</Fact>
        <Fact term={w.backends.version}>{`OCPP ${version}`}</Fact>
        {channel !== undefined && <Fact term={w.backends.channel}>{channel}</Fact>}
        {waiting > 0 && <Fact term={w.backends.waiting}>{w.backends.messages(waiting)}</Fact>}
      </dl>
      {enabled && stationStates.length === 0 && <p class="note">{w.backends.noStations}</p>}
      <ul class="layers">
        {enabled &&
          stationStates.map((station) => (
            <Station key={station.stationId} station={station} now={state.at} onMessages={onMessages} />
          ))}
      </ul>
      <div class="buttons">
        <button class="plain-button" type="button" aria-disabled={busy} onClick={() => void test()}>
          {w.backends.test}
        </button>
        <button class="plain-button" type="button" onClick={onEdit}>
          {words.common.edit}
        </button>
        <button class="plain-button" type="button" onClick={() => setAsks(true)}>
          {words.common.remove}
        </button>
      </div>
      <p class="note" role="status">
        {busy && !asks && w.backends.testing}
      </p>
      {asks && (
        <AskFirst
          question={w.backends.removeAsk(id)}
          yes={words.common.remove}
          no={words.common.cancel}
          busy={busy}
          onYes={() => void remove()}
          onNo={() => setAsks(false)}
        />
      )}
      <Done text={found?.ok === true ? w.backends.testOk(found.stationId, one(found.ms / 1000)) : ''} />
      {found?.ok === false && (
        <>
          <Problem text={w.backends.testBad(w.layer[found.layer ?? 'config'].name)} />
          <p class="note">
            {w.layer[found.layer ?? 'config'].look} <BoxSays lead={words.common.boxSays} message={found.message} />
          </p>
        </>
      )}
      <Problem text={fault} />
    </article>
  );
}

const tones: Record<StationView['status'], Tone> = {
  off: 'idle',
  connecting: 'waiting',
  connected: 'ok',
  waiting: 'fault',
};

interface StationProps {
  readonly station: StationView;
  readonly now: string;
  readonly onMessages: (station: string) => void;
}

function Station({ station, now, onMessages }: StationProps) {
  const { words, time } = useSpeech();
  const w = useOcppWords();
  const { stationId, devices, status, accepted, since, retryAt, lastError, problems } = station;
  const released = status !== 'connected' || accepted;
  return (
    <li data-station={stationId}>
      <Mark tone={released ? tones[status] : 'waiting'} />
      <b>{stationId}</b>
      <span class="soft">{devices.length === 0 ? w.station.site : devices.join(', ')}</span>
      <span class="layer-message">
        {released ? w.station[status] : w.station.notAccepted}
        {since !== null && status === 'connected' && `, ${words.strip.since(time(since, now))}`}
        {retryAt !== null && status === 'waiting' && `, ${words.nextAt(time(retryAt, now))}`}
        {!released && ` ${w.station.notAcceptedLook}`}
      </span>
      {lastError !== null && status !== 'connected' && (
        <span class="layer-message">
          {w.layer[lastError.layer].name}: {w.layer[lastError.layer].look}{' '}
          <BoxSays lead={words.common.boxSays} message={lastError.message} />
        </span>
      )}
      {problems.map(({ code, message }) => (
        <span key={code} class="layer-message">
          <BoxSays lead={words.common.boxSays} message={message} />
        </span>
      ))}
      <span class="layer-message">
        <button class="quiet-button" type="button" onClick={() => onMessages(stationId)}>
          {w.messages.ofStation}
          <span class="unseen"> {stationId}</span>
        </button>
      </span>
    </li>
  );
}
