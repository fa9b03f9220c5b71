import '../../style/grid.css';
import { useState } from 'preact/hooks';
import { readBackends, readPort } from '../../api/ocpp.ts';
import { useRead } from '../../live/use-read.ts';
import { keepsKeys } from '../../part/role.ts';
import { InOcppWords, useOcppWords } from '../../words/ocpp/speech.ts';
import type { SectionProps } from '../sections.ts';
import { BackendsPanel } from './backends-panel.tsx';
import { DroppedPanel } from './dropped-panel.tsx';
import { MessagesPanel } from './messages-panel.tsx';
import { PortPanel } from './port-panel.tsx';

/** Connections come and go by themselves. */
const everyMs = 3_000;

/** OCPP: the suppliers' backends, the charge points that come to this box, and what all of them said. */
export function OcppSection(props: SectionProps) {
  return (
    <InOcppWords>
      <Ocpp {...props} />
    </InOcppWords>
  );
}

function Ocpp({ state, role }: SectionProps) {
  const w = useOcppWords();
  const port = useRead(readPort, 'port', everyMs);
  if (!keepsKeys(role))
    return (
      <>
        <PortPanel port={port} state={state} mayChange={false} />
        <p class="panel note">{w.notShown}</p>
      </>
    );
  return <Kept state={state} port={port} />;
}

function Kept({ state, port }: Pick<SectionProps, 'state'> & { readonly port: ReturnType<typeof usePort> }) {
  const backends = useRead(readBackends, 'backends', everyMs);
  // What is asked of the log: one station, chosen at its backend or charge point.
  const [station, setStation] = useState('');
  return (
    <>
      <BackendsPanel backends={backends} state={state} onMessages={setStation} />
      <PortPanel port={port} state={state} mayChange={true} onMessages={setStation} />
      <MessagesPanel station={station} onStation={setStation} />
      <DroppedPanel now={state.at} />
    </>
  );
}

const usePort = () => useRead(readPort, 'port', everyMs);
