import type { CurveName } from '../../smgw-sim/curves.ts';
import { type BoxCalls, until } from './box-calls.ts';
import { type BenchGateway, openGateway } from './gateways.ts';
import type { MatrixRow } from './rows.ts';

/** The curves as the box names them. */
const boxCurve: Readonly<Record<CurveName, string>> = {
  bp256: 'brainpoolP256r1',
  bp384: 'brainpoolP384r1',
  bp512: 'brainpoolP512r1',
  p256: 'P-256',
  p384: 'P-384',
};
export const operatorVariables = ['AVAIL', 'tarif', 'PWR'] as const;

/** Makes the box's certificate on a curve, once; gives it as PEM. */
export async function certificateOn(box: BoxCalls, curve: CurveName): Promise<{ name: string; pem: string }> {
  const name = `cls-${curve}`;
  const known = (await box.ask('GET', '/api/v1/certificates')) as unknown as Record<string, unknown>[];
  const found =
    known.find((one) => one.name === name) ??
    (await box.ask('POST', '/api/v1/certificates', { name, curve: boxCurve[curve] }));
  return { name, pem: String(found.certificatePem) };
}

/** A channel that is up, from the box to the EMT. */
export interface OpenChannel {
  readonly gateway: BenchGateway;
  /** What the box says of it. */
  readonly view: Record<string, unknown>;
  /** From the document put to the stream at the EMT. */
  readonly upMs: number;
  close(): Promise<void>;
}

export interface ChannelWish {
  readonly id?: string;
  readonly role?: string;
  readonly variables?: readonly string[];
  /** Other than as the row has it. */
  readonly open?: (clsPem: string) => Promise<BenchGateway>;
}

/** Sets up gateway and channel of one row; leaves nothing behind when that fails. */
export async function openChannel(box: BoxCalls, row: MatrixRow, wish: ChannelWish = {}): Promise<OpenChannel> {
  const { id = 'emt', role = 'operator', variables = operatorVariables } = wish;
  const certificate = await certificateOn(box, row.curve);
  const gateway = await (wish.open?.(certificate.pem) ?? openGateway(row, certificate.pem));
  const path = `/api/v1/smgw/channels/${id}`;
  const close = async (): Promise<void> => {
    await box.ask('DELETE', path).catch(() => {});
    await gateway.close();
  };
  const startMs = performance.now();
  try {
    await box.ask('PUT', path, {
      ...{ scenario: row.scenario.toUpperCase(), certificate: certificate.name, ...gateway.way },
      ...{ peerCertificatePem: gateway.peerCertificatePem, use: 'http', role, variables, enabled: true },
    });
    if (row.scenario !== 'hks3') {
      await until(
        'the box listens',
        () => box.ask('GET', path),
        ({ status }) => status === 'up',
      );
      await gateway.boxListens();
    }
    await gateway.ready();
    const upMs = performance.now() - startMs;
    const view = await until(
      'the channel says it is up',
      () => box.ask('GET', path),
      ({ status, tls }) => status === 'up' && tls !== null,
    );
    return { gateway, view, upMs, close };
  } catch (error) {
    const words = gateway.lastWords();
    const view = await box.ask('GET', path).catch(() => ({}));
    await close();
    throw new Error(`${error instanceof Error ? error.message : error}\n${JSON.stringify(view)}\n${words}`, {
      cause: error,
    });
  }
}
