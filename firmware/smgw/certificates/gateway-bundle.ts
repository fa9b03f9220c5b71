import { z } from 'zod';
import type { GatewayBundle } from '../../domain/certificate.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { readChain } from './chain.ts';

const text = z.string().min(3).max(300);
const pem = z.string().min(1).max(16_384);
const schema = z.strictObject({
  /** The gateway's certificate towards the HAN; the second is the next one. */
  peerCertificatePem: z.union([pem, z.array(pem).min(1).max(2)]),
  /** Where the gateway listens, `host:port`. */
  address: text.optional(),
  /** EMTs as the gateway knows them, `name:port`. */
  destinations: z.array(text).max(16).default([]),
  gatewayId: z.string().min(1).max(64).optional(),
});

/**
 * Reads the JSON object of a gateway administrator: `{"peerCertificatePem": string|[≤2], "address"?, "destinations"?,
 * "gatewayId"?}`. Codes, with path: `badBundle`, `badCertificate`, `wrongKeyType`, `badChain`.
 */
export function readGatewayBundle(given: unknown): GatewayBundle {
  const result = schema.safeParse(given);
  if (!result.success) {
    const [issue] = result.error.issues;
    const path = issue?.path.map((part) => String(part).slice(0, 64)).join('.') ?? '';
    const facts = path === '' ? {} : { path };
    throw new NetwachtError('badBundle', issue?.message ?? 'This is no bundle of a gateway', facts);
  }
  const { peerCertificatePem, address, destinations, gatewayId } = result.data;
  const several = Array.isArray(peerCertificatePem);
  const peers = [peerCertificatePem].flat().map((one, at) => {
    const chain = readChain(one, several ? `peerCertificatePem.${at}` : 'peerCertificatePem');
    return {
      certificatePem: chain.leaf.toString(),
      sha256: chain.sha256,
      notBefore: new Date(chain.notBeforeMs).toISOString(),
      notAfter: new Date(chain.notAfterMs).toISOString(),
    };
  });
  return { address, destinations, gatewayId, peers };
}
