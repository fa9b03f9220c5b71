import { Counter, collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client';
import type { Clock } from '../../domain/clock.ts';
import type { LinesPort, StatePort } from '../ports.ts';
import { type MetricName, metricTable, samplesOf } from './samples.ts';

/** What the metrics are made of. */
export interface MetricParts {
  /** Of this program alone: handed over by whoever starts it, never the global one. */
  readonly registry: Registry;
  readonly state: StatePort;
  readonly lines: LinesPort;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

/** A cycle begins every second: what is far from it counts. */
const intervalBuckets = [0.5, 0.9, 0.98, 1.02, 1.1, 1.25, 1.5, 2, 3, 5];

/**
 * The newest state in the text format of Prometheus 0.0.4. A question costs the control loop nothing: it is answered from what
 * the main thread holds already.
 */
export class Metrics {
  readonly #parts: MetricParts;
  readonly #metrics: ReadonlyMap<MetricName, Gauge | Counter>;
  readonly #stop: () => void;

  constructor(parts: MetricParts) {
    const { registry, state, clock } = parts;
    this.#parts = parts;
    collectDefaultMetrics({ register: registry });
    this.#metrics = new Map(
      Object.entries(metricTable).map(([name, { kind, help, labels }]) => {
        const facts = { name, help, labelNames: [...labels], registers: [registry] };
        return [name as MetricName, kind === 'gauge' ? new Gauge(facts) : new Counter(facts)];
      }),
    );
    const interval = new Histogram({
      ...{ name: 'netwacht_state_interval_seconds', help: 'Time between two states of the control loop.' },
      ...{ buckets: intervalBuckets, registers: [registry] },
    });
    let lastMs: number | undefined;
    this.#stop = state.onState(() => {
      const nowMs = clock.monotonicMs();
      if (lastMs !== undefined) interval.observe((nowMs - lastMs) / 1000);
      lastMs = nowMs;
    });
  }

  /** The whole text, and its content type. */
  async text(): Promise<{ readonly text: string; readonly contentType: string }> {
    const { registry, state, lines } = this.#parts;
    // What is gone since the last question, or unknown now, is told no more.
    for (const metric of this.#metrics.values()) metric.reset();
    for (const { name, labels, value } of samplesOf(state.current(), lines.lines())) {
      const metric = this.#metrics.get(name);
      if (metric instanceof Gauge) metric.set(labels, value);
      else if (value >= 0) metric?.inc(labels, value);
    }
    return { text: await registry.metrics(), contentType: registry.contentType };
  }

  /** Ends listening to the state. */
  close(): void {
    this.#stop();
  }
}
