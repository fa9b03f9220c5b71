import '../../style/site.css';
import { Panel } from '../../part/panel.tsx';
import { InSiteWords, useSiteWords } from '../../words/site/speech.ts';
import { useDesk, WithSite } from '../entry/desk.tsx';
import { EntryList, textColumn } from '../entry/entry-list.tsx';
import { FieldsPanel } from '../entry/fields-panel.tsx';
import { listOf } from '../entry/place.ts';
import type { SectionProps } from '../sections.ts';
import { namesOf, registerFields, sunspecFields, unusedPort } from './modbus-fields.ts';
import { ServersNow } from './servers-now.tsx';

/** What others read from this box, and may lower, by Modbus TCP: the SunSpec server, and registers of single devices. */
export const Modbus = (props: SectionProps) => (
  <InSiteWords>
    <WithSite>
      <ServersNow at={props.state.at} />
      <SunSpec />
      <Registers />
    </WithSite>
  </InSiteWords>
);

function SunSpec() {
  const w = useSiteWords().sunspec;
  return <FieldsPanel id="sunspec" title={w.title} note={w.note} fields={sunspecFields(w)} />;
}

function Registers() {
  const w = useSiteWords();
  const { site } = useDesk();
  const names = namesOf(site);
  const called = (device: unknown): string => names[String(device)] ?? String(device);
  return (
    <Panel id="registers" title={w.modbus.registers}>
      <p class="note">{w.modbus.registersNote}</p>
      <EntryList
        id="registers-of"
        caption={w.modbus.registers}
        empty={w.modbus.noRegisters}
        place={listOf('registerServers')}
        fields={registerFields(w, site)}
        begin={{ port: unusedPort(site) }}
        nameOf={({ device, port }) => w.modbus.at(called(device), Number(port))}
        addWord={w.modbus.add}
        columns={[
          textColumn('device', w.modbus.device, ({ device }) => called(device)),
          textColumn('port', w.sunspec.port, ({ port }) => String(port)),
          textColumn(
            'allow',
            w.sunspec.allow,
            ({ allow }) => (allow as string[] | undefined)?.join(', ') || w.modbus.here,
          ),
        ]}
      />
    </Panel>
  );
}
