import { closeSync, existsSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from './storage-error.ts'

export interface DiskSpace {
  /** Bytes that this process may still write. */
  readonly freeBytes: number
  /** Less is left than an operator should wait for: under 5 % of the disk, and under 1 GB. */
  readonly isLow: boolean
}

const lowBytes = 1e9
const lowShare = 0.05
/** Size of the reserve: as much as the logs beside the databases (WAL) need to move into them. */
const reserveBytes = 24e6
const reserveShare = 0.1
/** Bytes that the reserve leaves free. */
const marginBytes = 1e6

/** Reads how much space is left on the disk of an existing folder. */
export function diskSpaceOf(folder: string): DiskSpace {
  const { bavail, blocks, bsize } = statfsSync(folder)
  const freeBytes = bavail * bsize
  return { freeBytes, isLow: freeBytes < Math.min(lowBytes, blocks * bsize * lowShare) }
}

/**
 * Writes the reserve of a data folder, a file that holds space for `withReserve`, unless it is there or the disk is nearly full.
 * @param folder must exist.
 */
export function keepReserve(folder: string): void {
  const path = reserveOf(folder)
  const size = reserveSize(folder)
  if (existsSync(path) || diskSpaceOf(folder).freeBytes < size + marginBytes) return
  const file = openSync(path, 'w', 0o600)
  try {
    const block = Buffer.alloc(1 << 20)
    for (let left = size; left > 0; left -= block.length) writeSync(file, block, 0, Math.min(left, block.length))
  } catch (error) {
    rmSync(path, { force: true })
    // another process took the space meanwhile: the next start or purge tries again
    if (errorCode(error) !== 'ENOSPC' && errorCode(error) !== 'EDQUOT') throw error
  } finally {
    closeSync(file)
  }
}

/**
 * Runs what frees space. On a disk that is nearly full it has the space of the reserve, because SQLite writes before it frees;
 * the reserve is written again afterwards, when there is room for it.
 */
export async function withReserve<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (existsSync(folder) && diskSpaceOf(folder).freeBytes < reserveSize(folder)) rmSync(reserveOf(folder), { force: true })
  try {
    return await work()
  } finally {
    if (existsSync(folder)) keepReserve(folder)
  }
}

function reserveOf(folder: string): string {
  return join(folder, 'space.reserve')
}

function reserveSize(folder: string): number {
  const { blocks, bsize } = statfsSync(folder)
  return Math.floor(Math.min(reserveBytes, blocks * bsize * reserveShare))
}
