import { useRef, useState } from 'preact/hooks';
import type { SiteDocument } from '../../firmware/api/shapes.ts';
import type { Failure } from '../api/request.ts';
import { putRuleSet, type RuleSetHead, readPreset, readPresets, readRuleSet } from '../api/rules.ts';
import { useRead } from '../live/use-read.ts';
import { linkTo } from '../live/use-route.ts';
import { AskFirst } from '../part/ask-first.tsx';
import { faultText } from '../part/fault-text.ts';
import { Icon } from '../part/icon.tsx';
import { Panel } from '../part/panel.tsx';
import { Done, Problem } from '../part/problem.tsx';
import { saveText } from '../part/save-text.ts';
import { SaveTrouble } from '../site/save-trouble.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { ExampleItem } from './example-item.tsx';

interface SetsPanelProps {
  readonly site: SiteDocument;
  readonly desk: SiteDesk;
}

/** A file that is to become a set, while it is asked whether it may replace one. */
interface Wanted {
  readonly id: string;
  readonly file: unknown;
}

/** Named rule sets: open, give as a file, take from a file or from those that are shipped, remove. */
export function SetsPanel({ site, desk }: SetsPanelProps) {
  const { words } = useSpeech();
  const w = useRulesWords();
  const presets = useRead(readPresets, 'presets');
  const [wanted, setWanted] = useState<Wanted>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const [done, setDone] = useState('');
  const [tried, setTried] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const sets = Object.entries(site.ruleSets ?? {});

  function refuse(failure: Failure): void {
    const where = failure.path === undefined ? '' : `${failure.path}: `;
    setFault(
      failure.status === 400
        ? `${w.sets.refused} ${words.common.boxSays} ${where}${failure.message}`
        : faultText(words, failure),
    );
  }

  async function take({ id, file }: Wanted): Promise<void> {
    setBusy(true);
    const outcome = await putRuleSet(id, file);
    setBusy(false);
    setWanted(undefined);
    if (!outcome.ok) return refuse(outcome);
    await desk.reload();
    setDone(w.said.setAdded(id));
  }

  /** What is there already is replaced only after a question. */
  function want(next: Wanted): void {
    setFault('');
    setDone('');
    if (Object.hasOwn(site.ruleSets ?? {}, next.id)) setWanted(next);
    else void take(next);
  }

  async function bring(given: File | undefined): Promise<void> {
    if (given === undefined) return;
    if (input.current !== null) input.current.value = '';
    const id = idIn(await given.text());
    if (id === undefined) return setFault(w.sets.noFile);
    want(id);
  }

  async function takePreset({ id }: RuleSetHead, values: Readonly<Record<string, string>>): Promise<void> {
    const file = await readPreset(id);
    if (!file.ok) return refuse(file);
    const parameters = file.value.parameters.map(({ name, formula }) => ({ name, formula: values[name] ?? formula }));
    want({ id, file: { ...file.value, parameters } });
  }

  async function give(id: string): Promise<void> {
    const file = await readRuleSet(id);
    if (file.ok) saveText(`${id}.json`, 'application/json', `${JSON.stringify(file.value, null, 2)}\n`);
    else refuse(file);
  }

  function remove(id: string): void {
    setTried(true);
    void desk.save(
      (from) => ({
        ...from,
        ruleSets: Object.fromEntries(Object.entries(from.ruleSets ?? {}).filter(([one]) => one !== id)),
      }),
      w.said.setRemoved,
    );
  }

  return (
    <Panel
      id="rule-sets"
      title={w.sets.title}
      actions={
        <label class="plain-button file-button">
          <Icon name="upload" /> {w.sets.importFile}
          <input
            ref={input}
            class="unseen"
            type="file"
            accept=".json,application/json"
            onChange={(event) => void bring(event.currentTarget.files?.[0])}
          />
        </label>
      }
    >
      <p class="note">{w.sets.intro}</p>
      {sets.length === 0 && <p class="soft">{w.sets.none}</p>}
      <ul class="rule-owners">
        {sets.map(([id, set]) => {
          const rules = Array.isArray(set) ? set : set.rules;
          const name = (Array.isArray(set) ? undefined : set.name) ?? id;
          return (
            <li key={id} class="rule-set" data-set={id}>
              <a href={linkTo('rules', ['set', id])}>
                <b>{name}</b> <small>{w.overview.count(rules.length)}</small>
              </a>
              <button class="plain-button" type="button" onClick={() => void give(id)}>
                <Icon name="download" /> {w.sets.file}
                <span class="unseen"> {name}</span>
              </button>
              <button class="plain-button" type="button" onClick={() => remove(id)}>
                <Icon name="remove" /> {words.common.remove}
                <span class="unseen"> {name}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {wanted !== undefined && (
        <AskFirst
          question={w.sets.replace(wanted.id)}
          yes={w.sets.replaceYes}
          no={words.common.cancel}
          busy={busy}
          onYes={() => void take(wanted)}
          onNo={() => setWanted(undefined)}
        />
      )}
      <Done text={done} />
      <Problem text={fault} />
      {tried && <SaveTrouble desk={desk} />}
      <details>
        <summary>{w.sets.shipped}</summary>
        <ul class="examples">
          {presets.value?.presets.map((preset) => (
            <ExampleItem key={preset.id} preset={preset} yes={w.sets.takeAsSet} busy={busy} onTake={takePreset} />
          ))}
        </ul>
      </details>
    </Panel>
  );
}

/** The file with its id; the box checks all else. */
function idIn(text: string): Wanted | undefined {
  try {
    const file: unknown = JSON.parse(text);
    const id: unknown = typeof file === 'object' && file !== null && 'id' in file ? file.id : undefined;
    return typeof id === 'string' && id !== '' ? { id, file } : undefined;
  } catch {
    return undefined;
  }
}
