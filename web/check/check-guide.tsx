import { useEffect, useRef, useState } from 'preact/hooks';
import type { CheckKind, CheckResult, PhaseName } from '../../firmware/api/shapes.ts';
import { faultText } from '../part/fault-text.ts';
import { Choice } from '../part/field.tsx';
import { Mark, type Tone } from '../part/mark.tsx';
import { Problem } from '../part/problem.tsx';
import { SaveTrouble } from '../site/save-trouble.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { InCheckWords, useCheckWords } from '../words/check/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { CheckFacts } from './check-facts.tsx';
import { useCheck } from './use-check.ts';

interface CheckGuideProps {
  /** Id of the meter or charge point; once on a screen. */
  readonly device: string;
  readonly kind: CheckKind;
  readonly desk: SiteDesk;
  /** Told once of each check that has ended by itself. */
  readonly onDone?: (result: CheckResult) => void;
}

/** Guides through a commissioning check: begins it, says what to do, tells what it found, and puts that into the site. */
export const CheckGuide = (props: CheckGuideProps) => (
  <InCheckWords>
    <Guide key={props.device} {...props} />
  </InCheckWords>
);

type Load = 'cars' | PhaseName;

function Guide({ device, kind, desk, onDone }: CheckGuideProps) {
  const { words, clock } = useSpeech();
  const w = useCheckWords();
  const { check, failure, forgotten, busy, start, end } = useCheck(device);
  const [load, setLoad] = useState<Load>('cars');
  const told = useRef<string>(undefined);
  const runs = check?.status === 'running';
  useEffect(() => {
    if (check === undefined || runs || told.current === check.id) return;
    told.current = check.id;
    onDone?.(check);
  }, [check, runs, onDone]);
  const begin = () => start({ kind, device, ...(kind === 'wiring' || load === 'cars' ? {} : { loadPhase: load }) });
  return (
    <div class="check-guide" data-check={device}>
      {!runs && (
        <>
          <p class="note">{w.before[kind]}</p>
          {kind === 'meter' && (
            <Choice id={`load-${device}`} label={w.load} value={load} choices={w.loads} onValue={setLoad} />
          )}
          {kind === 'meter' && load !== 'cars' && <p class="note">{w.kettle}</p>}
        </>
      )}
      <div role="status">
        {check !== undefined && (
          <p class={`check-says check-${check.status}`} data-code={check.code}>
            <Mark tone={toneOf(check)} /> {w.codes[check.code]}
          </p>
        )}
        {runs && <p class="note">{w.seen(String(check.steps.length), clock(check.endsAt))}</p>}
      </div>
      {check !== undefined && !runs && <CheckFacts check={check} />}
      <Problem
        text={
          forgotten
            ? w.forgotten
            : failure === undefined
              ? ''
              : failure.status === 409
                ? w.other
                : faultText(words, failure)
        }
      />
      {check !== undefined && !runs && <Offer check={check} desk={desk} />}
      <div class="buttons">
        {runs ? (
          <button class="plain-button" type="button" aria-disabled={busy} onClick={() => !busy && void end()}>
            {w.end}
          </button>
        ) : (
          <button class="plain-button" type="button" aria-disabled={busy} onClick={() => !busy && void begin()}>
            {check === undefined ? w.start : w.again}
          </button>
        )}
      </div>
    </div>
  );
}

/** What the check would change in the site, and the press that does it. */
function Offer({ check, desk }: { readonly check: CheckResult; readonly desk: SiteDesk }) {
  const w = useCheckWords();
  const { siteChange, device, restAssumed } = check;
  const entry = desk.site?.devices?.find(({ id }) => id === device);
  if (siteChange === null || entry === undefined) return null;
  const { phases, factor } = siteChange;
  const isThere =
    (phases === undefined || (entry.phases ?? 'L1L2L3') === phases) &&
    (factor === undefined || (entry.factor ?? 1) === factor);
  if (isThere) return <p class="done">{w.isThere}</p>;
  return (
    <div class="form-box">
      <p>{w.offer}</p>
      <ul>
        {phases !== undefined && (
          <li>
            {w.phases((entry.phases ?? 'L1L2L3').replaceAll(/(?<=\d)L/g, ' L'), phases.replaceAll(/(?<=\d)L/g, ' L'))}
          </li>
        )}
        {factor !== undefined && <li>{w.factor(w.factorSays(entry.factor ?? 1), w.factorSays(factor))}</li>}
      </ul>
      {restAssumed && <p class="note">{w.assumed[check.kind]}</p>}
      <SaveTrouble desk={desk} />
      <div class="buttons">
        <button
          class="main-button"
          type="button"
          aria-disabled={desk.busy}
          onClick={() =>
            void desk.save(
              (site) => ({
                ...site,
                devices: (site.devices ?? []).map((one) => (one.id === device ? { ...one, ...siteChange } : one)),
              }),
              w.applied(entry.name ?? device),
            )
          }
        >
          {w.apply}
        </button>
      </div>
    </div>
  );
}

function toneOf({ status, code }: CheckResult): Tone {
  if (status === 'running') return 'waiting';
  if (status === 'failed') return code === 'ended' ? 'idle' : 'fault';
  if (status === 'unclear') return 'unknown';
  return code === 'fits' || code === 'fitsInPart' ? 'ok' : 'limited';
}
