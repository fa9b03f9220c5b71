import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const keptSchema = z.strictObject({ scenario: z.string(), ports: z.record(z.string(), z.number().int()) });
type Kept = z.infer<typeof keptSchema>;

const fileIn = (dataDir: string): string => join(dataDir, 'simulated-site.json');

/** Ports of the last run on this folder: with the same ones the site document stays as it is. */
export function keptPorts(dataDir: string, scenario: string): Kept['ports'] {
  let text: string;
  try {
    text = readFileSync(fileIn(dataDir), 'utf8');
  } catch {
    // The first run on this folder.
    return {};
  }
  const kept = keptSchema.safeParse(JSON.parse(text));
  return kept.success && kept.data.scenario === scenario ? kept.data.ports : {};
}

/** Remembers them for the next run. */
export function keepPorts(dataDir: string, kept: Kept): void {
  writeFileSync(fileIn(dataDir), `${JSON.stringify(kept)}\n`);
}
