import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { canUseNamespaces, Namespace } from '../../../build/overlay/namespaces.ts';

const announcer = resolve('firmware/system/mdns/announcer.ts');
const mdns = resolve('node_modules/multicast-dns/index.js');
const name = 'netwacht-0123456789abcdef.local';

/** Says `ready`, then announces until it is told to end by SIGTERM. */
const box = (extra = '') => `
  const { Announcer } = await import('${announcer}');
  const { networkInterfaces } = await import('node:os');
  const one = new Announcer({ said: { id: 'NTW-0123456789abcdef', version: '1.2.3', port: 80 },
    interfaces: networkInterfaces, hanInterfaces: () => ['han0'], onName: () => {},
    log: { info() {}, warn() {} } });
  setInterval(() => {}, 1000);
  one.start(); ${extra}
  console.log('ready');`;

/** Asks until there is an answer, or for \`ms\`; prints what was heard. */
const client = (from: string, question: string, type: string, ms: number) => `
  const makeMdns = (await import('${mdns}')).default;
  const one = makeMdns({ interface: '${from}', bind: '0.0.0.0' });
  const heard = [];
  const ask = setInterval(() => one.query([{ name: '${question}', type: '${type}' }]), 200);
  const end = () => { clearInterval(ask); one.destroy(); console.log(JSON.stringify(heard)); };
  const last = setTimeout(end, ${ms});
  one.on('response', ({ answers, additionals }, { address }) => {
    heard.push(...[...answers, ...additionals].map((r) => ({ name: r.name, type: r.type, ttl: r.ttl, from: address,
      data: Array.isArray(r.data) ? r.data.map(String) : r.data })));
    if (heard.some((r) => r.name === '${question}')) { clearTimeout(last); end(); }
  });`;

interface Heard {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly from: string;
  readonly data: unknown;
}

describe('the box on the network', () => {
  const spaces: Namespace[] = [];
  let own: Namespace;
  let lan: Namespace;
  let han: Namespace;
  before(function () {
    if (!canUseNamespaces()) {
      console.log('skipped: no network namespaces can be made here');
      this.skip();
    }
    own = new Namespace('mdns-box');
    lan = new Namespace('mdns-lan');
    han = new Namespace('mdns-han');
    spaces.push(own, lan, han);
    own.plug('lan0', ['10.9.0.1/24'], lan, 'eth0', ['10.9.0.2/24']);
    own.plug('han0', ['10.8.0.1/24'], han, 'eth0', ['10.8.0.2/24']);
  });
  after(() => {
    for (const space of spaces) space.remove();
  });

  const ask = async (space: Namespace, from: string, question: string, type: string, ms = 8000) =>
    (await space.ask(client(from, question, type, ms))) as readonly Heard[];

  it('is found by its name and its services on the LAN, and by nobody on the side of the gateway', async () => {
    await own.node(box());
    const byName = await ask(lan, '10.9.0.2', name, 'A');
    assert.deepEqual([byName[0]?.data, byName[0]?.from], ['10.9.0.1', '10.9.0.1']);
    const found = await ask(lan, '10.9.0.2', '_netwacht._tcp.local', 'PTR');
    const text = found.find(({ type }) => type === 'TXT');
    assert.deepEqual(text?.data, ['txtvers=1', 'id=NTW-0123456789abcdef', 'version=1.2.3', 'path=/']);
    assert.ok(found.some(({ type, data }) => type === 'SRV' && (data as { target: string }).target === name));
    assert.deepEqual(await ask(han, '10.8.0.2', name, 'A', 2500), []);
  });

  it('takes another name where somebody has its own', async () => {
    const other = new Namespace('mdns-two');
    spaces.push(other);
    other.plug('lan0', ['10.7.0.1/24'], lan, 'eth1', ['10.7.0.2/24']);
    await lan.node(`
      const makeMdns = (await import('${mdns}')).default;
      const one = makeMdns({ interface: '10.7.0.2', bind: '0.0.0.0' });
      one.on('query', ({ questions }) => questions.some((q) => q.name === '${name}')
        && one.respond([{ name: '${name}', type: 'A', ttl: 120, data: '10.7.0.2' }]));
      one.on('ready', () => console.log('ready'));`);
    await other.node(box());
    const second = name.replace('.local', '-2.local');
    assert.equal((await ask(lan, '10.7.0.2', second, 'A')).find((one) => one.name === second)?.data, '10.7.0.1');
  });

  it('says goodbye', async () => {
    const two = new Namespace('mdns-bye');
    spaces.push(two);
    two.plug('lan0', ['10.6.0.1/24'], lan, 'eth2', ['10.6.0.2/24']);
    const heard = lan.ask(`
      const makeMdns = (await import('${mdns}')).default;
      const one = makeMdns({ interface: '10.6.0.2', bind: '0.0.0.0' });
      const last = setTimeout(() => { one.destroy(); console.log('null'); }, 8000);
      one.on('response', ({ answers }, { address }) => {
        if (address !== '10.6.0.1' || answers.some((r) => r.ttl !== 0)) return;
        clearTimeout(last); one.destroy(); console.log(JSON.stringify(answers.map((r) => r.name)));
      });`);
    await two.node(box('setTimeout(() => one.close(), 2500);'));
    assert.ok(((await heard) as string[] | null)?.includes(name));
  });
});
