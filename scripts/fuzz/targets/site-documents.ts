import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { siteKnowledge } from '../../../firmware/control/site-knowledge.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import { type FuzzTarget, mustBeFinite, mustHold } from '../target.ts';

const house = {
  name: 'Kerkstraat 12',
  timezone: 'Europe/Amsterdam',
  circuits: [
    {
      ...{ id: 'house', fuseA: 80, reserveA: 1, assumedHouseA: 25 },
      limits: [{ id: 'operator', scope: 'all', unit: 'W', value: '55000 * AVAIL / 100', fallback: 4200 }],
    },
    { id: 'garage', parent: 'house', fuseA: 32, limits: [] },
  ],
  lines: [
    { id: 'rs485-1', kind: 'serial', path: '/dev/ttyS0', baudRate: 19_200, parity: 'none', stopBits: 1 },
    { id: 'gw1', kind: 'rtu-over-tcp', address: '10.0.0.5:4001' },
  ],
  devices: [
    { id: 'M1', definition: 'eastron-sdm630', line: 'rs485-1', unitId: 1, role: 'grid', circuit: 'house' },
    {
      ...{ id: 'E1', definition: 'keba-p30', address: '10.0.0.20:502', unitId: 255, circuit: 'garage' },
      ...{ phases: 'L2L3L1', maxCurrentA: 16, priority: 1, failsafeCurrentA: 6 },
    },
  ],
  variables: [{ name: 'AVAIL', value: 100, timeoutS: 900, failsafe: 40 }],
};

/** Site documents of an installer, a restore or `--site`. */
export const siteDocuments: FuzzTarget = {
  name: 'site-documents',
  share: 8,
  maxBytes: 8_000,
  words: [
    '"parent":"garage"',
    '"id":"house"',
    '"fuseA":',
    '"limits":',
    '"phases":"L1"',
    '"definition":',
    '"E1"',
    ',',
    '"formula":',
  ],
  open() {
    const knowledge = siteKnowledge(loadCatalogue());
    return {
      seeds: [JSON.stringify(house), JSON.stringify({ ...house, devices: [] }), '{"name":"x","circuits":[{}]}'],
      take(input) {
        let document: unknown;
        try {
          document = JSON.parse(input.toString('utf8'));
        } catch {
          // Not this parser's business.
          return;
        }
        const result = readSite(document, knowledge);
        if (result.ok) {
          mustBeFinite(result.site);
          mustHold(result.site.circuits.length > 0, 'a site without a circuit');
        } else {
          mustHold(result.faults.length > 0 && result.faults.length <= 50, `${result.faults.length} faults`);
          for (const { code, message } of result.faults)
            mustHold(code === 'badSite' && message.length < 4000, `the fault ${code} of ${message.length} characters`);
        }
      },
    };
  },
};
