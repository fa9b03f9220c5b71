import { useState } from 'preact/hooks';
import { type RuleSetHead, readPreset, readPresets } from '../api/rules.ts';
import { useRead } from '../live/use-read.ts';
import { faultText } from '../part/fault-text.ts';
import { Problem } from '../part/problem.tsx';
import { SaveTrouble } from '../site/save-trouble.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { ExampleItem } from './example-item.tsx';
import { type RuleInput, type RuleOwner, ruleHome, withRules } from './rule-owner.ts';
import { freeId } from './whole-rule.ts';

interface ExamplesPanelProps {
  readonly owner: RuleOwner;
  readonly desk: SiteDesk;
  /** They are shown at once: there is nothing else yet. */
  readonly open: boolean;
}

/** Rule sets that are shipped, to begin with: their rules are added to the list and can be changed there. */
export function ExamplesPanel({ owner, desk, open }: ExamplesPanelProps) {
  const { words } = useSpeech();
  const w = useRulesWords();
  const presets = useRead(readPresets, 'presets');
  const [fault, setFault] = useState('');
  const [tried, setTried] = useState(false);

  async function use({ id }: RuleSetHead, values: Readonly<Record<string, string>>): Promise<void> {
    if (desk.busy) return;
    setFault('');
    const file = await readPreset(id);
    if (!file.ok) return setFault(faultText(words, file));
    setTried(true);
    await desk.save(
      (site) => withRules(site, owner, added(ruleHome(site, owner)?.rules ?? [], file.value.rules, values)),
      w.said.example,
    );
  }

  return (
    <details class="panel" open={open}>
      <summary>
        <b>{w.sets.shipped}</b>
      </summary>
      <p class="note">{w.sets.shippedIntro}</p>
      <ul class="examples">
        {presets.value?.presets.map((preset) => (
          <ExampleItem key={preset.id} preset={preset} yes={w.sets.useHere} busy={desk.busy} onTake={use} />
        ))}
      </ul>
      <Problem text={presets.value === undefined && presets.failure ? faultText(words, presets.failure) : fault} />
      {tried && <SaveTrouble desk={desk} />}
    </details>
  );
}

/** The list with the rules of a set behind it: ids that are taken get a number, and the values that were set are put in. */
export function added(
  rules: readonly RuleInput[],
  more: readonly RuleInput[],
  values: Readonly<Record<string, string>>,
): readonly RuleInput[] {
  const list = [...rules];
  const renamed = new Map<string, string>();
  for (const { id } of more) {
    const free = freeId([...rules, ...[...renamed.values()].map((one) => ({ id: one }))], id);
    renamed.set(id, free);
  }
  for (const rule of more)
    // biome-ignore lint/suspicious/noThenProperty: the site document calls it so.
    list.push({ ...rule, id: renamed.get(rule.id) ?? rule.id, then: actionWith(rule.then, renamed, values) });
  return list;
}

function actionWith(
  action: RuleInput['then'],
  renamed: ReadonlyMap<string, string>,
  values: Readonly<Record<string, string>>,
): RuleInput['then'] {
  if (action.kind === 'goto') return { ...action, rule: renamed.get(action.rule) ?? action.rule };
  if (action.kind === 'parameter') return { ...action, formula: values[action.name] ?? action.formula };
  return action;
}
