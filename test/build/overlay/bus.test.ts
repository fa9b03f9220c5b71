import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const overlay = 'build/overlay/usr';

describe('the bus of the image', () => {
  it('S21 lets nobody but root speak to RAUC, which would install older versions and mark slots for anybody', () => {
    const policy = readFileSync(`${overlay}/share/dbus-1/system.d/de.pengutronix.rauc.conf`, 'utf8');
    const rules = [...policy.matchAll(/<policy ([^>]+)>|<(allow|deny) ([^>]+)\/>/g)].map(
      ([, who, what, of]) => who ?? `${what} ${of}`,
    );
    assert.deepEqual(rules, [
      'context="default"',
      'deny send_destination="de.pengutronix.rauc"',
      'user="root"',
      'allow own="de.pengutronix.rauc"',
      'allow send_destination="de.pengutronix.rauc"',
    ]);
  });

  it('S21 is out of reach for the program', () => {
    const unit = readFileSync(`${overlay}/lib/systemd/system/netwacht.service`, 'utf8');
    assert.match(unit, /^InaccessiblePaths=.*-\/run\/dbus\b/m);
  });
});
