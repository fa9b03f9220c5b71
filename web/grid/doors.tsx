import type { ChannelView, State } from '../../firmware/api/shapes.ts';
import { readCertificates, readChannels, readGateway } from '../api/grid.ts';
import { type Read, useRead } from '../live/use-read.ts';
import { CertificatesPanel } from './certificates-panel.tsx';
import { ChannelsPanel } from './channels-panel.tsx';
import { GatewayPanel } from './gateway-panel.tsx';

interface DoorsProps {
  readonly state: State;
  readonly seesCertificates: boolean;
}

export type ChannelsRead = Read<{ readonly channels: readonly ChannelView[] }>;

/** A channel comes and goes by itself. */
const channelsMs = 3_000;
export const useChannels = (): ChannelsRead => useRead(readChannels, 'channels', channelsMs);

/** How the operator reaches the box, where nobody else has read its channels. */
export const Doors = (props: DoorsProps) => <DoorsOf {...props} channels={useChannels()} />;

/** How the operator reaches the box: gateway, channels, certificates. */
export function DoorsOf({ state, seesCertificates, channels }: DoorsProps & { readonly channels: ChannelsRead }) {
  const gateway = useRead(readGateway, 'gateway');
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
