import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asAdmin, Box } from '../box.ts';

const flat = (count: number) => JSON.stringify(Object.fromEntries([...Array(count).keys()].map((n) => [`x${n}`, n])));
const listed = (count: number) =>
  JSON.stringify({ vars: [...Array(count).keys()].map((n) => ({ name: `x${n}`, expr: n })) });

/** What is refused, with which status and code: [what, query, body, status, code]. */
const refusals: readonly [string, string, string | undefined, number, string][] = [
  ['a name with a space', 'cmd=set_cm_vars&name=a%20b&val=1', undefined, 400, 'badName'],
  ['a name of 33 characters', `cmd=set_cm_vars&name=${'a'.repeat(33)}&val=1`, undefined, 400, 'badName'],
  ['an empty name', 'cmd=set_cm_vars&name=&val=1', undefined, 400, 'badName'],
  ['a name that starts with a digit', 'cmd=set_cm_vars&name=1a&val=1', undefined, 400, 'badName'],
  ['a built-in name', 'cmd=set_cm_vars&name=_dt&val=1', undefined, 400, 'badName'],
  ['a function name', 'cmd=set_cm_vars&name=MIN&val=1', undefined, 400, 'badName'],
  ['a device name', 'cmd=set_cm_vars&name=M1&val=1', undefined, 400, 'badName'],
  ['__proto__ as a name', 'cmd=set_cm_vars&name=__proto__&val=1', undefined, 400, 'badName'],
  ['no name', 'cmd=set_cm_vars&val=1', undefined, 400, 'badName'],
  ['no value', 'cmd=set_cm_vars&name=a', undefined, 400, 'badNumber'],
  ['nothing to set', 'cmd=set_cm_vars', undefined, 400, 'badName'],
  ['an empty value', 'cmd=set_cm_vars&name=a&val=', undefined, 400, 'badNumber'],
  ['the value abc', 'cmd=set_cm_vars&name=a&val=abc', undefined, 400, 'badNumber'],
  ['the value NaN', 'cmd=set_cm_vars&name=a&val=NaN', undefined, 400, 'badNumber'],
  ['the value Infinity', 'cmd=set_cm_vars&name=a&val=Infinity', undefined, 400, 'badNumber'],
  ['the value 1e999', 'cmd=set_cm_vars&name=a&val=1e999', undefined, 400, 'badNumber'],
  ['the value 0x10', 'cmd=set_cm_vars&name=a&val=0x10', undefined, 400, 'badNumber'],
  ['a value with a space', 'cmd=set_cm_vars&name=a&val=1%20', undefined, 400, 'badNumber'],
  ['a decimal comma', 'cmd=set_cm_vars&name=a&val=1,5', undefined, 400, 'badNumber'],
  ['the value +1', 'cmd=set_cm_vars&name=a&val=%2B1', undefined, 400, 'badNumber'],
  ['name twice', 'cmd=set_cm_vars&name=a&name=b&val=1', undefined, 400, 'repeated'],
  ['val twice', 'cmd=set_cm_vars&name=a&val=1&val=2', undefined, 400, 'repeated'],
  ['cmd twice', 'cmd=get_cm_vars&cmd=set_cm_vars&name=a&val=1', undefined, 400, 'repeated'],
  ['clear that is no flag', 'cmd=set_cm_vars&name=a&val=1&clear=yes', undefined, 400, 'badFlag'],
  ['an unknown command', 'cmd=format_disk', undefined, 400, 'unknownCommand'],
  ['constructor as a command', 'cmd=constructor', undefined, 400, 'unknownCommand'],
  ['a command in capitals', 'cmd=SET_CM_VARS&name=a&val=1', undefined, 400, 'unknownCommand'],
  ['no command', 'name=a&val=1', undefined, 400, 'unknownCommand'],
  ['an empty query', '', undefined, 400, 'unknownCommand'],
  ['broken JSON', 'cmd=set_cm_vars', '{"a":1', 400, 'badJson'],
  ['JSON with a trailing comma', 'cmd=set_cm_vars', '{"a":1,}', 400, 'badJson'],
  ['an empty body', 'cmd=set_cm_vars', '', 400, 'badJson'],
  ['a JSON number as a body', 'cmd=set_cm_vars', '5', 400, 'badJson'],
  ['a JSON list as a body', 'cmd=set_cm_vars', '[{"name":"a","expr":1}]', 400, 'badJson'],
  ['null as a body', 'cmd=set_cm_vars', 'null', 400, 'badJson'],
  ['a bad name in a body', 'cmd=set_cm_vars', '{"good":1,"not good":2}', 400, 'badName'],
  ['__proto__ in a body', 'cmd=set_cm_vars', '{"__proto__":{"polluted":1}}', 400, 'badName'],
  ['__proto__ in vars', 'cmd=set_cm_vars', '{"vars":[{"name":"a","__proto__":{"expr":1}}]}', 400, 'unknownKey'],
  ['1e999 in a body', 'cmd=set_cm_vars', '{"good":1,"a":1e999}', 400, 'badNumber'],
  ['a hexadecimal number in a body', 'cmd=set_cm_vars', '{"a":0x10}', 400, 'badJson'],
  ['NaN in a body', 'cmd=set_cm_vars', '{"a":NaN}', 400, 'badJson'],
  ['"abc" in a flat body', 'cmd=set_cm_vars', '{"a":"abc"}', 400, 'badNumber'],
  ['null in a flat body', 'cmd=set_cm_vars', '{"good":1,"a":null}', 400, 'badNumber'],
  ['true in a flat body', 'cmd=set_cm_vars', '{"a":true}', 400, 'badNumber'],
  ['an object as a value', 'cmd=set_cm_vars', '{"a":{"b":1}}', 400, 'badNumber'],
  ['a name twice in other case', 'cmd=set_cm_vars', '{"avail":1,"AVAIL":2}', 400, 'badName'],
  ['a name twice in the same case', 'cmd=set_cm_vars', '{"AVAIL":1,"AVAIL":2}', 400, 'badJson'],
  ['a name twice, once escaped', 'cmd=set_cm_vars', '{"A":1,"\\u0041":2}', 400, 'badJson'],
  ['a name twice in vars', 'cmd=set_cm_vars', '{"vars":[{"name":"a","expr":1},{"name":"A","expr":2}]}', 400, 'badName'],
  ['an entry of vars without a name', 'cmd=set_cm_vars', '{"vars":[{"expr":1}]}', 400, 'badName'],
  ['an entry of vars without expr', 'cmd=set_cm_vars', '{"vars":[{"name":"a"}]}', 400, 'badNumber'],
  ['an unknown key in vars', 'cmd=set_cm_vars', '{"vars":[{"name":"a","expr":1,"x":1}]}', 400, 'unknownKey'],
  ['a key beside vars', 'cmd=set_cm_vars', '{"vars":[],"a":1}', 400, 'unknownKey'],
  ['an empty formula', 'cmd=set_cm_vars', '{"vars":[{"name":"a","expr":" "}]}', 400, 'badFormula'],
  ['a formula that is none', 'cmd=set_cm_vars', '{"vars":[{"name":"a","expr":"1;2"}]}', 400, 'badFormula'],
  ['257 variables', 'cmd=set_cm_vars', flat(257), 400, 'tooMany'],
  ['257 entries of vars', 'cmd=set_cm_vars', listed(257), 400, 'tooMany'],
  ['a body over 64 KiB', 'cmd=set_cm_vars', JSON.stringify({ a: 'x'.repeat(64 * 1024) }), 413, 'tooLarge'],
  ['a body of 1 MiB', 'cmd=set_cm_vars', ' '.repeat(1024 * 1024), 413, 'tooLarge'],
  ['nesting without an end', 'cmd=set_cm_vars', '['.repeat(60_000), 400, 'badJson'],
  ['deep nesting', 'cmd=set_cm_vars', `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 400, 'badNumber'],
];

describe('bad input on /cnf', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
    await box.ask('/cnf?cmd=set_cm_vars', { body: '{"AVAIL":100,"PWR":70}', headers: asAdmin });
  });
  after(() => box.close());
  afterEach(() => {
    assert.deepEqual(box.variables.values(), { AVAIL: 100, PWR: 70 });
    assert.equal(box.variables.changes.length, 1);
    assert.deepEqual(Object.keys(Object.prototype), []);
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  });

  for (const [what, query, body, status, code] of refusals)
    it(`refuses ${what} with ${status} ${code} and changes nothing`, async () => {
      const reply = await box.ask(`/cnf?${query}`, { headers: asAdmin, ...(body === undefined ? {} : { body }) });
      assert.equal(reply.status, status, reply.text);
      assert.match(String(reply.json), new RegExp(`^${code}: \\S.*\\S`));
      assert.equal(typeof reply.json, 'string');
    });

  it('refuses a compressed body, however small', async () => {
    const headers = { ...asAdmin, 'content-encoding': 'gzip' };
    const reply = await box.ask('/cnf?cmd=set_cm_vars', { body: Buffer.from([31, 139, 8]), headers });
    assert.equal(reply.status, 400);
    assert.match(String(reply.json), /^badEncoding: /);
  });

  it('takes exactly 256 variables and exactly 64 KiB', async () => {
    const own = await Box.open();
    const full = flat(256).padEnd(64 * 1024, ' ');
    assert.equal((await own.ask('/cnf?cmd=set_cm_vars', { body: full, headers: asAdmin })).status, 200);
    assert.equal(own.variables.kept.size, 256);
    const more = await own.ask('/cnf?cmd=set_cm_vars&name=another&val=1', { headers: asAdmin });
    assert.equal(more.status, 400);
    assert.match(String(more.json), /^tooMany: /);
    await own.close();
  });
});

describe('S10 any input on /cnf', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());

  const word = fc.oneof(
    fc.constantFrom('a', 'AVAIL', 'avail', '__proto__', 'constructor', 'toString', 'vars', 'name', 'expr', '', 'M1'),
    fc.string({ maxLength: 40, unit: 'binary' }),
  );
  const scalar = fc.oneof(fc.double(), fc.string({ maxLength: 12 }), fc.constantFrom('1', '1e999', 'NaN', '-.5'));
  const parameter = fc.tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('name', 'val', 'clear', 'tmp', 'cmd') },
      { weight: 1, arbitrary: word },
    ),
    fc.oneof(word, scalar.map(String), fc.constantFrom('0', '1', 'set_cm_vars')),
  );

  /** Whatever comes in: an answer of the contract, and a change only with 200. */
  async function holds(query: string, body?: string): Promise<void> {
    const before = box.variables.changes.length;
    const wanted = { headers: asAdmin, ...(body === undefined ? {} : { body }) };
    const reply = await box.ask(`/cnf?${query}`, wanted);
    assert.ok([200, 400, 413].includes(reply.status), `${reply.status} for ${query} ${body ?? ''}`);
    assert.equal(box.variables.changes.length - before, reply.status === 200 && reply.text === '{"ok":true}' ? 1 : 0);
    if (reply.status !== 200) assert.equal(typeof reply.json, 'string');
    for (const { value } of box.variables.list()) assert.ok(value === null || Number.isFinite(value));
    for (const { name } of box.variables.list()) assert.match(name, /^[A-Za-z][A-Za-z0-9_]{0,31}$/);
    assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), prototypeNames);
  }
  const prototypeNames = Object.getOwnPropertyNames(Object.prototype);

  it('in a query gives 200 or a refusal that changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(parameter, { maxLength: 6 }), (parameters) =>
        holds(`cmd=set_cm_vars&${new URLSearchParams(parameters)}`),
      ),
      { numRuns: 500 },
    );
  });

  it('in a raw query gives 200 or a refusal that changes nothing', async () => {
    const raw = fc.string({ maxLength: 60 }).map((text) => text.replace(/[^\x21-\x7e]/g, '%'));
    await fc.assert(
      fc.asyncProperty(raw, (query) => holds(query)),
      { numRuns: 300 },
    );
  });

  it('in a JSON body gives 200 or a refusal that changes nothing', async () => {
    const entry = fc.dictionary(fc.constantFrom('name', 'expr', 'x'), fc.oneof(word, scalar, fc.jsonValue()));
    const bodies = fc.oneof(
      fc.dictionary(word, fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 1, arbitrary: fc.jsonValue() })),
      fc.array(entry, { maxLength: 4 }).map((vars) => ({ vars })),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(bodies, (body) => holds('cmd=set_cm_vars', JSON.stringify(body))),
      { numRuns: 500 },
    );
  });

  it('in a body of any bytes gives a refusal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 80, unit: 'binary' }), (body) => holds('cmd=set_cm_vars', body)),
      { numRuns: 200 },
    );
  });

  it('never fails inside', () => assert.deepEqual(box.log.errors(), []));
});
