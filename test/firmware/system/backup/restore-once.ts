// A start of the box as far as the restore goes: `node restore-once.ts DIR N` kills itself without any warning at its Nth step.
import { systemClock } from '../../../../firmware/domain/clock.ts';
import { finishRestore } from '../../../../firmware/store/backup/staged.ts';
import { openStore } from '../../../../firmware/store/store.ts';

const [dir = '', at = '0'] = process.argv.slice(2);
const store = openStore({ dir, clock: systemClock });
let steps = 0;
await finishRestore(dir, store, () => {
  steps += 1;
  if (steps === Number(at)) process.kill(process.pid, 'SIGKILL');
});
store.close();
