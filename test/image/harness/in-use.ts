import assert from 'node:assert/strict';
import type { Bench } from './bench.ts';
import { type Box, boot } from './box.ts';
import { ownedDisk } from './owned-disk.ts';

const variables = { AVAIL: 37, kept: 4711 };

/** A box with an owner and a site that runs, with two variables of its own. */
export async function boxInUse(bench: Bench): Promise<Box & { readonly atMs: number }> {
  const { disk } = await ownedDisk(bench);
  const box = await boot(bench, { disk });
  for (const [name, value] of Object.entries(variables))
    assert.equal((await box.client.setVariable(name, value)).status, 200);
  return box;
}

/** Everything that belongs to its owner is as `boxInUse` left it, and the password is still the only one (S18). */
export async function nothingIsLost({ client }: Box): Promise<void> {
  const now = await client.variables();
  assert.deepEqual({ AVAIL: now.AVAIL, kept: now.kept }, variables, 'the variables are as they were');
  const site = (await client.must('GET', '/api/v1/site')).json as { devices: unknown[] };
  assert.ok(site.devices.length > 3, 'the site document is there');
  const setup = (await client.ask('/api/v1/setup')).json as { claimed: boolean };
  assert.equal(setup.claimed, true, 'the box has its owner still');
  for (const guess of ['', 'admin', '1234abcd', 'netwacht', 'password']) {
    const headers = { authorization: `Basic ${btoa(`admin:${guess}`)}` };
    const { status } = await client.ask('/api/v1/state', { headers });
    assert.ok(status === 401 || status === 429, `the password "${guess}" must not open: ${status}`);
  }
  const verified = (await client.must('GET', '/api/v1/grid/log/verify')).json as { ok: boolean };
  assert.equal(verified.ok, true, 'the proof log verifies');
}
