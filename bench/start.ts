import { setTimeout as sleep } from 'node:timers/promises'
import { type Bench, median, readMemoryMib, type Row, startLapidary } from './kit.ts'

/** Measures the time from spawn to ready with a trained model, and the memory of an idle server. */
export async function benchStart(bench: Bench): Promise<Row[]> {
  const ready: number[] = []
  let memory = Number.NaN
  for (let round = 0; round < 7; round++) {
    const server = await startLapidary(bench)
    ready.push(server.readySeconds)
    if (round === 6) {
      await sleep(5000)
      memory = readMemoryMib(server.pid, 'VmRSS')
    }
    await server.stop()
  }
  const seconds = median(ready)
  return [
    {
      what: 'ready with a trained model (median of 7)',
      value: `${seconds.toFixed(2)} s`,
      goal: '< 0.5 s',
      met: seconds < 0.5,
    },
    {
      what: 'resident memory, idle for 5 s',
      value: `${memory.toFixed(0)} MiB`,
      goal: '< 150 MiB',
      met: memory < 150,
    },
  ]
}
