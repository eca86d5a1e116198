import { readdirSync, readFileSync } from 'node:fs'

/** Returns the peak resident memory of a process in MiB, or 0 when it has ended. */
export function peakMib(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(statusOf(pid))?.[1] ?? 0) / 1024
}

/** Returns the ids of running processes that `pid` started. */
export function childrenOf(pid: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return all.map(Number).filter((child) => new RegExp(`PPid:\\s+${pid}\\n`).test(statusOf(child)))
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}
