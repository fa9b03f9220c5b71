import '../style/form.css';
import '../style/grid.css';
import type { Role, State } from '../../firmware/api/shapes.ts';
import { readCertificates, readChannels, readGateway } from '../api/grid.ts';
import { CertificatesPanel } from '../grid/certificates-panel.tsx';
import { ChannelsPanel } from '../grid/channels-panel.tsx';
import { CommandsPanel } from '../grid/commands-panel.tsx';
import { ForcePanel } from '../grid/force-panel.tsx';
import { GatewayPanel } from '../grid/gateway-panel.tsx';
import { PlayPanel } from '../grid/play-panel.tsx';
import { useRead } from '../live/use-read.ts';
import { changesChannels, keepsKeys } from '../part/role.ts';
import { InGridWords, useGridWords } from '../words/grid/speech.ts';

interface GridProps {
  readonly state: State;
  readonly role: Role;
}

/** The grid operator: what he limits, what he commanded, and how he reaches this box. */
export function Grid({ state, role }: GridProps) {
  return (
    <InGridWords>
      <div class="grid-board">
        <div class="grid-column">
          <ForcePanel state={state} />
          <CommandsPanel state={state} />
          <PlayPanel state={state} mayChange={changesChannels(role)} />
        </div>
        <div class="grid-column">
          {changesChannels(role) ? <Doors state={state} seesCertificates={keepsKeys(role)} /> : <NoDoors />}
        </div>
      </div>
    </InGridWords>
  );
}

/** For whoever may not see how the operator reaches the box. */
function NoDoors() {
  const w = useGridWords();
  return (
    <section class="panel" aria-labelledby="gateway">
      <h2 id="gateway">{w.gateway.title}</h2>
      <p class="note">{w.notShown}</p>
    </section>
  );
}

/** A channel comes and goes by itself. */
const channelsMs = 3_000;

/** How the operator reaches the box: gateway, channels, certificates. */
export function Doors({ state, seesCertificates }: { state: State; seesCertificates: boolean }) {
  const gateway = useRead(readGateway, 'gateway');
  const channels = useRead(readChannels, 'channels', channelsMs);
  const certificates = useRead(readCertificates, 'certificates');
  const changed = async (): Promise<void> => {
    await Promise.all([gateway.again(), channels.again(), certificates.again()]);
  };
  return (
    <>
      <datalist id="certificate-names">
        {certificates.value?.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <GatewayPanel gateway={gateway} onChanged={changed} />
      <ChannelsPanel state={state} gateway={gateway.value} channels={channels} onChanged={changed} />
      {seesCertificates && <CertificatesPanel state={state} certificates={certificates} />}
    </>
  );
}
