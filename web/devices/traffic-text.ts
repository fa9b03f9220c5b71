import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';

/** Shares and times of a line, as they are read. */
export function useTrafficText() {
  const { language, seconds } = useSpeech();
  const w = useDeviceWords().lines;
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const short = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return {
    share: (share: number) => percent.format(share),
    latency: ({ median, p95 }: { readonly median: number; readonly p95: number }) =>
      w.latencyIs(`${whole.format(median)}\u00a0ms`, `${whole.format(p95)}\u00a0ms`),
    every: (ms: number) => w.every(`${short.format(ms / 1000)}\u00a0s`),
    ago: (at: string, now: string) => w.ago(seconds(Math.max(0, (Date.parse(now) - Date.parse(at)) / 1000))),
    count: (value: number) => whole.format(value),
  };
}
