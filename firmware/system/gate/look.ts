import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { z } from 'zod';
import type { Look } from './judgement.ts';

export interface LookParts {
  /** Port of plain HTTP. */
  readonly port: number;
  /** `health.json` of the program. */
  readonly file: string;
  /** What systemd-networkd writes while it runs. */
  readonly network: string;
  readonly nowMs: () => number;
}

const said = z.object({ cycle: z.number().int().min(0), api: z.boolean(), store: z.boolean() });
const patienceMs = 5_000;
/** The answer is some 40 bytes. */
const maxBytes = 4_096;

/** Looks at the program from outside, as a client and as a reader of its file. Never rejects. */
export async function lookAt({ port, file, network, nowMs }: LookParts): Promise<Look> {
  const answers = await asksSetup(port);
  let health: Look['health'];
  try {
    health = said.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Not written yet, or gone with the program.
  }
  return { atMs: nowMs(), answers, network: existsSync(network), health };
}

/** 200, or what a box says whose owner closed plain HTTP (decision 027). */
function asksSetup(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/api/v1/setup', agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
        if (body.length > maxBytes) request.destroy();
      });
      response.on('close', () => {
        const closed = response.statusCode === 403 && body.includes('httpsRequired');
        resolve(response.complete && (response.statusCode === 200 || closed));
      });
    });
    const timer = setTimeout(() => request.destroy(), patienceMs);
    request.on('error', () => resolve(false));
    request.on('close', () => clearTimeout(timer));
  });
}
