import assert from 'node:assert/strict';
import type { Bench } from '../harness/bench.ts';
import type { RootShell } from '../harness/root-shell.ts';

/** S21: what somebody finds who has got hold of the program's user. */
export async function noWayToRoot(bench: Bench, shell: RootShell): Promise<void> {
  // RAUC's service is started by the first call.
  const limitMs = 120_000;
  const asProgram = (command: string) =>
    shell.run(`setpriv --reuid netwacht --regid netwacht --init-groups ${command} 2>&1`, limitMs);
  const rauc = 'busctl --timeout=100 call de.pengutronix.rauc / de.pengutronix.rauc.Installer GetSlotStatus';
  assert.match((await shell.run(`${rauc} 2>&1`, limitMs)).text, /rootfs\.0/, 'root is answered by RAUC');
  assert.match((await asProgram(rauc)).text, /Access denied/, 'nobody else is');
  const restart = await asProgram('systemctl restart systemd-networkd.service');
  assert.match(restart.text, /denied|authentication|not permitted/i, 'units are not for the program to restart');
  const inside = await shell.run(
    'nsenter -t "$(systemctl show -p MainPID --value netwacht.service)" -m ' +
      'setpriv --reuid netwacht --regid netwacht --init-groups ls /run/dbus /data/system 2>&1',
  );
  assert.equal((inside.text.match(/Permission denied/g) ?? []).length, 2, inside.text);
  const setId = await shell.must('find / -xdev -type f -perm /6000');
  bench.fact('setuid and setgid programs', setId.trim() === '' ? 'none' : setId.trim());
  assert.equal(setId.trim(), '');
}
