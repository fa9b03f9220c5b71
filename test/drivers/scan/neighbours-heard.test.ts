import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { canUseNamespaces, Namespace } from '../../build/overlay/namespaces.ts';

const module = resolve('drivers/scan/neighbours.ts');
const mdns = resolve('node_modules/multicast-dns/index.js');

/** What the box hears of its neighbours, while another part of it has its ears open everywhere. */
const listens = `
  const makeMdns = (await import('${mdns}')).default;
  const ears = ['10.9.0.1', '10.8.0.1'].map((at) => makeMdns({ interface: at, bind: '0.0.0.0' }));
  await Promise.all(ears.map((ear) => new Promise((done) => ear.once('ready', done))));
  const { neighbours } = await import('${module}');
  const { networkInterfaces } = await import('node:os');
  const heard = await neighbours({ interfaces: networkInterfaces(), hanInterfaces: ['han0'], listenMs: 1500,
    signal: new AbortController().signal });
  for (const ear of ears) ear.destroy();
  console.log(JSON.stringify(heard));`;

/** A meter that says what it offers: to all (RFC 6762 6), to who asks alone, or again and again unasked. */
const meter = (name: string, address: string, to: 'all' | 'asker' | 'unasked') => `
  const makeMdns = (await import('${mdns}')).default;
  const one = makeMdns({ interface: '${address}', bind: '0.0.0.0' });
  const service = '_http._tcp.local';
  const instance = '${name}.' + service;
  const say = (to) => one.respond({
    answers: [{ name: service, type: 'PTR', data: instance }],
    additionals: [
      { name: instance, type: 'SRV', data: { target: '${name}.local', port: 80 } },
      { name: '${name}.local', type: 'A', data: '${address}' },
    ],
  }, to);
  if (${to === 'unasked'}) setInterval(say, 200);
  one.on('query', ({ questions }, from) => {
    if (questions.some((q) => q.name === service)) say(${to === 'asker' ? 'from' : ''});
  });
  one.on('ready', () => console.log('ready'));`;

describe('what is said on the network', () => {
  const spaces: Namespace[] = [];
  const space = (name: string): Namespace => {
    const made = new Namespace(name);
    spaces.push(made);
    return made;
  };
  let own: Namespace;
  before(function () {
    if (!canUseNamespaces()) {
      console.log('skipped: no network namespaces can be made here');
      this.skip();
    }
    own = space('nb-box');
  });
  after(() => {
    for (const one of spaces) one.remove();
  });

  it('is heard where it is said to all, as responders do, and to us alone; not what is said towards a gateway', async () => {
    const [lan, second, han] = [space('nb-lan'), space('nb-two'), space('nb-han')];
    own.plug('lan0', ['10.9.0.1/24'], lan, 'eth0', ['10.9.0.2/24']);
    own.plug('lan1', ['10.7.0.1/24'], second, 'eth0', ['10.7.0.2/24']);
    own.plug('han0', ['10.8.0.1/24'], han, 'eth0', ['10.8.0.2/24']);
    await lan.node(meter('Meter', '10.9.0.2', 'all'));
    await second.node(meter('Other', '10.7.0.2', 'asker'));
    await han.node(meter('Gateway', '10.8.0.2', 'unasked'));
    const heard = (await own.ask(listens)) as readonly { readonly name: string }[];
    assert.deepEqual(
      heard.toSorted((a, b) => a.name.localeCompare(b.name)),
      [
        { name: 'Meter', service: '_http._tcp', address: '10.9.0.2:80' },
        { name: 'Other', service: '_http._tcp', address: '10.7.0.2:80' },
      ],
    );
  });
});
