import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type SqliteDatabase from 'better-sqlite3'
import { storageError } from '../../lib/storage-error.ts'

/**
 * Columns of each index. The primary key follows by itself (a table WITHOUT ROWID), so rows that agree in all of these columns are
 * one run in the order of their ids; `searchByIndex` merges runs.
 */
export const indexColumns = {
  prediction_caller: ['caller', 'model_version', 'prediction'],
  prediction_entity: ['entity', 'caller', 'model_version', 'prediction'],
} as const

export type IndexName = keyof typeof indexColumns

const definitions: Readonly<Record<IndexName, string>> = {
  prediction_caller: `ON prediction (${indexColumns.prediction_caller.join(', ')})`,
  prediction_entity: `ON prediction (${indexColumns.prediction_entity.join(', ')}) WHERE entity IS NOT NULL`,
}

/** A file up to this size is indexed by whoever opens it: it takes a second or two. */
const smallBytes = 64_000_000
/** Share of the file's size that both indexes and sorting them may take. */
const shareOfFile = 0.8

/** Called while the indexes of a large file are built, and with the error when they cannot be. */
export interface IndexingReport {
  started(bytes: number): void
  finished(seconds: number): void
  failed(error: unknown): void
}

/**
 * Creates the indexes that the file lacks, each in a transaction of its own. They are not a migration: a file without them is
 * complete, only slower to search, and building them needs space that a full disk does not have.
 * @param report without it (a command, beside a server that may be running) only a small file is indexed, because other
 * processes cannot write meanwhile.
 * @returns whether the file has all of them.
 */
export function buildIndexes(sqlite: SqliteDatabase.Database, report: IndexingReport | null): boolean {
  const missing = missingIndexes(sqlite)
  if (missing.length === 0) return true
  const bytes = sizeOf(sqlite)
  const large = bytes > smallBytes
  if (large && report === null) return false
  if (large && freeBytes(sqlite.name) < bytes * shareOfFile) {
    report?.failed(storageError(Object.assign(new Error('no space for indexes'), { code: 'ENOSPC' }), sqlite.name))
    return false
  }
  const startedAt = performance.now()
  if (large) report?.started(bytes)
  try {
    for (const name of missing) {
      sqlite.exec(`CREATE INDEX IF NOT EXISTS ${name} ${definitions[name]}`)
      if (large) sqlite.pragma('wal_checkpoint(truncate)')
    }
  } catch (error) {
    const known = storageError(error, sqlite.name)
    if (known === error) throw error
    report?.failed(known)
    return false
  }
  if (large) report?.finished((performance.now() - startedAt) / 1000)
  return true
}

function missingIndexes(sqlite: SqliteDatabase.Database): readonly IndexName[] {
  const there = new Set(sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'index'").pluck().all())
  return (Object.keys(indexColumns) as IndexName[]).filter((name) => !there.has(name))
}

function sizeOf(sqlite: SqliteDatabase.Database): number {
  return (sqlite.pragma('page_count', { simple: true }) as number) * (sqlite.pragma('page_size', { simple: true }) as number)
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path))
  return bavail * bsize
}
