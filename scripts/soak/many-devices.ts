import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { openBus } from '../../drivers/bus/bus.ts';
import { LineBudget } from '../../drivers/bus/line-budget.ts';
import type { Bus, LineConfig } from '../../drivers/bus/types.ts';
import { wireRateOf } from '../../drivers/bus/wire-time.ts';
import type { ModbusDevice } from '../../drivers/device/capabilities.ts';
import { createModbusDevice } from '../../drivers/device/modbus-device.ts';
import { systemClock } from '../../firmware/domain/clock.ts';
import { product } from '../../test/drivers/device/device-on-bench.ts';
import { hasSocat, openPtyPair } from '../../test/drivers/link/pty-pair.ts';
import type { Soak } from './soak.ts';

const meters = ['eastron-sdm630', 'janitza-umg604', 'heidelberg-energy-control', 'mennekes-amtron-compact-2s'] as const;
const stations = ['keba-p30', 'alfen-eve', 'cfos-powerbrain', 'phoenix-charx'] as const;
const baudRate = 38_400;
const transactions = 1_000_000;
const warmUp = 100_000;
/** Goal G6. */
const mostCpuShare = 0.15;
const mostGrowthMb = 5;

/**
 * 32 devices on four serial lines and 32 TCP charge points, simulated in another process: what the drivers take of a core at
 * their usual pace, and whether memory stays flat over a million transactions at the fastest pace.
 */
export const soak: Soak = {
  async run(result) {
    if (!hasSocat()) throw new Error('this needs socat');
    const cpu = await site(1_000, async (buses, devices) => {
      await pause(20_000);
      const before = requests(buses);
      const used = process.cpuUsage();
      const fromMs = performance.now();
      await pause(60_000);
      const elapsedMs = performance.now() - fromMs;
      const { user, system } = process.cpuUsage(used);
      const perSecond = (1000 * (requests(buses) - before)) / elapsedMs;
      const share = (user + system) / 1000 / elapsedMs;
      return {
        online: online(devices),
        perSecond: round(perSecond),
        share: round(share),
        usPerRequest: round((1e6 * share) / perSecond),
      };
    });
    result.write({ cpu });
    const memory = await site(20, async (buses, devices) => {
      const samples: { requests: number; rssMb: number; heapMb: number }[] = [];
      const fromMs = performance.now();
      while (requests(buses) < warmUp + transactions && performance.now() - fromMs < 20 * 60_000) {
        await pause(5_000);
        globalThis.gc?.();
        const { rss, heapUsed } = process.memoryUsage();
        samples.push({ requests: requests(buses), rssMb: round(rss / 2 ** 20), heapMb: round(heapUsed / 2 ** 20) });
        result.write({ cpu, memory: samples });
      }
      const warm = samples.filter((sample) => sample.requests >= warmUp);
      const growthMb = (key: 'rssMb' | 'heapMb') =>
        round(average(warm.slice(-5), key) - average(warm.slice(0, 5), key));
      const timeouts = buses.reduce((sum, { health }) => sum + health.timeouts, 0);
      return {
        ...{
          online: online(devices),
          requests: requests(buses),
          minutes: round((performance.now() - fromMs) / 60_000),
        },
        ...{ timeouts, rssGrowthMb: growthMb('rssMb'), heapGrowthMb: growthMb('heapMb'), last: samples.at(-1) },
      };
    });
    result.write({ cpu, memory });
    console.log(JSON.stringify({ cpu, memory }, null, 1));
    const isFlat = Math.abs(memory.heapGrowthMb) <= mostGrowthMb && memory.rssGrowthMb <= mostGrowthMb;
    return cpu.share <= mostCpuShare && cpu.online === 64 && isFlat && memory.requests >= warmUp + transactions;
  },
};

async function site<T>(
  pollMs: number,
  run: (buses: readonly Bus[], devices: readonly ModbusDevice[]) => Promise<T>,
): Promise<T> {
  const pairs = await Promise.all([1, 2, 3, 4].map(() => openPtyPair()));
  const onLine = Array.from({ length: 8 }, (_, k) => meters[k % meters.length] ?? '');
  const lines = pairs.map(({ far }) => ({ path: far, baudRate, products: onLine }));
  const tcp = Array.from({ length: 32 }, (_, k) => stations[k % stations.length] ?? '');
  const script = new URL('../../test/drivers/line/many-units-process.ts', import.meta.url).pathname;
  const units = spawn(process.execPath, [script, JSON.stringify({ lines, tcp })], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: units.stdout }), 'line')) as [string];
  const ports = JSON.parse(line) as number[];
  const configs: { config: LineConfig; products: readonly string[] }[] = [
    ...pairs.map(({ near }, k) => ({
      config: { id: `L${k}`, kind: 'serial', path: near, baudRate, parity: 'none', dataBits: 8, stopBits: 1 } as const,
      products: onLine,
    })),
    ...ports.map((port, k) => ({
      config: { id: `T${k}`, kind: 'tcp', address: `127.0.0.1:${port}` } as const,
      products: [tcp[k] ?? ''],
    })),
  ];
  const buses: Bus[] = [];
  const devices: ModbusDevice[] = [];
  for (const { config, products } of configs) {
    const bus = openBus(config, { clock: systemClock });
    const wire = wireRateOf(config);
    const budget = config.kind === 'tcp' ? undefined : new LineBudget();
    buses.push(bus);
    products.forEach((id, k) => {
      const settings = {
        id: `${config.id}-${k}`,
        wiring: [0, 1, 2],
        ...(budget !== undefined && { unitId: k + 1 }),
      } as const;
      const device = createModbusDevice({
        ...{ config: settings, definition: product(id), bus, clock: systemClock, pollMs },
        ...(wire !== undefined && { wire }),
        ...(budget !== undefined && { budget }),
      });
      devices.push(device);
      device.start();
    });
  }
  const steer = setInterval(() => {
    for (const device of devices) device.offer(8_000 + 2_000 * Math.floor(3 * Math.random()));
  }, 10_000);
  try {
    return await run(buses, devices);
  } finally {
    clearInterval(steer);
    await Promise.all(devices.map((device) => device.stop()));
    await Promise.all(buses.map((bus) => bus.close()));
    units.stdin.end();
    await once(units, 'exit');
    await Promise.all(pairs.map((pair) => pair.close()));
  }
}

const requests = (buses: readonly Bus[]): number => buses.reduce((sum, { health }) => sum + health.requests, 0);
const online = (devices: readonly ModbusDevice[]): number =>
  devices.filter(({ health }) => health === 'online' || health === 'degraded').length;
const average = <K extends string>(samples: readonly Record<K, number>[], key: K): number =>
  samples.reduce((sum, sample) => sum + sample[key], 0) / Math.max(1, samples.length);
const round = (value: number): number => Math.round(1000 * value) / 1000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
