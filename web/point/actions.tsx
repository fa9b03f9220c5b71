import { useState } from 'preact/hooks';
import type { ChargePointState, PointFacts } from '../../firmware/api/shapes.ts';
import { Problem } from '../part/problem.tsx';
import { CardButtons } from '../people/card-buttons.tsx';
import { usePointWords } from '../words/point/speech.ts';
import { LimitForm } from './limit-form.tsx';
import { NeedForm } from './need-form.tsx';
import { PhaseForm } from './phase-form.tsx';
import type { Orders } from './use-orders.ts';
import { WhoForm } from './who-form.tsx';

interface ActionsProps {
  readonly chargePoint: ChargePointState;
  readonly facts: PointFacts | undefined;
  readonly orders: Orders;
}

type Form = 'limit' | 'need' | 'who' | 'phases';

/** What a person can do here: what needs no word more happens at once, the rest opens a short form below. */
export function Actions({ chargePoint, facts, orders }: ActionsProps) {
  const w = usePointWords();
  const [open, setOpen] = useState<Form>();
  const override = chargePoint.orders?.override ?? null;
  const paused = override?.limitA === 0;
  const close = (): void => {
    document.getElementById(`does-${open}`)?.focus();
    setOpen(undefined);
  };
  const opener = (form: Form) => (
    <button
      id={`does-${form}`}
      class="plain-button"
      type="button"
      aria-expanded={open === form}
      onClick={() => setOpen((was) => (was === form ? undefined : form))}
    >
      {w.does[form]}
    </button>
  );
  const now = (said: string, next: Parameters<Orders['override']>[0]) => (): void => {
    setOpen(undefined);
    if (!orders.busy) void orders.override(next, said);
  };
  return (
    <section aria-label={w.does.title}>
      <div class="buttons">
        <button
          class={paused ? 'main-button' : 'plain-button'}
          type="button"
          aria-disabled={orders.busy}
          onClick={
            paused
              ? now(w.does.said.wentOn, null)
              : now(w.does.said.paused, { limitA: 0, until: 'unplug', rulesOff: false })
          }
        >
          {paused ? w.does.goOn : w.does.pause}
        </button>
        {opener('limit')}
        {override?.rulesOff !== true && (
          <button
            class="plain-button"
            type="button"
            aria-disabled={orders.busy}
            onClick={now(w.does.said.full, { limitA: null, until: 'unplug', rulesOff: true })}
          >
            {w.does.full}
          </button>
        )}
        {opener('need')}
        {opener('who')}
        {facts?.switches === true && opener('phases')}
      </div>
      <Problem text={orders.fault} />
      {open === 'limit' && <LimitForm chargePoint={chargePoint} orders={orders} onClose={close} />}
      {open === 'need' && <NeedForm chargePoint={chargePoint} orders={orders} onClose={close} />}
      {open === 'who' && (
        <>
          <CardButtons id={chargePoint.id} />
          <WhoForm id={chargePoint.id} onClose={close} />
        </>
      )}
      {open === 'phases' && <PhaseForm chargePoint={chargePoint} orders={orders} onClose={close} />}
    </section>
  );
}
