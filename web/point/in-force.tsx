import type { ChargePointState, State } from '../../firmware/api/shapes.ts';
import { putNeed, putPhases, readSchedule } from '../api/point.ts';
import { useRead } from '../live/use-read.ts';
import { usePointWords } from '../words/point/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { energyText, moneyText } from './amounts.ts';
import type { Orders } from './use-orders.ts';

interface InForceProps {
  readonly state: State;
  readonly chargePoint: ChargePointState;
  readonly orders: Orders;
  readonly mayChange: boolean;
}

/** What persons have ordered here and what still holds of it, each with the way to end it. */
export function InForce({ state, chargePoint, orders, mayChange }: InForceProps) {
  const { words, setting, time } = useSpeech();
  const w = usePointWords();
  const { id, orders: held } = chargePoint;
  const { override = null, remote, need = null, phases = 'auto' } = held ?? {};
  const end = (onEnd: () => void) =>
    mayChange && (
      <button class="plain-button" type="button" aria-disabled={orders.busy} onClick={() => !orders.busy && onEnd()}>
        {w.does.end}
      </button>
    );
  const by = override === null ? '' : override.source || words.origin.override;
  const until = (at: string) => (at === 'unplug' ? w.holds.untilUnplug : words.until(time(at, state.at)));
  return (
    <div class="in-force">
      {override !== null && (
        <p data-order="override">
          <span>
            {override.limitA === 0 && w.holds.paused(by, until(override.until))}
            {override.limitA !== null &&
              override.limitA > 0 &&
              w.holds.limited(setting(override.limitA), by, until(override.until))}{' '}
            {override.rulesOff && w.holds.rulesOff(by, until(override.until))}
          </span>
          {end(() => void orders.override(null, w.does.said.ended))}
        </p>
      )}
      {remote !== undefined && (
        <p data-order="remote">
          <span>
            {remote.limitA === 0
              ? w.holds.paused(remote.source, until(remote.until))
              : w.holds.limited(setting(remote.limitA), remote.source, until(remote.until))}
          </span>
          {end(() => void orders.override(null, w.does.said.ended))}
        </p>
      )}
      {phases !== 'auto' && (
        <p data-order="phases">
          <span>{w.holds.phases(w.does.phaseChoice[phases])}</span>
          {end(
            () =>
              void orders.order(
                () => putPhases(id, 'auto'),
                w.does.said.phases(w.does.phaseChoice.auto),
                () => putPhases(id, phases),
              ),
          )}
        </p>
      )}
      {need !== null && (
        <>
          <p data-order="need">
            <NeedText need={need} now={state.at} />
            {end(
              () =>
                void orders.order(
                  () => putNeed(id, null),
                  w.does.said.needEnded,
                  () => putNeed(id, need),
                ),
            )}
          </p>
          <Plan id={id} need={need} now={state.at} />
        </>
      )}
    </div>
  );
}

type Need = NonNullable<NonNullable<ChargePointState['orders']>['need']>;

function NeedText({ need: { energyWh, departure }, now }: { need: Need; now: string }) {
  const { language, time } = useSpeech();
  const { holds } = usePointWords();
  const energy = energyWh === null ? undefined : energyText(language, energyWh);
  if (departure === null) return <span>{energy !== undefined && holds.needEnergy(energy)}</span>;
  const leaves = time(departure, now);
  return <span>{energy === undefined ? holds.needTime(leaves) : holds.need(energy, leaves)}</span>;
}

/** When it charges for that, what it costs, and what will be missing. */
function Plan({ id, need, now }: { id: string; need: Need; now: string }) {
  const { language, time, setting } = useSpeech();
  const { holds } = usePointWords();
  const { value } = useRead(() => readSchedule(id), `${id} ${JSON.stringify(need)}`, 15_000);
  if (value === undefined) return null;
  if (value === null) return <p class="soft">{holds.noPlan}</p>;
  return (
    <section class="point-plan" aria-label={holds.planTitle}>
      <h3>{holds.planTitle}</h3>
      <ul>
        {value.slots.map(({ from, to, currentA }) => (
          <li key={from}>{holds.slot(time(from, now), time(to, now), setting(currentA))}</li>
        ))}
      </ul>
      <p>{holds.planCost(moneyText(language, value.costCt))}</p>
      <p>{value.missingWh > 0 ? holds.planMisses(energyText(language, value.missingWh)) : holds.planMeets}</p>
    </section>
  );
}
