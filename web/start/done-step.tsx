import type { State } from '../../firmware/api/shapes.ts';
import { readChannels, readGateway } from '../api/grid.ts';
import { useRead } from '../live/use-read.ts';
import { goTo } from '../live/use-route.ts';
import { Icon } from '../part/icon.tsx';
import { Mark } from '../part/mark.tsx';
import { useSpeech } from '../words/speech.ts';
import { useStartWords } from '../words/start/speech.ts';
import { checkedHere } from './check-step.tsx';
import { StepFrame } from './step-frame.tsx';
import type { StepProps } from './step-props.ts';
import { type Missing, whatIsMissing } from './what-is-missing.ts';

const channelsMs = 3_000;

/** The end: what works now, and what is still missing, each with the way to it. */
export function DoneStep({ desk, state }: StepProps) {
  const { words } = useSpeech();
  const w = useStartWords();
  const gateway = useRead(readGateway, 'gateway');
  const channels = useRead(readChannels, 'channels', channelsMs);
  const { site } = desk;
  if (site === undefined) return null;
  const read = gateway.value !== undefined || gateway.failure !== undefined;
  const missing = whatIsMissing({
    ...{ site, state, gateway: gateway.value, checked: checkedHere() },
    channels: channels.value?.channels ?? [],
  });
  return (
    <StepFrame step="done" next={w.done.toNow} onNext={() => goTo('now')}>
      <section class="panel" aria-labelledby="works">
        <h3 id="works">{w.done.works}</h3>
        <ul class="start-facts">
          <Works state={state} />
        </ul>
        <p class="unseen" role="status">
          {state.chargePoints.some(({ drawnA }) => drawnA.some((one) => (one ?? 0) > 1)) ? w.done.firstCharges : ''}
        </p>
      </section>
      <section class="panel" aria-labelledby="missing">
        <h3 id="missing">{w.done.missing}</h3>
        {!read ? (
          <p class="note" role="status">
            {words.boot.reading}
          </p>
        ) : missing.length === 0 ? (
          <p>
            <Mark tone="ok" /> {w.done.nothing}
          </p>
        ) : (
          <ul class="start-missing">
            {missing.map((one) => (
              <Lacks key={one.code} {...one} />
            ))}
          </ul>
        )}
      </section>
    </StepFrame>
  );
}

function Lacks({ code, what, href }: Missing) {
  const w = useStartWords();
  return (
    <li data-missing={code}>
      <a href={href}>
        <Mark tone={code === 'noGateway' || code === 'noLimit' || code === 'noChannel' ? 'idle' : 'limited'} />
        <span>{w.done.lacks[code](what)}</span>
        <Icon name="next" />
      </a>
    </li>
  );
}

/** What the box sees of its devices at this moment. */
function Works({ state }: { readonly state: State }) {
  const { ampere, kilowatt, setting, words } = useSpeech();
  const w = useStartWords();
  const root = state.circuits.find(({ parent }) => parent == null);
  const gridMeter = state.meters.find(({ role }) => role === 'grid');
  const total = gridMeter?.powerW.reduce<number | null>(
    (sum, power) => (sum === null || power === null ? null : sum + power),
    0,
  );
  return (
    <>
      {root !== undefined && (
        <li>
          <Mark tone="ok" /> {w.done.house(root.name, setting(root.fuseA))}
        </li>
      )}
      {gridMeter !== undefined && (
        <li>
          <Mark tone={total == null ? 'waiting' : 'ok'} />{' '}
          {total == null
            ? w.done.meterWaits(gridMeter.id)
            : w.done.meter(gridMeter.id, kilowatt(total), total < 0 ? words.house.export : words.house.import)}
        </li>
      )}
      {state.chargePoints.map((point) => {
        const drawn = Math.max(...point.drawnA.map((one) => one ?? 0));
        const charges = drawn > 1;
        return (
          <li key={point.id} data-works={point.id} data-charges={charges}>
            <Mark tone={point.state === null ? 'waiting' : 'ok'} />{' '}
            {point.state === null
              ? w.done.pointWaits(point.name)
              : charges
                ? w.done.charges(point.name, ampere(drawn))
                : w.done.answers(point.name)}
          </li>
        );
      })}
    </>
  );
}
