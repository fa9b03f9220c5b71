import { channelSchema, gatewaySchema } from '../../../firmware/domain/channel.ts';
import { outboundTargets } from '../../../firmware/domain/outbound.ts';
import { type FuzzTarget, mustBeFinite, mustHold } from '../target.ts';

const channel = {
  ...{ scenario: 'HKS3', address: '10.11.120.2:4433', certificate: 'cls', addressing: 'socks5' },
  ...{ peerCertificatePem: ['-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----'], variables: ['AVAIL'] },
  ...{ destination: 'emt.example:443', use: 'http', role: 'operator', enabled: true },
};
const gateway = { address: '[fe80::1%eth1]:443', certificate: 'cls', functions: { limit: true, ocpp: false } };
const list = [{ scheme: 'https', host: 'prices.example', port: 443 }];

/** Documents of the gateway, its channels, and the list of places that requests may go to. */
export const channelDocuments: FuzzTarget = {
  name: 'channel-documents',
  share: 6,
  maxBytes: 4_000,
  words: ['"HKS4"', '"HKS5"', '"sni"', '"listen":"0.0.0.0:443"', '"raw"', '"administrator"', '"scheme":', '"tls://'],
  open: () => ({
    seeds: [channel, gateway, list].map((document) => JSON.stringify(document)),
    take(input) {
      let document: unknown;
      try {
        document = JSON.parse(input.toString('utf8'));
      } catch {
        // Not this parser's business.
        return;
      }
      const read = channelSchema.safeParse(document);
      if (read.success) mustHold(read.data.variables.length <= 64, `${read.data.variables.length} variables`);
      for (const result of [read, gatewaySchema.safeParse(document), outboundTargets.safeParse(document)])
        if (result.success) mustBeFinite(result.data);
    },
  }),
};
