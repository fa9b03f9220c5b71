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
import { added } from './examples.ts';
import { type RuleOwner, ruleHome, withRules } from './rule-owner.ts';

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
