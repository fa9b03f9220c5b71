import { useRef, useState } from 'preact/hooks';
import { authorise, endAuthorisation, readOccupancy } from '../api/point.ts';
import { useRead } from '../live/use-read.ts';
import { AskFirst } from '../part/ask-first.tsx';
import { faultText } from '../part/fault-text.ts';
import { focusWrong, TextField } from '../part/field.tsx';
import { FormButtons } from '../part/form-buttons.tsx';
import { Done, Problem } from '../part/problem.tsx';
import { usePointWords } from '../words/point/speech.ts';
import { useSpeech } from '../words/speech.ts';

/** A PIN has four to twelve digits; everything else is the number of a card. */
const isPin = (text: string): boolean => /^\d{4,12}$/.test(text);

/** Who charges here, and the way to say so by a PIN or a card. */
export function WhoForm({ id, onClose }: { id: string; onClose: () => void }) {
  const { words } = useSpeech();
  const w = usePointWords();
  const { value, again } = useRead(() => readOccupancy(id), id, 5000);
  const [given, setGiven] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [fault, setFault] = useState('');
  const [done, setDone] = useState('');
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    const text = given.trim();
    setDone('');
    setFault('');
    setWrong(text === '' ? w.does.pinMissing : undefined);
    if (text === '') return focusWrong(form.current);
    if (busy) return;
    setBusy(true);
    let outcome = await authorise(id, isPin(text) ? { pin: text } : { tag: text });
    // A card may have a number that looks like a PIN.
    if (!outcome.ok && outcome.code === 'wrongPin') outcome = await authorise(id, { tag: text });
    setBusy(false);
    if (outcome.ok) {
      setDone('learned' in outcome.value ? w.does.said.learned : w.does.said.signedIn);
      setGiven('');
      await again();
    } else if (outcome.status === 403 || outcome.status === 401) {
      setWrong(w.does.wrongPin);
      focusWrong(form.current);
    } else setFault(faultText(words, outcome));
  }

  async function leave(): Promise<void> {
    setBusy(true);
    const outcome = await endAuthorisation(id);
    setBusy(false);
    setAsks(false);
    setFault(outcome.ok ? '' : faultText(words, outcome));
    if (outcome.ok) setDone(w.does.said.signedOut);
    await again();
  }

  const somebody = value?.user ?? value?.tag ?? null;
  return (
    <div class="form-box">
      {value !== undefined && (
        <p>
          {w.session.user}: <b>{somebody ?? w.session.nobody}</b>
        </p>
      )}
      <form class="form" ref={form} noValidate onSubmit={(event) => void send(event)}>
        <TextField id="who" label={w.does.pin} note={w.does.pinNote} value={given} onValue={setGiven} wrong={wrong} />
        <Problem text={fault} />
        <Done text={done} />
        <FormButtons yes={w.does.signIn} no={words.common.close} busy={busy} onCancel={onClose} />
      </form>
      {somebody !== null && !asks && (
        <div class="buttons">
          <button class="plain-button" type="button" onClick={() => setAsks(true)}>
            {w.does.signOut}
          </button>
        </div>
      )}
      {asks && (
        <AskFirst
          question={w.does.signOutAsk}
          yes={w.does.signOut}
          no={words.common.cancel}
          busy={busy}
          onYes={() => void leave()}
          onNo={() => setAsks(false)}
        />
      )}
    </div>
  );
}
