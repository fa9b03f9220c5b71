/** How one client did. */
export interface LoopFigures {
  readonly reads: number;
  readonly errors: number;
  readonly ms: number;
  /** CPU of the whole process, user and system, during the loop. */
  readonly cpuUs: number;
}

/** What every client is asked for: ten holding registers of unit 1 from address 0. */
export const block = { unitId: 1, functionCode: 3, address: 0, quantity: 10 } as const;
/** What they hold. */
export const held = Array.from({ length: block.quantity + 2 }, (_, k) => 1_000 + 37 * k);

/** Reads again and again, one after the other; the first tenth is not counted. Every value is compared. */
export async function readLoop(count: number, readOnce: () => Promise<ArrayLike<number>>): Promise<LoopFigures> {
  let errors = 0;
  const once = async (): Promise<void> => {
    const values = await readOnce().catch(() => []);
    if (values.length !== block.quantity || Array.from(values).some((value, k) => value !== held[k])) errors += 1;
  };
  for (let k = 0; k < count / 10; k++) await once();
  const cpu = process.cpuUsage();
  const fromMs = performance.now();
  for (let k = 0; k < count; k++) await once();
  const ms = performance.now() - fromMs;
  const { user, system } = process.cpuUsage(cpu);
  return { reads: count, errors, ms, cpuUs: user + system };
}
