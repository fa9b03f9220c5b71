import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialPorts } from '../../../firmware/control/serial-ports.ts';

describe('the serial ports of the machine', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ports-'));
    for (const folder of ['dev/serial/by-id', 'sys/class/tty/ttyUSB0/device', 'sys/class/tty/ttyUSB1/device'])
      mkdirSync(join(root, folder), { recursive: true });
    for (const [name, type] of [
      ['ttyS0', '4'],
      ['ttyS1', '0'],
    ] as const) {
      mkdirSync(join(root, 'sys/class/tty', name, 'device'), { recursive: true });
      writeFileSync(join(root, 'sys/class/tty', name, 'type'), `${type}\n`);
    }
    mkdirSync(join(root, 'sys/class/tty/tty0'));
    for (const name of ['ttyUSB0', 'ttyUSB1', 'ttyS0']) writeFileSync(join(root, 'dev', name), '');
    symlinkSync('../../ttyUSB1', join(root, 'dev/serial/by-id/usb-FTDI_USB-RS485_Cable_FT1234-if00-port0'));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const line = (path: string) =>
    ({ id: 'rs485-1', kind: 'serial', path, baudRate: 9600, parity: 'none', dataBits: 8, stopBits: 1 }) as const;
  const cable = '/dev/serial/by-id/usb-FTDI_USB-RS485_Cable_FT1234-if00-port0';

  it('are those with a chip behind them, by the name that stays where there is one', () => {
    assert.deepEqual(serialPorts([], root), [
      { path: '/dev/ttyS0', port: '/dev/ttyS0', name: null, line: null },
      { path: '/dev/ttyUSB0', port: '/dev/ttyUSB0', name: null, line: null },
      { path: cable, port: '/dev/ttyUSB1', name: 'FTDI USB-RS485 Cable FT1234', line: null },
    ]);
  });

  it('say which line they are, whatever name the line has for them', () => {
    for (const path of ['/dev/ttyUSB1', cable]) {
      const ports = serialPorts([{ ...line(path), framing: 'rtu' }], root);
      assert.deepEqual(
        ports.map((port) => port.line),
        [null, null, 'rs485-1'],
        path,
      );
    }
  });

  it('are none on a machine that has no such folders', () => {
    assert.deepEqual(serialPorts([], join(root, 'nowhere')), []);
  });
});
