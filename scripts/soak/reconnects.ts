import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { systemTimers } from '../../drivers/link/timers.ts';
import { systemClock } from '../../firmware/domain/clock.ts';
import { SmgwHost } from '../../firmware/smgw/host.ts';
import { startApi } from '../../test/firmware/smgw/stand-in-api.ts';
import { grantSocks, startGateway } from '../../test/firmware/smgw/stand-in-gateway.ts';
import { makeCertificate } from '../../test/firmware/smgw/test-certificates.ts';
import { textOf } from '../../test/firmware/smgw/text-of.ts';
import { until } from '../../test/until.ts';
import { usageOf } from '../bench/measure/process-usage.ts';
import type { Soak } from './soak.ts';

const wanted = 10_000;
/** Until then caches and just-in-time code have come to rest. */
const settlesAfter = 2000;
const lookEvery = 500;
const mostMoreMb = 8;

interface Look {
  readonly reconnects: number;
  readonly openFiles: number;
  readonly pssMb: number;
}
interface Figures {
  /** Of each run, from its start: a run that was interrupted is followed by another process. */
  readonly runs: readonly (readonly Look[])[];
  readonly answered: number;
}

/**
 * 10,000 times: dial the gateway (brainpool, mutual TLS, SOCKS5), hand over, one call of the EMT answered, closed by it. The
 * smgw process must hold neither files nor memory of them. NETWACHT_SOAK_RECONNECTS sets another number.
 */
export const soak: Soak = {
  async run(result) {
    const total = Number(process.env.NETWACHT_SOAK_RECONNECTS ?? wanted);
    const before = (result.read() as Figures | undefined) ?? { runs: [], answered: 0 };
    let { answered } = before;
    const [ours, theirs] = [makeCertificate('box'), makeCertificate('gateway')];
    const api = await startApi();
    const ask = async (stream: import('node:tls').TLSSocket): Promise<void> => {
      stream.write('GET /cnf?cmd=get_cm_vars HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
      if ((await textOf(stream)).includes('GET /cnf')) answered += 1;
      stream.end();
    };
    const gateway = await startGateway({
      certificate: theirs,
      knows: [ours],
      speak: grantSocks((stream) => void ask(stream).catch(() => stream.destroy())),
    });
    const silent = () => undefined;
    const host = new SmgwHost({
      ...{ socketPath: api.socketPath, clock: systemClock, timers: systemTimers },
      log: { debug: silent, info: silent, warn: silent, error: (facts, message) => console.error(message, facts) },
    });
    host.configure(
      [
        {
          ...{ id: 'soak', scenario: 'HKS3', addressing: 'socks5', identities: [ours], peers: [theirs.certificatePem] },
          endpoint: { host: '127.0.0.1', port: gateway.port },
          destination: { host: 'emt.example', port: 443 },
        },
      ],
      // A dialogue of SOCKS leaves a timer of three steps behind: short ones, so that the figures show leaks only.
      { firstRetryMs: 1, lastRetryMs: 1, stepMs: 1000 },
    );
    const looks: Look[] = [];
    const look = (): void => {
      const pid = host.pid();
      if (pid === undefined) throw new Error('the smgw process ended');
      const openFiles = readdirSync(`/proc/${pid}/fd`).length;
      looks.push({ reconnects: answered, openFiles, pssMb: usageOf(pid).pssMb });
      result.write({ runs: [...before.runs, looks], answered } satisfies Figures);
      console.log(`${answered} reconnects: ${openFiles} files open, ${looks.at(-1)?.pssMb.toFixed(1)} MB`);
    };
    try {
      for (let next = answered; answered < total; next += lookEvery) {
        await until(() => answered >= Math.min(total, next));
        look();
      }
      await pause(1000);
      look();
    } finally {
      await host.stop();
      await gateway.close();
      await api.close();
    }
    return verdict(looks);
  },
};

function verdict(looks: readonly Look[]): boolean {
  const begin = (looks[0]?.reconnects ?? 0) + settlesAfter;
  const settled = looks.find(({ reconnects }) => reconnects >= begin) ?? looks[0];
  const last = looks.at(-1);
  if (settled === undefined || last === undefined) return false;
  const moreMb = last.pssMb - settled.pssMb;
  console.log(
    `from ${settled.reconnects} to ${last.reconnects} reconnects: ${settled.openFiles} to ${last.openFiles} files, ${moreMb.toFixed(1)} MB more`,
  );
  return last.openFiles <= settled.openFiles + 2 && moreMb <= mostMoreMb;
}
