import assert from 'node:assert/strict';
import { readSettings } from '../../../firmware/system/settings.ts';

describe('the settings of a start', () => {
  it('serve HTTP and HTTPS unless they say otherwise', () => {
    const { httpPort, httpsPort, plainHttp, timeSync } = readSettings([], {});
    assert.deepEqual([httpPort, httpsPort, plainHttp, timeSync], [8080, 8443, 'serve', 'auto']);
    assert.equal(readSettings([], { NETWACHT_HTTPS_PORT: 'off' }).httpsPort, undefined);
    assert.equal(readSettings([], { NETWACHT_HTTPS_PORT: '0' }).httpsPort, 0);
    assert.equal(readSettings([], { NETWACHT_HTTP_MODE: 'redirect' }).plainHttp, 'redirect');
  });

  it('leave the port of SunSpec to the site unless one is named', () => {
    assert.equal(readSettings([], {}).modbusPort, undefined);
    assert.equal(readSettings([], { NETWACHT_MODBUS_PORT: '' }).modbusPort, undefined);
    assert.equal(readSettings([], { NETWACHT_MODBUS_PORT: '1502' }).modbusPort, 1502);
  });

  it('that make no sense are refused with their name', () => {
    for (const [name, env] of Object.entries({
      NETWACHT_HTTPS_PORT: { NETWACHT_HTTPS_PORT: '70000' },
      NETWACHT_MODBUS_PORT: { NETWACHT_MODBUS_PORT: 'on' },
      NETWACHT_HTTP_MODE: { NETWACHT_HTTP_MODE: 'both' },
      NETWACHT_TIME_SYNC: { NETWACHT_TIME_SYNC: 'yes' },
      'HTTPS is off': { NETWACHT_HTTP_MODE: 'redirect', NETWACHT_HTTPS_PORT: 'off' },
    }))
      assert.throws(() => readSettings([], env), { code: 'badSetting', message: new RegExp(name) });
  });
});
