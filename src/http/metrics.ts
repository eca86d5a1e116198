import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { PollerStatus } from '../base/poller.ts'
import type { DiskStatus, LogStatus } from '../store/predictions/store.ts'
import type { ScoredRow } from '../project/route.ts'

/**
 * The metrics that Prometheus reads at /metrics. Each instance has a registry of its own, so that
 * two servers in one process do not mix.
 */
export class Metrics {
  readonly #registry = new Registry()
  readonly #latency = new Histogram({
    name: 'lapidary_request_duration_seconds',
    help: 'Time from a request to its response.',
    labelNames: ['route', 'model_version', 'status'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.#registry],
  })
  readonly #predictions = new Counter({
    name: 'lapidary_predictions_total',
    help: 'Predictions kept, by class.',
    labelNames: ['prediction', 'model_version'],
    registers: [this.#registry],
  })
  readonly #unusable = new Counter({
    name: 'lapidary_unusable_stored_values_total',
    help: 'Values of the feature store that the column does not allow: the row was scored without them.',
    labelNames: ['column'],
    registers: [this.#registry],
  })
  readonly #refusedConnections = new Counter({
    name: 'lapidary_refused_connections_total',
    help: 'Connections that were closed because their address had MAX_CONNECTIONS_PER_ADDRESS open.',
    registers: [this.#registry],
  })
  readonly #rejected = new Counter({
    name: 'lapidary_rejected_requests_total',
    help: 'Requests that were rejected with an error, by reason.',
    labelNames: ['reason'],
    registers: [this.#registry],
  })

  constructor() {
    collectDefaultMetrics({ register: this.#registry })
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** Returns the text that Prometheus scrapes. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }

  responded(route: string, modelVersion: number | undefined, status: number, milliseconds: number): void {
    this.#latency.observe({ route, model_version: modelVersion ?? '', status }, milliseconds / 1000)
  }

  predicted(rows: readonly ScoredRow[]): void {
    for (const { prediction, modelVersion, stored } of rows) {
      this.#predictions.inc({ prediction, model_version: modelVersion })
      for (const column in stored) if (stored[column]?.unusable === true) this.#unusable.inc({ column })
    }
  }

  /**
   * Reads how much waits for MongoDB whenever the text is requested. Without MongoDB there are no
   * values.
   */
  watchLog(statusOf: () => Promise<LogStatus>, now: () => Date): void {
    // All gauges are collected at once and share one status, because counting the waiting
    // predictions blocks the process.
    let reading: Promise<LogStatus> | null = null
    const readOnce = (): Promise<LogStatus> =>
      (reading ??= statusOf().finally(() => {
        reading = null
      }))
    const gauge = (
      name: string,
      help: string,
      value: (log: LogStatus, spool: NonNullable<LogStatus['spool']>) => number,
    ): void => {
      const made = new Gauge({
        name,
        help,
        registers: [this.#registry],
        async collect() {
          const log = await readOnce()
          if (log.spool !== null) made.set(value(log, log.spool))
        },
      })
    }
    gauge('lapidary_spool_predictions', 'Predictions that wait for MongoDB.', (_log, { waiting }) => waiting)
    gauge(
      'lapidary_spool_bytes',
      'Size of what holds the predictions that wait for MongoDB.',
      (_log, { bytes }) => bytes,
    )
    gauge(
      'lapidary_spool_oldest_seconds',
      'Age of the oldest prediction that waits for MongoDB.',
      (_log, { oldestAt }) => {
        return oldestAt === null ? 0 : Math.max(0, (now().getTime() - Date.parse(oldestAt)) / 1000)
      },
    )
    gauge('lapidary_prediction_store_up', 'Whether MongoDB responds.', ({ reachable }) => Number(reachable))
  }

  connectionRefused(): void {
    this.#refusedConnections.inc()
  }

  /** Shows whether another version than the champion is served, because the champion cannot be. */
  watchChampion(versions: () => { readonly served: number | null; readonly refused: number | null }): void {
    const gauge = new Gauge({
      name: 'lapidary_champion_fallback',
      help: '1 while the champion cannot be served, and an earlier version or none is served instead; else 0.',
      labelNames: ['champion_version', 'served_version'],
      registers: [this.#registry],
      collect() {
        const { served, refused } = versions()
        gauge.reset() // Versions are labels: the values of earlier ones must go.
        gauge.set(
          { champion_version: refused ?? served ?? '', served_version: served ?? '' },
          refused === null ? 0 : 1,
        )
      },
    })
  }

  /** Reads when each poller last succeeded whenever the text is requested. */
  watchPollers(statuses: () => readonly PollerStatus[]): void {
    const gauge: Gauge = new Gauge({
      name: 'lapidary_poller_last_success_seconds',
      help: 'Unix time of the last successful poll of the stores, by poller.',
      labelNames: ['poller'],
      registers: [this.#registry],
      collect: (): void => {
        for (const { name, lastSuccessAt } of statuses())
          gauge.set({ poller: name }, (lastSuccessAt?.getTime() ?? 0) / 1000)
      },
    })
  }

  /** Reads the free space whenever the text is requested. */
  watchDisk(statusOf: () => DiskStatus): void {
    const free: Gauge = new Gauge({
      name: 'lapidary_disk_free_bytes',
      help: 'Bytes that are free on the disk that predictions are written to.',
      registers: [this.#registry],
      collect: (): void => free.set(statusOf().freeBytes),
    })
    const writable: Gauge = new Gauge({
      name: 'lapidary_prediction_log_writable',
      help: 'Whether predictions can be written to the disk.',
      registers: [this.#registry],
      collect: (): void => writable.set(Number(statusOf().problem === null)),
    })
  }

  rejected(reason: string): void {
    this.#rejected.inc({ reason })
  }
}
