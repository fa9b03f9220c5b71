import { useRef, useState } from 'preact/hooks';
import { Choice, focusWrong, TextField } from '../part/field.tsx';
import { FormulaField } from '../part/formula-field.tsx';
import { SaveTrouble } from '../site/save-trouble.tsx';
import { useSpeech } from '../words/speech.ts';
import { useStartWords } from '../words/start/speech.ts';
import { useDraft } from './draft.ts';

import {
  connectionW,
  emptySite,
  fieldAt,
  type HouseDraft,
  type HouseField,
  houseDraft,
  unfit,
  withHouse,
} from './house-draft.ts';
import { StepFrame } from './step-frame.tsx';
import type { StepProps } from './step-props.ts';

const zones = (): Readonly<Record<string, string>> =>
  Object.fromEntries(Intl.supportedValuesOf('timeZone').map((zone) => [zone, zone.replaceAll('_', ' ')]));

/** The connection of the house to the grid: what it bears, and whether the operator can turn it down. */
export function HouseStep({ desk, next }: StepProps) {
  const { language, kilowatt } = useSpeech();
  const w = useStartWords();
  const [draft, setDraft] = useDraft<HouseDraft>('house');
  const [missing, setMissing] = useState<readonly HouseField[]>([]);
  const body = useRef<HTMLDivElement>(null);
  const now = draft ?? houseDraft(desk.site, language);
  const refused = desk.trouble?.kind === 'refused' ? fieldAt(desk.trouble.failure.path) : undefined;
  const totalW = connectionW(now);

  const set = (field: keyof HouseDraft) => (value: string) => {
    setMissing(missing.filter((one) => one !== field));
    setDraft({ ...now, [field]: value });
  };
  const field = (name: HouseField) => ({
    id: `house-${name}`,
    label: w.house[name],
    value: now[name],
    onValue: set(name),
    wrong: missing.includes(name) ? w.house.wrong[name] : refused === name ? w.house.wrong[name] : undefined,
  });

  async function save(): Promise<void> {
    const lacks = unfit(now);
    setMissing(lacks);
    if (lacks.length > 0) return focusWrong(body.current);
    const saved = await desk.save((site) => withHouse(site, now, w.house.rootName), w.house.saved, emptySite);
    if (!saved) return focusWrong(body.current);
    setDraft(undefined);
    next();
  }

  return (
    <StepFrame step="house" form={true} busy={desk.busy} onNext={() => void save()}>
      <div class="form" ref={body}>
        <TextField {...field('name')} note={w.house.nameNote} />
        <Choice {...field('timezone')} choices={{ ...zones(), [now.timezone]: now.timezone.replaceAll('_', ' ') }} />
        <TextField
          {...field('fuseA')}
          numeric={true}
          note={totalW === undefined ? w.house.fuseNote : w.house.fuseKw(kilowatt(totalW))}
        />
        <TextField {...field('voltageV')} numeric={true} note={w.house.voltageNote} />
        <Choice
          id="house-limit"
          label={w.house.limit}
          note={now.limit === 'none' ? w.house.limitNone : undefined}
          value={now.limit}
          choices={w.house.limits}
          onValue={set('limit')}
        />
        {now.limit === 'formula' && (
          <>
            <FormulaField {...field('formula')} unit="W" note={w.house.formulaNote} />
            <TextField {...field('fallbackW')} numeric={true} note={w.house.fallbackNote} />
          </>
        )}
        <SaveTrouble desk={desk} />
      </div>
    </StepFrame>
  );
}
