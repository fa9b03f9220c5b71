import { useRef, useState } from 'preact/hooks';
import { setVariable, type VariableView } from '../../api/variables.ts';
import { BoxSays } from '../../part/box-says.tsx';
import { faultText } from '../../part/fault-text.ts';
import { focusWrong, TextField } from '../../part/field.tsx';
import { useFormFocus } from '../../part/focus-return.ts';
import { FormButtons } from '../../part/form-buttons.tsx';
import { FormulaField } from '../../part/formula-field.tsx';
import { numberOf, textOf } from '../../part/number-text.ts';
import { Problem } from '../../part/problem.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';

interface ValueFormProps {
  /** Undefined: a variable that is new. */
  readonly name: string | undefined;
  readonly was: VariableView | undefined;
  readonly onSet: (name: string) => void;
  readonly onClose: () => void;
}

/** Gives a variable a value, a number or a formula, at once and without the site document. */
export function ValueForm({ name: given, was, onSet, onClose }: ValueFormProps) {
  const { words, language } = useSpeech();
  const v = useSiteWords().variables;
  const e = useSiteWords().entry;
  const [name, setName] = useState(given ?? '');
  const [value, setValue] = useState(was?.expr ?? textOf(was?.value ?? undefined, language));
  const [tmp, setTmp] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ readonly field: 'name' | 'value'; readonly message: string }>();
  const [fault, setFault] = useState('');
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    const missing = name.trim() === '' ? 'name' : value.trim() === '' ? 'value' : undefined;
    if (missing !== undefined) {
      setWrong({ field: missing, message: '' });
      return focusWrong(form.current);
    }
    setBusy(true);
    const outcome = await setVariable(name.trim(), numberOf(value) ?? value.trim(), tmp);
    setBusy(false);
    if (outcome.ok) return onSet(name.trim());
    const field = outcome.status === 400 ? (outcome.code === 'badName' ? 'name' : 'value') : undefined;
    setFault(field === undefined ? (outcome.code === 'owned' ? v.ownedRefused : faultText(words, outcome)) : '');
    setWrong(field === undefined ? undefined : { field, message: outcome.message });
    focusWrong(form.current);
  }
  const wrongOf = (field: 'name' | 'value') =>
    wrong?.field !== field ? undefined : wrong.message === '' ? (
      e.required
    ) : (
      <>
        {e.refused} <BoxSays lead={words.common.boxSays} message={wrong.message} />
      </>
    );

  return (
    <form ref={form} class="form form-box entry-form" onSubmit={(event) => void save(event)} noValidate>
      <h3>{given === undefined ? v.setNew : v.setOf(given)}</h3>
      {given === undefined && (
        <TextField
          id="variable-name"
          label={e.name}
          note={v.nameNote}
          value={name}
          wrong={wrongOf('name')}
          onValue={(text) => {
            setName(text);
            setWrong(undefined);
          }}
        />
      )}
      <FormulaField
        id="variable-value"
        label={v.value}
        note={v.valueNote}
        value={value}
        variable={given}
        wrong={wrongOf('value')}
        onValue={(text) => {
          setValue(text);
          setWrong(undefined);
        }}
      />
      <div class="field">
        <label class="tick" for="variable-tmp">
          <input
            id="variable-tmp"
            type="checkbox"
            checked={tmp}
            aria-describedby="variable-tmp-note"
            onChange={(event) => setTmp(event.currentTarget.checked)}
          />
          <span>{v.tmp}</span>
        </label>
        <p class="note" id="variable-tmp-note">
          {v.tmpNote}
        </p>
      </div>
      <Problem text={fault} />
      <FormButtons yes={v.setNow} no={words.common.cancel} busy={busy} onCancel={onClose} />
    </form>
  );
}
