import type { CircuitState, SiteDocument, State } from '../../../firmware/api/shapes.ts';
import { linkTo } from '../../live/use-route.ts';
import { Fact } from '../../part/fact.tsx';
import { Icon } from '../../part/icon.tsx';
import { Mark } from '../../part/mark.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import { type Speech, useSpeech } from '../../words/speech.ts';
import { useDesk } from '../entry/desk.tsx';
import { EntryForm } from '../entry/entry-form.tsx';
import { endOf, entryIn, listOf } from '../entry/place.ts';
import { circuitFields } from './circuit-fields.ts';
import { CircuitLimits } from './circuit-limits.tsx';
import { childrenOf, devicesIn, failsafeOf } from './tree.ts';

type Circuit = SiteDocument['circuits'][number];
const phases = ['L1', 'L2', 'L3'] as const;

/** A circuit of the tree: what is set, what flows now, its limits, and what hangs on it. */
export function CircuitItem({ circuit, state }: { readonly circuit: Circuit; readonly state: State }) {
  const speech = useSpeech();
  const { words, setting, kilowatt } = speech;
  const w = useSiteWords();
  const { desk, site, open, openForm } = useDesk();
  const name = circuit.name ?? circuit.id;
  const live = state.circuits.find(({ id }) => id === circuit.id);
  const [editForm, addForm] = [`circuit:${circuit.id}`, `below:${circuit.id}`];
  const place = entryIn(listOf('circuits'), circuit);
  const devices = devicesIn(site, circuit.id).map((device) => device.name ?? device.id);
  const children = childrenOf(site, circuit.id);
  const failsafe = failsafeOf(site, circuit);
  return (
    <li class="circuit-item" data-circuit={circuit.id}>
      <div class="circuit-head">
        <h3>
          <Icon name={circuit.parent === undefined ? 'house' : 'circuit'} /> {name}
        </h3>
        <span class="row-buttons">
          <button
            class="plain-button"
            type="button"
            aria-label={`${words.common.edit}: ${name}`}
            onClick={() => openForm(editForm)}
          >
            <Icon name="edit" /> {words.common.edit}
          </button>
          <button
            class="plain-button"
            type="button"
            aria-label={w.house.addBelowOf(name)}
            onClick={() => openForm(addForm)}
          >
            <Icon name="add" /> {w.house.addBelow}
          </button>
          {circuit.parent !== undefined && (
            <button
              class="plain-button"
              type="button"
              aria-label={`${words.common.remove}: ${name}`}
              aria-disabled={desk.busy}
              onClick={() => {
                openForm(undefined);
                void desk.save((now) => place.withEntry(now, undefined), w.entry.removed(name));
              }}
            >
              <Icon name="remove" /> {words.common.remove}
            </button>
          )}
        </span>
      </div>
      <dl class="facts circuit-facts">
        <Fact term={w.house.fuse}>
          {w.house.fuseWords(setting(circuit.fuseA), kilowatt(circuit.fuseA * 3 * (site.voltageV ?? 230)))}
        </Fact>
        {(circuit.reserveA ?? 0) > 0 && <Fact term={w.house.reserve}>{setting(circuit.reserveA ?? 0)}</Fact>}
        {circuit.assumedHouseA !== undefined && (
          <Fact term={w.house.assumed}>
            {setting(circuit.assumedHouseA)}
            {failsafe !== undefined && (
              <p class={failsafe.sumA > failsafe.roomA ? 'problem' : 'note'}>
                {failsafe.sumA > failsafe.roomA && <Mark tone="fault" />}{' '}
                {failsafe.sumA > failsafe.roomA
                  ? w.house.failsafe.over(setting(failsafe.sumA), setting(failsafe.roomA))
                  : w.house.failsafe.fits(setting(failsafe.sumA), setting(failsafe.roomA))}
              </p>
            )}
          </Fact>
        )}
        <Fact term={w.house.limit}>{limitText(speech, live) ?? w.house.noReading}</Fact>
        <Fact term={w.house.drawn}>{phaseText(speech, live?.drawnA) ?? w.house.noReading}</Fact>
        <Fact term={w.house.headroom}>{phaseText(speech, live?.headroomA) ?? w.house.noReading}</Fact>
      </dl>
      {(circuit.plan ?? []).length > 0 && (
        <p class="note">
          <a href={linkTo('settings', ['plans', circuit.id])}>{w.plans.of(name)}</a>
        </p>
      )}
      {devices.length > 0 && <p class="note">{w.house.devices(devices.join(', '))}</p>}
      {open === editForm && (
        <EntryForm
          id="circuit"
          title={w.entry.change(name)}
          place={place}
          fields={circuitFields(w, speech, site, circuit)}
          said={() => w.entry.changed(name)}
          refused={{ assumedHouseA: w.house.failsafe.fault }}
          onClose={() => openForm(undefined)}
        />
      )}
      <CircuitLimits circuit={circuit} state={state} />
      {open === addForm && (
        <EntryForm
          id="circuit"
          title={w.house.addBelowOf(name)}
          place={endOf(listOf('circuits'))}
          fields={circuitFields(w, speech, site, undefined)}
          begin={{ parent: circuit.id }}
          said={(draft) => w.entry.added(draft.name || draft.id || '')}
          refused={{ assumedHouseA: w.house.failsafe.fault }}
          onClose={() => openForm(undefined)}
        />
      )}
      {children.length > 0 && (
        <ul class="circuit-tree">
          {children.map((child) => (
            <CircuitItem key={child.id} circuit={child} state={state} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** Each phase by its name; none of them is left out. */
function phaseText({ words, one }: Speech, values: CircuitState['drawnA'] | undefined): string | undefined {
  if (values === undefined || values.every((value) => value === null)) return undefined;
  return `${values.map((value, at) => `${phases[at]} ${value === null ? words.noValue : one(Math.max(0, value))}`).join(' · ')} A`;
}

function limitText(speech: Speech, live: CircuitState | undefined): string | undefined {
  if (live === undefined) return undefined;
  const { kilowatt, setting } = speech;
  const [first] = live.limitA;
  const current = live.limitA.every((value) => value === first)
    ? setting(first)
    : `${live.limitA.map((value, at) => `${phases[at]} ${setting(value)}`).join(' · ')}`;
  return live.limitW === null ? current : `${current}, ${kilowatt(live.limitW)}`;
}
