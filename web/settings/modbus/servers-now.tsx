import type { ComponentChildren } from 'preact';
import type { ModbusServerState, ModbusView } from '../../../firmware/api/shapes.ts';
import { readModbus } from '../../api/modbus.ts';
import { useRead } from '../../live/use-read.ts';
import { Fact } from '../../part/fact.tsx';
import { faultText } from '../../part/fault-text.ts';
import { Mark } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { Problem } from '../../part/problem.tsx';
import { type Column, Table } from '../../part/table.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk } from '../entry/desk.tsx';
import { namesOf } from './modbus-fields.ts';

const everyMs = 3_000;

/** Each server that is on: who is connected, what was refused last and why, and the written share that holds. */
export function ServersNow({ at }: { readonly at: string }) {
  const { words } = useSpeech();
  const w = useSiteWords().modbus;
  const { site } = useDesk();
  const { value, failure } = useRead(readModbus, JSON.stringify([site.sunspec, site.registerServers]), everyMs);
  if (value === undefined) return <Problem text={failure === undefined ? '' : faultText(words, failure)} />;
  const names = namesOf(site);
  const registers = [...value.registers].sort((a, b) => a.port - b.port);
  return (
    <Panel id="modbus-now" title={w.now}>
      {value.sunspec === null && registers.length === 0 && <p class="soft">{w.off}</p>}
      {value.sunspec !== null && (
        <Server name="SunSpec" server={value.sunspec} at={at}>
          <SunSpecFacts view={value} />
        </Server>
      )}
      {registers.map((server) => (
        <Server
          key={`${server.device} ${server.port}`}
          name={names[server.device] ?? server.device}
          server={server}
          at={at}
        />
      ))}
    </Panel>
  );
}

function SunSpecFacts({ view }: { readonly view: ModbusView }) {
  const { short, seconds } = useSpeech();
  const w = useSiteWords();
  const { sunspec, portOfStart } = view;
  const lease = sunspec?.lease ?? null;
  return (
    <>
      <Fact term={w.sunspec.written}>
        {lease === null ? w.sunspec.nothing : w.modbus.lease(short(lease.percent), seconds(lease.leaseLeftS))}
      </Fact>
      {portOfStart !== null && <Fact term={w.sunspec.port}>{w.modbus.portOfStart(portOfStart)}</Fact>}
    </>
  );
}

type Client = ModbusServerState['clients'][number] & { readonly key: string };

interface ServerProps {
  readonly name: string;
  readonly server: ModbusServerState;
  readonly at: string;
  readonly children?: ComponentChildren;
}

function Server({ name, server, at, children }: ServerProps) {
  const { time } = useSpeech();
  const w = useSiteWords().modbus;
  const { port, listens, isOpen, clients, refusedConnection, refusedRequest } = server;
  const title = w.at(name, port);
  const number = (count: 'reads' | 'writes' | 'refused'): Column<Client> => ({
    ...{ id: count, head: w[count], numeric: true, cell: (client) => client[count], plain: (client) => client[count] },
  });
  const columns: readonly Column<Client>[] = [
    { id: 'address', head: w.client, cell: ({ address }) => address, plain: ({ address }) => address },
    { id: 'since', head: w.since, cell: ({ since }) => time(since, at), plain: ({ since }) => since },
    {
      ...{ id: 'asked', head: w.asked, plain: ({ asked }) => asked },
      cell: ({ asked }) => (asked === null ? w.never : time(asked, at)),
    },
    ...(['reads', 'writes', 'refused'] as const).map(number),
  ];
  return (
    <section class="modbus-server" aria-label={title} data-server={name}>
      <h3>{title}</h3>
      <p>
        <Mark tone={listens ? 'ok' : 'fault'} /> {!listens ? w.deaf : isOpen ? w.open : w.onlyHere}
      </p>
      <Table
        caption={w.clients(title)}
        rows={clients.map((client, k) => ({ ...client, key: `${client.address} ${client.since} ${k}` }))}
        keyOf={({ key }) => key}
        empty={w.nobody}
        columns={columns}
      />
      <dl class="facts wide-facts">
        {children}
        {refusedConnection !== null && (
          <Fact term={w.refusedConnection}>
            {time(refusedConnection.at, at)}, {refusedConnection.address}: {w.why[refusedConnection.why]}
          </Fact>
        )}
        {refusedRequest !== null && (
          <Fact term={w.refusedRequest}>
            {time(refusedRequest.at, at)}, {refusedRequest.address}:{' '}
            {w.request[refusedRequest.kind](refusedRequest.register ?? 0)},{' '}
            {w.exceptions[refusedRequest.exception] ?? w.exception(refusedRequest.exception)}
          </Fact>
        )}
      </dl>
    </section>
  );
}
