import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { SqliteIndex } from '../src/store/predictions/drivers/sqlite-index.ts'
import { SqlitePredictionLog } from '../src/store/predictions/drivers/sqlite.ts'
import type { PredictionRecord } from '../src/store/predictions/store.ts'
import { type Bench, median, type Row } from './kit.ts'
import { createPredictionMaker } from './log-rows.ts'

const rounds = 7
const filledRows = 300_000
/** Number of concurrent appends, as from 16 connections. */
const together = 16
const groupsPerRound = 400

interface Variant {
  readonly name: string
  readonly indexes: 'none' | 'as they are' | 'CREATE INDEX'
  readonly isIncremental: boolean
}

const variants: readonly Variant[] = [
  { name: 'no indexes, no auto_vacuum', indexes: 'none', isIncremental: false },
  { name: 'no indexes, auto_vacuum', indexes: 'none', isIncremental: true },
  { name: 'indexes and auto_vacuum, as they are', indexes: 'as they are', isIncremental: true },
  {
    name: 'instead by CREATE INDEX (entity ...), (caller ...)',
    indexes: 'CREATE INDEX',
    isIncremental: true,
  },
]

/**
 * Measures appends per second with and without the indexes and `auto_vacuum`, in alternating
 * rounds, to files with rows of many entities.
 */
export async function benchAppends(bench: Bench): Promise<Row[]> {
  const folder = mkdtempSync(join(bench.folder, 'appends-'))
  const make = createPredictionMaker({ entities: 100_000 })
  const logs = variants.map((variant, i) => ({
    variant,
    log: openVariant(join(folder, `${i}.db`), variant),
    speeds: [] as number[],
    costs: [] as number[],
  }))
  for (let rows = 0; rows < filledRows; rows += 1000) {
    const batch = Array.from({ length: 1000 }, make)
    for (const { log, variant } of logs) await withIndexes(variant, () => log.append(batch))
  }
  for (let round = 0; round <= rounds; round++) {
    const groups = Array.from({ length: groupsPerRound }, () => Array.from({ length: together }, make))
    for (let turn = 0; turn < logs.length; turn++) {
      const each = logs[(turn + round) % logs.length]
      if (each === undefined) continue
      const before = process.cpuUsage()
      const speed = await measureAppends(each, groups)
      const { user, system } = process.cpuUsage(before)
      if (round === 0) continue // warms up
      each.speeds.push(speed)
      each.costs.push((user + system) / (groupsPerRound * together))
    }
  }
  const [before = 0] = logs.map(({ speeds }) => median(speeds))
  const rows: Row[] = logs.map(({ variant, speeds, costs }) => ({
    what: `appends, ${together} at once, ${filledRows} rows of 100,000 entities: ${variant.name}`,
    value: `${median(speeds).toFixed(0)}/s, ${(median(speeds) / before).toFixed(2)} of the first, ${median(costs).toFixed(1)} us of the processor each`,
  }))
  for (const { log } of logs) await log.close()
  return rows
}

async function measureAppends(
  { variant, log }: { readonly variant: Variant; readonly log: SqlitePredictionLog },
  groups: readonly (readonly PredictionRecord[])[],
): Promise<number> {
  return await withIndexes(variant, async () => {
    const startedAt = performance.now()
    for (const group of groups) await Promise.all(group.map(async (record) => await log.append([record])))
    return (groups.length * together) / ((performance.now() - startedAt) / 1000)
  })
}

/** Runs `work` with the product's indexes, or without them. */
async function withIndexes<T>({ indexes }: Variant, work: () => Promise<T>): Promise<T> {
  if (indexes === 'as they are') return await work()
  const { addToPending, afterCommit } = SqliteIndex.prototype
  SqliteIndex.prototype.addToPending = () => undefined
  SqliteIndex.prototype.afterCommit = () => undefined
  try {
    return await work()
  } finally {
    Object.assign(SqliteIndex.prototype, { addToPending, afterCommit })
  }
}

function openVariant(path: string, { indexes, isIncremental }: Variant): SqlitePredictionLog {
  const sqlite = new SqliteDatabase(path)
  sqlite.pragma(`auto_vacuum = ${isIncremental ? 'incremental' : 'none'}`)
  sqlite.exec('VACUUM') // writes the first page, which stores the setting
  sqlite.close()
  const log = SqlitePredictionLog.open(path, 'process')
  if (indexes === 'CREATE INDEX')
    log.database.sqlite.exec(`
      CREATE INDEX one ON prediction (entity, caller, model_version, prediction) WHERE entity IS NOT NULL;
      CREATE INDEX other ON prediction (caller, model_version, prediction)`)
  return log
}
