// One client reads in a process of its own: node client.ts ours|modbus-serial|jsmodbus tcp|rtu TARGET COUNT; prints LoopFigures.
import { connect } from 'node:net';
import Modbus from 'jsmodbus';
import ModbusRTU from 'modbus-serial';
import { SerialPort } from 'serialport';
import { openBus } from '../../../drivers/bus/bus.ts';
import type { LineConfig } from '../../../drivers/bus/types.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import { block, readLoop } from './read-loop.ts';

type Line = 'tcp' | 'rtu';
type ReadOnce = () => Promise<ArrayLike<number>>;

const timeoutMs = 1_000;
const baudRate = 115_200;

const clients: Readonly<Record<string, (line: Line, target: string) => Promise<ReadOnce>>> = {
  ours: async (line, target) => {
    const config: LineConfig =
      line === 'tcp'
        ? { id: 'bench', kind: 'tcp', address: target }
        : { ...{ id: 'bench', kind: 'serial', path: target, baudRate }, parity: 'none', dataBits: 8, stopBits: 1 };
    const bus = openBus(config, { clock: systemClock });
    // A spare register behind the block, as the planner finds them in most products.
    const request = { ...block, priority: 'fast', timeoutMs, queueMs: 10_000, spare: 1 } as const;
    return async () => (await bus.read(request)).values;
  },
  'modbus-serial': async (line, target) => {
    const client = new ModbusRTU.default();
    const [host = '', port] = target.split(':');
    if (line === 'tcp') await client.connectTCP(host, { port: Number(port) });
    else await client.connectRTUBuffered(target, { baudRate });
    client.setID(block.unitId);
    client.setTimeout(timeoutMs);
    return async () => (await client.readHoldingRegisters(block.address, block.quantity)).data;
  },
  jsmodbus: async (line, target) => {
    const client = line === 'tcp' ? await jsmodbusTcp(target) : await jsmodbusRtu(target);
    return async () => {
      const { response } = await client.readHoldingRegisters(block.address, block.quantity);
      return response.body.valuesAsArray;
    };
  },
};

async function jsmodbusTcp(target: string) {
  const [host = '', port] = target.split(':');
  const socket = connect({ host, port: Number(port), noDelay: true });
  const client = new Modbus.client.TCP(socket, block.unitId, timeoutMs);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return client;
}

async function jsmodbusRtu(path: string) {
  const port = new SerialPort({ path, baudRate, autoOpen: false });
  const client = new Modbus.client.RTU(port, block.unitId, timeoutMs);
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  return client;
}

const [name = '', line = '', target = '', count = ''] = process.argv.slice(2);
const open = clients[name];
if (open === undefined || (line !== 'tcp' && line !== 'rtu')) process.exit(64);
console.log(JSON.stringify(await readLoop(Number(count), await open(line, target))));
process.exit(0);
