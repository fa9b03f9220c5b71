import type { Running } from './running.ts';

const lookEveryMs = 1000;

/** Plays the grid operator of a scenario: what it allows becomes AVAIL. Returns how to end it. */
export function followOperator({ site, client }: Running, say: (sentence: string) => void): () => void {
  if (site === undefined) return () => {};
  let toldPercent = 100;
  let busy = false;
  const look = async (): Promise<void> => {
    const { allowedPercent } = await site.control.state();
    if (allowedPercent === toldPercent) return;
    await client.setVariable('AVAIL', allowedPercent);
    toldPercent = allowedPercent;
    say(`the operator of the scenario allows ${allowedPercent} %`);
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    look()
      // The firmware may be restarting; the next look tries again.
      .catch((error: unknown) => say(`the operator of the scenario got no answer: ${error}`))
      .finally(() => {
        busy = false;
      });
  }, lookEveryMs);
  return () => clearInterval(timer);
}
