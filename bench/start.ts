import { setTimeout as sleep } from 'node:timers/promises'
import { type Bench, median, memoryMib, type Row, startLapidary } from './kit.ts'

/** From spawn to ready with a trained model, and memory when nothing is asked. */
export async function benchStart(bench: Bench): Promise<Row[]> {
  const ready: number[] = []
  let memory = Number.NaN
  for (let round = 0; round < 7; round++) {
    const server = await startLapidary(bench)
    ready.push(server.readySeconds)
    if (round === 6) {
      await sleep(5000)
      memory = memoryMib(server.pid, 'VmRSS')
    }
    await server.stop()
  }
  const seconds = median(ready)
  return [
    { what: 'ready with a trained model (median of 7)', value: `${seconds.toFixed(2)} s`, goal: '< 0.5 s', met: seconds < 0.5 },
    { what: 'resident memory, idle for 5 s', value: `${memory.toFixed(0)} MiB`, goal: '< 150 MiB', met: memory < 150 },
  ]
}
