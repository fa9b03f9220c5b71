import type { BoxPort } from '../../../firmware/api/box-port.ts';
import type { NetworkView } from '../../../firmware/domain/box.ts';
import { NetworkDesk } from '../../../firmware/system/network-desk.ts';
import { TimeDesk } from '../../../firmware/system/time-desk.ts';
import type { IncomingBounds } from '../../../firmware/system/updates/incoming.ts';
import { DeskFixture } from '../system/updates/desk-fixture.ts';

export const network: NetworkView = {
  ...{ lan: { mode: 'dhcp' }, han: { interface: 'eth1', mode: 'linkLocal' }, hostname: 'netwacht' },
  state: { interfaces: [], gateway: '192.168.1.1', dns: [], trial: null, fault: null },
};
const time = { servers: [], synchronised: true, now: '2026-01-01T00:00:00.000Z' };

/** The desks of the box on a folder of their own; the root service behind them is the test's. */
export class TestAppliance {
  readonly desks: DeskFixture;
  readonly port: BoxPort;

  private constructor(bounds: Partial<IncomingBounds>) {
    const desks = new DeskFixture(bounds);
    const { root } = desks;
    const audit = (who: string, what: string) => void desks.audit.push(`${who}: ${what}`);
    root.answers.set('network', { network });
    root.answers.set('confirm', { network });
    root.answers.set('time', { time });
    this.desks = desks;
    this.port = {
      get updates() {
        return desks.desk;
      },
      network: new NetworkDesk({ root, audit, onView: () => undefined }),
      time: new TimeDesk({ root, audit }),
      async reboot({ name }) {
        await root.ask({ verb: 'reboot' });
        audit(name, 'restart');
      },
    };
  }

  static async open(bounds: Partial<IncomingBounds> = {}): Promise<TestAppliance> {
    const appliance = new TestAppliance(bounds);
    await appliance.desks.desk.start();
    return appliance;
  }

  close(): void {
    this.desks.close();
  }
}
