import { useState } from 'preact/hooks';
import { AskFirst } from '../../part/ask-first.tsx';
import { Panel } from '../../part/panel.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk } from '../entry/desk.tsx';

/** Whether charge points may fall back to more than the fuse bears while the box is down. */
export function FailsafePanel() {
  const { words } = useSpeech();
  const w = useSiteWords();
  const f = w.house.failsafe;
  const { desk, site, openForm } = useDesk();
  const [asks, setAsks] = useState(false);
  const accepted = site.acceptFailsafeRisk === true;

  async function set(value: boolean): Promise<void> {
    setAsks(false);
    openForm(undefined);
    await desk.save(
      ({ acceptFailsafeRisk: _was, ...others }) => (value ? { ...others, acceptFailsafeRisk: true } : others),
      value ? f.accepted : f.notAccepted,
    );
  }

  return (
    <Panel id="failsafe" title={f.title}>
      <p class="note">{f.note}</p>
      <div class="field">
        <label class="tick" for="failsafe-accept">
          <input
            id="failsafe-accept"
            type="checkbox"
            checked={accepted}
            aria-describedby="failsafe-accept-note"
            onChange={(event) => {
              // What is not decided yet is not shown as done.
              event.currentTarget.checked = accepted;
              if (accepted) void set(false);
              else setAsks(true);
            }}
          />
          <span>{f.accept}</span>
        </label>
        <p class="note" id="failsafe-accept-note">
          {f.acceptNote}
        </p>
      </div>
      {asks && (
        <AskFirst
          question={f.askAccept}
          yes={f.accept}
          no={words.common.cancel}
          busy={desk.busy}
          onYes={() => void set(true)}
          onNo={() => setAsks(false)}
        />
      )}
    </Panel>
  );
}
