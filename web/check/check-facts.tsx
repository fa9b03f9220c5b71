import type { CheckResult } from '../../firmware/api/shapes.ts';
import { Fact } from '../part/fact.tsx';
import { useCheckWords } from '../words/check/speech.ts';
import { useSpeech } from '../words/speech.ts';

const percent = (language: string, share: number): string =>
  new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);

/** What was seen at each phase of the device itself. */
export function CheckFacts({ check }: { readonly check: CheckResult }) {
  const { language, short } = useSpeech();
  const w = useCheckWords();
  const { sign, ratio, phases, confidence, steps } = check;
  if (check.status === 'failed' || steps.length === 0) return null;
  const count = Math.max(sign.length, ratio.length, phases.length);
  return (
    <dl class="facts">
      {Array.from({ length: count }, (_, at) => (
        <Fact key={at} term={w.ownPhase(String(at + 1))}>
          {[
            phases[at] ?? w.notSeen,
            ...(sign[at] == null ? [] : [sign[at] === 1 ? w.signRight : w.signTurned]),
            ...(ratio[at] == null ? [] : [w.ratio(short(ratio[at]))]),
          ].join(' · ')}
        </Fact>
      ))}
      <Fact term={w.agree}>{w.agreeing(percent(language, confidence), String(steps.length))}</Fact>
    </dl>
  );
}
