import { useState } from 'preact/hooks';
import type { LinesState, Role, SiteDocument, State } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';
import { Icon } from '../part/icon.tsx';
import { Panel } from '../part/panel.tsx';
import { SaveTrouble } from '../site/save-trouble.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { BrokerForm } from './broker-form.tsx';
import { LineForm } from './line-form.tsx';
import { LinePanel } from './line-panel.tsx';
import type { DeviceRow } from './rows.ts';

interface LinesPageProps {
  readonly desk: SiteDesk;
  readonly state: State;
  readonly lines: LinesState | undefined;
  readonly rows: readonly DeviceRow[];
  readonly role: Role;
  readonly mayChange: boolean;
}

/** What is open: a form for a line or a broker, by id, '' for a new one. */
type Edited = { readonly kind: 'line' | 'broker'; readonly id: string };

/** The wires: each line and address with how it does, the brokers, and forms for them. */
export function LinesPage({ desk, lines, rows, role, mayChange }: LinesPageProps) {
  const { words: common } = useSpeech();
  const words = useDeviceWords();
  const w = words.lines;
  const [edited, setEdited] = useState<Edited>();
  const { site } = desk;
  const own = site?.lines ?? [];
  const brokers = site?.brokers ?? [];
  const addresses = (lines?.lines ?? []).filter(({ id }) => !own.some((line) => line.id === id));
  const close = (): void => setEdited(undefined);

  const removeLine = (id: string) =>
    desk.save((now) => ({ ...now, lines: (now.lines ?? []).filter((line) => line.id !== id) }), words.said.removed(id));
  const removeBroker = (id: string) =>
    desk.save(
      (now) => ({ ...now, brokers: (now.brokers ?? []).filter((broker) => broker.id !== id) }),
      words.said.removed(id),
    );
  const usersOf = (key: 'line' | 'broker', id: string) => rows.filter(({ entry }) => entry[key] === id);

  return (
    <>
      <p>
        <a class="settings-back always" href={linkTo('devices')}>
          <Icon name="back" /> {words.list.title}
        </a>
      </p>
      <Panel
        id="lines"
        title={w.title}
        actions={
          mayChange && (
            <>
              <button class="plain-button" type="button" onClick={() => setEdited({ kind: 'line', id: '' })}>
                <Icon name="add" /> {w.addLine}
              </button>
              <button class="plain-button" type="button" onClick={() => setEdited({ kind: 'broker', id: '' })}>
                <Icon name="add" /> {w.addBroker}
              </button>
            </>
          )
        }
      >
        <p class="note">{own.length === 0 && brokers.length === 0 ? w.none : w.note}</p>
        {edited?.id === '' &&
          (edited.kind === 'line' ? (
            <LineForm desk={desk} onClose={close} />
          ) : (
            <BrokerForm desk={desk} role={role} onClose={close} />
          ))}
        {edited === undefined && <SaveTrouble desk={desk} />}
      </Panel>
      {own.map((line) =>
        edited?.kind === 'line' && edited.id === line.id ? (
          <Panel key={line.id} id={`line-${line.id}`} title={line.id}>
            <LineForm desk={desk} was={line} onClose={close} />
          </Panel>
        ) : (
          <LinePanel
            key={line.id}
            id={line.id}
            about={aboutLine(line)}
            line={lines?.lines.find(({ id }) => id === line.id)}
            lines={lines}
            rows={usersOf('line', line.id)}
            actions={
              mayChange && (
                <EditRemove
                  onEdit={() => setEdited({ kind: 'line', id: line.id })}
                  onRemove={() => void removeLine(line.id)}
                />
              )
            }
          />
        ),
      )}
      {addresses.map((line) => (
        <LinePanel
          key={line.id}
          id={line.id}
          about={w.kinds[line.kind]}
          line={line}
          lines={lines}
          rows={rows.filter(({ id }) => line.devices.includes(id))}
        />
      ))}
      {brokers.map((broker) => (
        <Panel
          key={broker.id}
          id={`broker-${broker.id}`}
          title={broker.id}
          actions={
            mayChange && (
              <EditRemove
                onEdit={() => setEdited({ kind: 'broker', id: broker.id })}
                onRemove={() => void removeBroker(broker.id)}
              />
            )
          }
        >
          {edited?.kind === 'broker' && edited.id === broker.id ? (
            <BrokerForm desk={desk} role={role} was={broker} onClose={close} />
          ) : (
            <>
              <p class="soft">
                {w.broker} {broker.address}
                {broker.tls === true && `, ${w.tls}`}
              </p>
              <p>
                {usersOf('broker', broker.id)
                  .map(({ name }) => name)
                  .join(', ') || w.unused}
              </p>
            </>
          )}
        </Panel>
      ))}
    </>
  );

  function EditRemove({ onEdit, onRemove }: { onEdit: () => void; onRemove: () => void }) {
    return (
      <>
        <button class="plain-button" type="button" onClick={onEdit}>
          <Icon name="edit" /> {common.common.edit}
        </button>
        <button class="plain-button" type="button" onClick={onRemove}>
          <Icon name="remove" /> {common.common.remove}
        </button>
      </>
    );
  }

  /** `/dev/ttyS0, 19200 8E1` */
  function aboutLine(line: NonNullable<SiteDocument['lines']>[number]): string {
    if (line.kind === 'rtu-over-tcp') return `${w.kinds['rtu-over-tcp']}, ${line.address}`;
    const { path, baudRate, dataBits = 8, parity = 'none', stopBits = 1 } = line;
    const letter = { none: 'N', even: 'E', odd: 'O' }[parity];
    return `${path}, ${baudRate} ${dataBits}${letter}${stopBits}${line.framing === 'ascii' ? ' ASCII' : ''}`;
  }
}
