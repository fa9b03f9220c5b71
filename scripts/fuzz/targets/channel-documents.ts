import { readFileSync } from 'node:fs';
import { pinFaults, pinOf } from '../../../firmware/control/pinned-certificate.ts';
import { peersOf, readChannel, readGateway } from '../../../firmware/domain/gateway-check.ts';
import { outboundTargets } from '../../../firmware/domain/outbound.ts';
import { readGatewayBundle } from '../../../firmware/smgw/certificates/gateway-bundle.ts';
import { type FuzzTarget, mustBeFinite, mustHold, takenOrRefused } from '../target.ts';

const pem = readFileSync(new URL('../corpus/nobody.pem', import.meta.url), 'utf8').split('-----BEGIN EC')[0] ?? '';
const channel = {
  ...{ scenario: 'HKS3', address: '10.11.120.2:4433', certificate: 'cls', addressing: 'socks5' },
  ...{ peerCertificatePem: [pem], variables: ['AVAIL'] },
  ...{ destination: 'emt.example:443', use: 'http', role: 'operator', enabled: true },
};
const gateway = { address: '[fe80::1%eth1]:443', certificate: 'cls', functions: { limit: true, ocpp: false } };
const bundle = {
  peerCertificatePem: pem,
  address: '10.11.120.2:4433',
  destinations: ['emt.example:443'],
  gatewayId: '1PPC01',
};
const list = [{ scheme: 'https', host: 'prices.example', port: 443 }];

/** Documents of the gateway, its channels, its administrator's file, and the list of places that requests may go to. */
export const channelDocuments: FuzzTarget = {
  name: 'channel-documents',
  share: 6,
  maxBytes: 4_000,
  words: ['"HKS4"', '"HKS5"', '"sni"', '"listen":"0.0.0.0:443"', '"raw"', '"administrator"', '"scheme":', '"tls://'],
  open: () => ({
    seeds: [channel, gateway, list, bundle].map((document) => JSON.stringify(document)),
    take(input) {
      let document: unknown;
      try {
        document = JSON.parse(input.toString('utf8'));
      } catch {
        // Not this parser's business.
        return;
      }
      const exists = (name: string): boolean => name === 'cls';
      const gatewayRead = readGateway(document, exists);
      if (gatewayRead.ok) mustBeFinite(gatewayRead.value);
      const around = {
        gateway: gatewayRead.ok ? gatewayRead.value : undefined,
        certificateExists: exists,
        peerFaults: pinFaults,
      };
      const read = readChannel(document, around);
      if (read.ok) {
        mustHold(read.value.variables.length <= 64, `${read.value.variables.length} variables`);
        for (const peer of peersOf(read.value)) mustHold(/^[0-9a-f]{64}$/.test(pinOf(peer)), 'a pin that is none');
      } else mustHold(read.faults.length > 0, 'refused without a fault');
      const brought = takenOrRefused(() => readGatewayBundle(document));
      for (const { sha256, notAfter } of brought?.peers ?? [])
        mustHold(
          /^[0-9a-f]{64}$/.test(sha256) && Number.isFinite(Date.parse(notAfter)),
          'a pin or a date that is none',
        );
      const listed = outboundTargets.safeParse(document);
      if (listed.success) mustBeFinite(listed.data);
    },
  }),
};
