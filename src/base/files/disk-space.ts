import { closeSync, existsSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from './storage-error.ts'

export interface DiskSpace {
  /** Bytes that this process may still write. */
  readonly freeBytes: number
  /** True if less is left than 5 % of the disk, and less than 1 GB. */
  readonly isLow: boolean
}

const lowBytes = 1e9
const lowShare = 0.05
/** Size of the reserve in bytes: what the write-ahead logs need to move into their databases. */
const reserveBytes = 24e6
const reserveShare = 0.1
/** Bytes that stay free beside the reserve. */
const marginBytes = 1e6

/** Reads how much space is left on the disk of an existing folder. */
export function getDiskSpace(folder: string): DiskSpace {
  const { bavail, blocks, bsize } = statfsSync(folder)
  const freeBytes = bavail * bsize
  return { freeBytes, isLow: freeBytes < Math.min(lowBytes, blocks * bsize * lowShare) }
}

/**
 * Writes the reserve of a data folder, a file that holds space for `withReserve`, unless it exists
 * or the disk is nearly full.
 * @param folder must exist.
 */
export function ensureReserve(folder: string): void {
  const path = getReservePath(folder)
  const size = computeReserveSize(folder)
  if (existsSync(path) || getDiskSpace(folder).freeBytes < size + marginBytes) return
  const file = openSync(path, 'w', 0o600)
  try {
    const block = Buffer.alloc(1 << 20)
    for (let left = size; left > 0; left -= block.length)
      writeSync(file, block, 0, Math.min(left, block.length))
  } catch (error) {
    rmSync(path, { force: true })
    // Another process took the space meanwhile: the next start or purge tries again.
    if (errorCode(error) !== 'ENOSPC' && errorCode(error) !== 'EDQUOT') throw error
  } finally {
    closeSync(file)
  }
}

/**
 * Runs work that frees space. On a disk that is nearly full the reserve is deleted first, because
 * SQLite writes before it frees. Afterwards the reserve is written again if there is room for it.
 */
export async function withReserve<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (existsSync(folder) && getDiskSpace(folder).freeBytes < computeReserveSize(folder))
    rmSync(getReservePath(folder), { force: true })
  try {
    return await work()
  } finally {
    if (existsSync(folder)) ensureReserve(folder)
  }
}

function getReservePath(folder: string): string {
  return join(folder, 'space.reserve')
}

function computeReserveSize(folder: string): number {
  const { blocks, bsize } = statfsSync(folder)
  return Math.floor(Math.min(reserveBytes, blocks * bsize * reserveShare))
}
