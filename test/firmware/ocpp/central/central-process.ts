// A central system in a process of its own, to be killed: DIR [IDENTITY]. Tells its port; what is told of transactions goes into
// DIR/told as it is told.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../../firmware/domain/clock.ts';
import { openStore } from '../../../../firmware/store/store.ts';
import { ocppDevice, runCentral } from './running-central.ts';

const [dir = '', identity = 'CP'] = process.argv.slice(2);
const store = openStore({ dir, clock: systemClock });
const { central, endpoint } = await runCentral([ocppDevice('E1', identity)], store.chargeBoxes);
central.session('E1')?.onEvent((event) => {
  if (event.kind !== 'begin' && event.kind !== 'end') return;
  const { kind, localTx, meterWh } = event;
  appendFileSync(join(dir, 'told'), `${JSON.stringify({ kind, localTx, meterWh })}\n`);
});
process.send?.({ endpoint });
