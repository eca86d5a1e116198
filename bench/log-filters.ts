import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { SqlitePredictionLog } from '../src/store/predictions/drivers/sqlite.ts'
import type { PredictionQuery, PredictionRecord } from '../src/store/predictions/store.ts'
import { type Bench, median, type Row } from './kit.ts'
import { createPredictionMaker } from './log-rows.ts'

const goalMs = 50
const rounds = 15
const limit = 51
/** Rows per entity, share of the rows of the oldest version, and number of rows of a rare class. */
const hugeEvery = 20

const filters: readonly (readonly [string, Omit<PredictionQuery, 'limit'>])[] = [
  ['entity', { entity: 'CUS_0x7' }],
  ['absent entity', { entity: 'nobody' }],
  ['caller', { caller: 'key-7' }],
  ['absent caller', { caller: 'nobody' }],
  ['class', { prediction: 'Good' }],
  ['rare class', { prediction: 'Rare' }],
  ['absent class', { prediction: 'none' }],
  ['old version', { modelVersion: 1 }],
  ['absent version', { modelVersion: 99 }],
  ['old version and rare class', { modelVersion: 1, prediction: 'Rare' }],
  ['caller and rare class', { caller: 'key-7', prediction: 'Rare' }],
  ['huge entity and rare class', { entity: 'HUGE', prediction: 'Rare' }],
  ['huge entity and old version', { entity: 'HUGE', modelVersion: 1 }],
  ['huge entity and caller', { entity: 'HUGE', caller: 'key-7' }],
]

/** Measures filters of a log of many rows, and for how long each holds the event loop. */
export async function benchFilters({ folder, logRows }: Bench): Promise<Row[]> {
  const log = SqlitePredictionLog.open(
    join(mkdtempSync(join(folder, 'filters-')), 'predictions.db'),
    'process',
  )
  const make = createPredictionMaker({ entities: logRows / 10, callers: 50 })
  for (let i = 0; i < logRows; i += 1000) {
    await log.append(Array.from({ length: 1000 }, (_, k) => varyRecord(make(), i + k, logRows)))
  }
  const rows: Row[] = []
  for (const [name, query] of filters) {
    const loop = monitorEventLoopDelay({ resolution: 1 })
    const times: number[] = []
    await log.list({ ...query, limit }) // opens pages
    loop.enable()
    for (let round = 0; round < rounds; round++) {
      const startedAt = performance.now()
      await log.list({ ...query, limit })
      times.push(performance.now() - startedAt)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    loop.disable()
    const [p50, max] = [median(times), Math.max(...times)]
    const gap = loop.max / 1e6
    rows.push({
      what: `log of ${logRows} rows, ${name}`,
      value: `p50 ${p50.toFixed(1)} ms, max ${max.toFixed(1)} ms, longest gap of the event loop ${gap.toFixed(0)} ms`,
      goal: `p50 <= ${goalMs} ms`,
      met: p50 <= goalMs,
    })
  }
  await log.close()
  return rows
}

function varyRecord(record: PredictionRecord, i: number, rows: number): PredictionRecord {
  return {
    ...record,
    modelVersion: 1 + Math.floor((20 * i) / rows),
    ...(i % hugeEvery === 0 && { entity: 'HUGE' }),
    ...(i % Math.floor(rows / 10) === 40 && { prediction: 'Rare' }),
  }
}
