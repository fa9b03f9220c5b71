import '../style/form.css';
import '../style/parts.css';
import '../style/grid.css';
import '../style/start.css';
import { useLayoutEffect } from 'preact/hooks';
import { goTo } from '../live/use-route.ts';
import { faultText } from '../part/fault-text.ts';
import { Problem } from '../part/problem.tsx';
import { useSite } from '../site/use-site.ts';
import { CheckStep } from '../start/check-step.tsx';
import { DevicesStep } from '../start/devices-step.tsx';
import { DoneStep } from '../start/done-step.tsx';
import { keep, kept } from '../start/draft.ts';
import { FindStep } from '../start/find-step.tsx';
import { GatewayStep } from '../start/gateway-step.tsx';
import { HouseStep } from '../start/house-step.tsx';
import { LinesStep } from '../start/lines-step.tsx';
import { after, firstOpen, stepNamed, type WalkedStep } from '../start/steps.ts';
import { useSpeech } from '../words/speech.ts';
import { InStartWords } from '../words/start/speech.ts';
import type { ScreenProps } from './screens.ts';

/** The first start: from an empty box to a charging car, a step at a time. */
export const Start = (props: ScreenProps) => (
  <InStartWords>
    <Way {...props} />
  </InStartWords>
);

function Way({ state, role, path }: ScreenProps) {
  const { words } = useSpeech();
  const desk = useSite();
  const known = desk.site !== undefined || desk.absent;
  // Without a site there is nothing that a later step could stand on.
  const asked = desk.absent ? 'house' : (stepNamed(path[0]) ?? stepNamed(kept<string>('step')));
  const step: WalkedStep = asked ?? firstOpen(desk.site);
  // Before it is seen: whoever leaves at once comes back to it.
  useLayoutEffect(() => {
    if (known) keep('step', step);
  }, [known, step]);
  if (!known)
    return (
      <div class="boot">
        {desk.failure === undefined ? (
          <p role="status">{words.boot.reading}</p>
        ) : (
          <>
            <Problem text={faultText(words, desk.failure)} />
            <button class="main-button" type="button" onClick={() => void desk.reload()}>
              {words.boot.again}
            </button>
          </>
        )}
      </div>
    );
  const next = (): void => goTo('start', [after(step) ?? 'done']);
  const of = { desk, state, role, next };
  return (
    <div class="screen">
      {step === 'house' && <HouseStep {...of} />}
      {step === 'lines' && <LinesStep {...of} />}
      {step === 'find' && <FindStep {...of} />}
      {step === 'devices' && <DevicesStep {...of} />}
      {step === 'check' && <CheckStep {...of} />}
      {step === 'gateway' && <GatewayStep {...of} />}
      {step === 'done' && <DoneStep {...of} />}
    </div>
  );
}
