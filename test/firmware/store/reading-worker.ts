// Reads whole snapshots while another thread writes, and counts those that mix two changes.
import { parentPort, workerData } from 'node:worker_threads';
import { openStoreReader } from '../../../firmware/store/reader.ts';

const reader = openStoreReader(String(workerData));
const seen = new Set<number>();
let reads = 0;
let mixed = 0;
// A slow disk may hold one write for longer than hundreds of reads take.
for (; seen.size < 20; reads += 1) {
  const { variables, rulings } = reader.snapshot();
  const values = new Set([...variables.map((v) => v.value), ...rulings.map((r) => r.value)]);
  if (values.size !== 1) mixed += 1;
  for (const value of values) if (value !== undefined) seen.add(value);
}
reader.close();
parentPort?.postMessage({ reads, mixed });
