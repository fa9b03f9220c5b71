import assert from 'node:assert/strict';
import { forwardTo } from '../../scripts/smgw-sim/emt/forward.ts';
import { type SmgwSim, startSmgwSim } from '../../scripts/smgw-sim/gateway.ts';
import type { Box } from './box.ts';
import type { Backend } from './ocpp-backend.ts';

/** The backend stands behind a Smart Meter Gateway, as `ws://emt.example` of the channel `emt`. */
export async function throughGateway(box: Box, backend: Backend): Promise<SmgwSim> {
  const made = await box.post('/api/v1/certificates', { name: 'cls', curve: 'brainpoolP256r1' });
  const { certificatePem } = made.json as { certificatePem: string };
  const gateway = await startSmgwSim({
    ...{ scenario: 'hks3', curve: 'bp256', clsCertificatesPem: [certificatePem] },
    emts: { 'emt.example:443': forwardTo({ host: '127.0.0.1', port: backend.port }) },
  });
  const channel = await box.put('/api/v1/smgw/channels/emt', {
    ...{ scenario: 'HKS3', address: gateway.address, certificate: 'cls', use: 'ocpp', role: 'supplier' },
    ...{ peerCertificatePem: gateway.peerCertificatePem, destination: 'emt.example:443', variables: [] },
  });
  assert.equal(channel.status, 200, channel.text);
  return gateway;
}
