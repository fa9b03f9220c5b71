import { useState } from 'preact/hooks';
import type { LinesState, Role, State } from '../../firmware/api/shapes.ts';
import { CheckGuide } from '../check/check-guide.tsx';
import { goTo, linkTo } from '../live/use-route.ts';
import { Fact } from '../part/fact.tsx';
import { Icon } from '../part/icon.tsx';
import { Mark } from '../part/mark.tsx';
import { Panel } from '../part/panel.tsx';
import { SaveTrouble } from '../site/save-trouble.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { phaseText } from './basic-fields.tsx';
import { draftOf } from './device-draft.ts';
import { DeviceForm, type DeviceStart } from './device-form.tsx';
import { DeviceTraffic } from './device-traffic.tsx';
import { productName } from './product-name.ts';
import { ProductSearch } from './product-search.tsx';
import type { Products } from './products.ts';
import type { DeviceRow } from './rows.ts';
import { newDraft, withDevice, withoutDevice } from './site-devices.ts';
import { Standing } from './standing.tsx';
import { StateValues } from './state-values.tsx';

interface DevicePageProps {
  readonly desk: SiteDesk;
  readonly state: State;
  readonly lines: LinesState | undefined;
  readonly products: Products;
  readonly row: DeviceRow;
  readonly role: Role;
  readonly mayChange: boolean;
}

/** One device: what it is, how it does, what it says, and everything that can be done with it. */
export function DevicePage({ desk, state, lines, products, row, role, mayChange }: DevicePageProps) {
  const { words: common, language, moment } = useSpeech();
  const words = useDeviceWords();
  const w = words.device;
  const [form, setForm] = useState<DeviceStart & { readonly title?: string }>();
  const [replaces, setReplaces] = useState(false);
  const { entry, name, id } = row;
  const product = products.get(entry.definition);
  const checkKind = row.role === 'chargePoint' ? 'wiring' : row.role === 'grid' ? 'meter' : undefined;

  async function remove(): Promise<void> {
    if (await desk.save((site) => withoutDevice(site, id), words.said.removed(name))) goTo('devices');
  }
  const enable = (on: boolean) =>
    desk.save(
      (site) => {
        const { enabled: _, ...rest } = site.devices?.find((one) => one.id === id) ?? entry;
        return withDevice(site, on ? rest : { ...rest, enabled: false }, id);
      },
      on ? w.switchedOn(name) : w.switchedOff(name),
    );

  return (
    <>
      <p>
        <a class="settings-back always" href={linkTo('devices')}>
          <Icon name="back" /> {words.list.title}
        </a>
      </p>
      {form !== undefined ? (
        <Panel id="device" title={name}>
          <DeviceForm
            desk={desk}
            products={products}
            start={form}
            was={id}
            role={role}
            {...(form.title === undefined ? {} : { title: form.title })}
            onDone={() => setForm(undefined)}
            onCancel={() => setForm(undefined)}
          />
        </Panel>
      ) : (
        <Panel id="device" title={name}>
          {row.health.map((one) => (
            <p key={one.id} class="problem">
              <Mark tone={one.severity === 'fault' ? 'fault' : 'limited'} />{' '}
              {common.health[one.code](name, moment(hourAndMinute).format(Date.parse(one.since)))}
            </p>
          ))}
          <dl class="facts">
            <Fact term={words.list.columns.state}>
              <Standing standing={row.standing} />
            </Fact>
            <Fact term={words.list.columns.product}>
              {product === undefined ? entry.definition : productName(product, words)}
            </Fact>
            <Fact term={words.list.columns.where}>
              {[row.where, ...(row.unitId === null ? [] : [words.scan.unit(String(row.unitId))])]
                .filter((part) => part !== '')
                .join(', ')}
            </Fact>
            <Fact term={words.list.columns.role}>{words.roles[row.role]}</Fact>
            {row.circuit !== '' && <Fact term={words.list.columns.circuit}>{row.circuit}</Fact>}
            <Fact term={words.list.columns.phases}>{phaseText(row.phases, { ...words.form.wiring, usual: '' })}</Fact>
            <Fact term={words.list.columns.id}>{id}</Fact>
          </dl>
          <StateValues id={id} state={state} />
          {row.role === 'chargePoint' && (
            <p>
              <a href={linkTo('point', [id])}>{w.toPoint}</a>
            </p>
          )}
          {mayChange && (
            <div class="buttons">
              <button class="main-button" type="button" onClick={() => setForm({ draft: draftOf(entry, language) })}>
                <Icon name="edit" /> {common.common.edit}
              </button>
              <button
                class="plain-button"
                type="button"
                aria-expanded={replaces}
                onClick={() => setReplaces(!replaces)}
              >
                {w.replace}
              </button>
              <button class="plain-button" type="button" onClick={() => void enable(entry.enabled === false)}>
                {entry.enabled === false ? w.switchOn : w.switchOff}
              </button>
              <button class="plain-button" type="button" onClick={() => void remove()}>
                <Icon name="remove" /> {common.common.remove}
              </button>
            </div>
          )}
          {replaces && (
            <>
              <p class="note">{w.replaceNote}</p>
              <ProductSearch
                products={products}
                only={(one) => (one.kind === 'chargePoint') === (row.role === 'chargePoint')}
                label={words.add.which}
                onChoose={(next) => {
                  setReplaces(false);
                  setForm({ title: words.form.replace(name), draft: replacement(next) });
                }}
              />
            </>
          )}
          <SaveTrouble desk={desk} />
        </Panel>
      )}
      <DeviceTraffic row={row} lines={lines} />
      {mayChange && checkKind !== undefined && form === undefined && entry.enabled !== false && (
        <Panel id="check" title={w.check[checkKind]}>
          <CheckGuide device={id} kind={checkKind} desk={desk} />
        </Panel>
      )}
    </>
  );

  /** Everything that belongs to the place stays; what belongs to the product is asked anew. */
  function replacement(next: Parameters<typeof newDraft>[1]) {
    const kept = draftOf(entry, language);
    const fresh = newDraft(desk.site, next);
    const sameWay = fresh.reach === kept.reach;
    return {
      ...kept,
      ...{ definition: next.id, reach: sameWay ? kept.reach : fresh.reach },
      ...(sameWay ? {} : { line: fresh.line, broker: fresh.broker, address: '' }),
      ...{ topic: '', unitId: '', connector: '', startRegister: '', confirmed: [], maxCurrentA: capped(next) },
    };

    function capped({ maxCurrentA }: typeof next): string {
      const most = entry.maxCurrentA;
      return most === undefined || maxCurrentA === null || most <= maxCurrentA ? kept.maxCurrentA : '';
    }
  }
}

const hourAndMinute = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
