import type { NetworkView, TimeView } from '../../firmware/domain/box.ts';
import type { AboutView, UpdatesView } from '../../firmware/domain/updates.ts';
import type { FakeRoute } from './fake-box.ts';

/** Where the screen stands. */
export const boxHash = '#/settings/box';

export const boxId = 'NTW-0123456789abcdef';

type Answer = readonly [status: number, answer?: unknown];

/** What the sample's image, slots, network and clock are; tests change what they need. */
export class FakeAppliance {
  updates: UpdatesView;
  network: NetworkView;
  time: TimeView;
  about: AboutView;
  /** Bodies of the changes, by route, the last one. */
  readonly put: Record<string, Record<string, unknown>> = {};
  /** What stands in place of the answer of a route. */
  refusals: Record<string, Answer> = {};
  /** The program does not run on the image. */
  elsewhere = false;

  constructor(at: string = new Date().toISOString()) {
    const image = {
      target: 'cm4-arm64',
      version: '0.2.0',
      commit: '0123456789abcdef0123456789abcdef01234567',
      builtAt: '2026-11-20T10:00:00.000Z',
      development: true,
      supportUntil: '2031-12-31',
    };
    this.updates = {
      image,
      running: { slot: 'A', version: '0.2.0', confirmed: true },
      other: { slot: 'B', version: '0.1.0', state: 'good' },
      bundle: null,
      progress: { phase: 'idle', percent: 0, message: '', code: null, since: at },
      release: { until: null },
      sources: ['https://updates.example/netwacht/'],
    };
    this.network = {
      hostname: 'netwacht',
      lan: { mode: 'dhcp' },
      han: { interface: 'eth1', mode: 'linkLocal' },
      state: {
        interfaces: [
          ...[
            { name: 'eth0', mac: 'dc:a6:32:01:02:03', carrier: true, use: 'lan' as const },
            { name: 'eth1', mac: 'dc:a6:32:01:02:04', carrier: false, use: 'han' as const },
          ].map((one, index) => ({ ...one, addresses: index === 0 ? ['192.168.1.50/24', 'fe80::1/64'] : [] })),
        ],
        gateway: '192.168.1.1',
        dns: ['192.168.1.1'],
        trial: null,
        fault: null,
      },
    };
    this.time = { servers: [], synchronised: true, now: at };
    this.about = {
      version: '0.2.0',
      image,
      id: boxId,
      support: { until: '2031-12-31' },
      contact: 'A private security advisory of the Netwacht repository; SECURITY.md says what to expect.',
      advisories: 'The security advisories of the Netwacht repository, and the CHANGELOG of each release.',
      licences: 'Apache-2.0; those of all parts stand in /opt/netwacht/LICENCES.txt.',
    };
  }

  /** A bundle lies on the box. */
  receive(
    changes: string | null = 'Charging starts faster after a power cut.\nThe page speaks of the box itself.',
  ): void {
    this.updates = {
      ...this.updates,
      bundle: {
        version: '0.3.0',
        target: 'cm4-arm64',
        builtAt: '2026-11-27T10:00:00.000Z',
        changes,
        sizeBytes: 118_400_000,
        sha256: '0123456789abcdef'.repeat(4),
        receivedAt: this.updates.progress.since,
        by: 'admin',
      },
      progress: { ...this.updates.progress, phase: 'idle', code: null, message: '' },
    };
  }

  /** The box is at this point of an update. */
  work(phase: UpdatesView['progress']['phase'], percent = 0, code: string | null = null, message = ''): void {
    this.updates = { ...this.updates, progress: { ...this.updates.progress, phase, percent, code, message } };
  }

  routes(): Readonly<Record<string, FakeRoute>> {
    const accepted: Answer = [202, { ok: true }];
    const onImage: Record<string, (body: Record<string, unknown>) => Answer> = {
      'GET /api/v1/updates': () => [200, this.updates],
      'POST /api/v1/updates': () => {
        this.receive();
        return [201, this.updates];
      },
      'DELETE /api/v1/updates': () => {
        this.updates = { ...this.updates, bundle: null };
        this.work('idle');
        return [200, this.updates];
      },
      'PUT /api/v1/updates/sources': (body) => {
        this.updates = { ...this.updates, sources: body.sources as string[] };
        return [200, this.updates];
      },
      'POST /api/v1/updates/install': () => {
        this.work('installing', 12);
        return accepted;
      },
      'POST /api/v1/updates/rollback': () => {
        this.work('restarting', 100);
        return accepted;
      },
      'POST /api/v1/updates/release': () => {
        this.updates = { ...this.updates, release: { until: new Date(Date.now() + 86_400_000).toISOString() } };
        return [200, this.updates];
      },
      'GET /api/v1/network': () => [200, this.network],
      'PUT /api/v1/network': (body) => {
        const until = new Date(Date.now() + 120_000).toISOString();
        this.network = { ...(body as unknown as NetworkView), state: { ...this.network.state, trial: { until } } };
        return [200, this.network];
      },
      'POST /api/v1/network/confirm': () => {
        this.network = { ...this.network, state: { ...this.network.state, trial: null } };
        return [200, this.network];
      },
      'GET /api/v1/time': () => [200, this.time],
      'PUT /api/v1/time': (body) => {
        this.time = { ...this.time, servers: body.servers as string[] };
        return [200, this.time];
      },
      'POST /api/v1/reboot': () => accepted,
    };
    const anywhere: Record<string, (body: Record<string, unknown>) => Answer> = {
      'GET /api/v1/about': () => [200, this.elsewhere ? { ...this.about, image: null } : this.about],
      'POST /api/v1/reset': ({ confirm }) =>
        confirm === boxId
          ? accepted
          : [400, { error: 'badConfirm', message: `To erase everything on this box give its id`, path: 'confirm' }],
    };
    const notOnImage: Answer = [501, { error: 'notOnImage', message: 'This program does not run on the image.' }];
    return Object.fromEntries(
      Object.entries({ ...onImage, ...anywhere }).map(([route, answer]) => [
        route,
        (body: Record<string, unknown>) => {
          if (!route.startsWith('GET')) this.put[route] = body;
          if (this.elsewhere && Object.hasOwn(onImage, route)) return notOnImage;
          return this.refusals[route] ?? answer(body);
        },
      ]),
    );
  }
}
