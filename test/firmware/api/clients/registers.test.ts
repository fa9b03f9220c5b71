import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

/** Clients that read and write registers over HTTP (original-clients §1): the HA fork, ioBroker, Solaranzeige. */
describe('clients that use registers over HTTP', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
    box.site.document = {
      ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 35 }] },
      devices: [
        { id: 'E1', definition: 'a-box', address: '10.0.0.1:502' },
        { id: 'M1', definition: 'a-meter', address: '10.0.0.2:502', role: 'grid' },
        { id: 'M2', definition: 'a-meter', address: '10.0.0.3:502', role: 'display', enabled: false },
      ],
    };
    box.site.version += 1;
    box.original.imported.E1 = 571_766;
    const { state } = box.state;
    assert.ok(state !== undefined);
    box.state.state = {
      ...state,
      meters: [
        {
          ...{ id: 'M1', name: 'Grid', role: 'grid', currentA: [1.5, 2, 3], voltageV: [230, 231, 229], ageS: 1 },
          ...{ powerW: [-345, 0, 0] },
        },
      ],
    };
  });
  after(() => box.close());
  beforeEach(() => {
    box.orders.asked.length = 0;
    box.orders.now = {};
  });

  const get = (query: string) => box.ask(`/cnf?${query}`, { headers: asAdmin });
  const orders = () => box.orders.asked.map((asked) => asked.slice(0, -1));

  it('the HA fork: phases by register 8044 of meter1, one number as the answer', async () => {
    assert.equal((await get('cmd=modbus&device=meter1&read=8044')).text, '7');
    const one = await get('cmd=modbus&device=meter1&write=8044&value=1');
    assert.deepEqual([one.status, one.json], [200, 'ok']);
    await get('cmd=modbus&device=meter1&write=8044&value=7');
    const said = box.auditTrail.entries.filter(({ who, what }) => who === 'admin' && /8044=[17]/.test(what));
    assert.equal(said.length, 2);
    assert.deepEqual(orders(), [
      ['phases', 'E1', 1],
      ['phases', 'E1', 3],
    ]);
  });

  it('ioBroker: one phase or three by 8087 of evse', async () => {
    for (const value of [1, 0])
      assert.equal((await get(`cmd=modbus&device=evse&write=8087&value=${value}`)).status, 200);
    assert.deepEqual(orders(), [
      ['phases', 'E1', 1],
      ['phases', 'E1', 3],
    ]);
  });

  it('Solaranzeige: everything, by a query that is percent-encoded as a whole', async () => {
    const { status, json } = await get('cmd%3Dmodbus%26device%3Devse%26read%3Dall');
    assert.equal(status, 200);
    const read = json as Record<string, unknown>;
    assert.deepEqual(
      ['8092', '8093', '8094', '8095', '8096s', '8058q'].map((name) => read[name]),
      [2, 160, 1, 160, '', 571_766],
    );
    const meter = (await get('cmd%3Dmodbus%26device%3Dmeter1%26read%3Dall')).json as Record<string, unknown>;
    for (const name of ['8045', '8046', '8047', '8064d', '8066d', '8068d']) assert.equal(typeof meter[name], 'number');
  });

  it('Solaranzeige: start, stop and limit by repeated parameters', async () => {
    assert.equal((await get('cmd=modbus&device=evse&write=8094&value=0')).status, 200);
    box.orders.now = { E1: { off: true, rulesOff: false } };
    assert.equal((await get('cmd=modbus&device=evse&read=8094')).json, 0);
    assert.equal((await get('cmd=modbus&device=evse&write=8092&value=2&write=8094&value=1')).status, 200);
    box.orders.now = {};
    assert.equal((await get('cmd=modbus&device=evse&write=8093&value=80')).status, 200);
    assert.deepEqual(orders(), [
      ['override', 'E1', { limitA: 0, rulesOff: false }],
      ['endOverride', 'E1'],
      ['override', 'E1', { limitA: 8, rulesOff: false }],
    ]);
  });

  it('read a meter of the site by its id, exported power as a negative number', async () => {
    assert.equal((await get('cmd=modbus&device=M1&read=8062d')).json, -345);
    assert.deepEqual((await get('cmd=modbus&device=m1&read=8045&count=3')).json, [230, 231, 229]);
  });

  it('are refused what no order says, with a reason, and nothing of it happens', async () => {
    const refused: readonly (readonly [string, number])[] = [
      ['device=evse&write=8094&value=0&write=8086&value=5', 403],
      ['device=M1&write=8044&value=1', 403],
      ['device=evse&write=8093&value=10', 400],
      ['device=evse&read=40098', 400],
      ['device=evse', 400],
      ['read=8044', 400],
      ['device=meter2&read=8044', 404],
      ['device=M9&read=8044', 404],
      ['device=M2&read=8044', 404],
    ];
    for (const [query, status] of refused) {
      const reply = await get(`cmd=modbus&${query}`);
      assert.equal(reply.status, status, query);
      assert.equal(typeof reply.json, 'string');
    }
    assert.equal((await get('cmd=modbus_set&addr=10.0.0.1:502&reg=1&val=1')).status, 403);
    assert.deepEqual(box.rawRegisters.asked, []);
    assert.deepEqual(orders(), []);
  });

  it('read registers of a device of the site as they are, and of no other', async () => {
    assert.equal((await get('cmd=modbus_get&addr=10.0.0.2:502&func=4&reg=0x10&type=d')).json, 0x10_0011);
    assert.deepEqual((await get('cmd=modbus_get&device=E1&reg=7&cnt=3')).json, [7, 8, 9]);
    assert.deepEqual(
      box.rawRegisters.asked.map(({ device, functionCode, address, quantity }) => [
        ...[device, functionCode, address, quantity],
      ]),
      [
        ['M1', 4, 16, 2],
        ['E1', 3, 7, 3],
      ],
    );
    box.rawRegisters.asked.length = 0;
    for (const [query, status] of [
      ['addr=10.0.0.9:502&reg=1', 404],
      ['addr=10.0.0.3:502&reg=1', 404],
      ['device=M1&reg=1&val=5', 400],
      ['device=M1', 400],
      ['reg=1', 400],
    ] as const)
      assert.equal((await get(`cmd=modbus_get&${query}`)).status, status, query);
    assert.deepEqual(box.rawRegisters.asked, []);
  });

  it('are asked for credentials', async () => {
    assert.equal((await box.ask('/cnf?cmd=modbus&device=evse&read=all')).status, 401);
    assert.equal((await box.ask('/cnf?cmd=modbus_get&device=E1&reg=1')).status, 401);
  });

  it('read the soft meter, whose counter nobody sets', async () => {
    assert.equal((await get('cmd=soft_meter&dev_id=E1')).json, 571_766);
    assert.equal((await get('cmd=soft_meter&dev_id=E1&val=0')).status, 403);
    assert.equal((await get('cmd=soft_meter&dev_id=E9')).status, 404);
  });
});
