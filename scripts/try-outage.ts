/**
 * `node scripts/try-outage.ts [--away 10] [--rate 100]`: under load (so many requests a second; without it as many as it can) MongoDB is
 * killed, away for so many seconds and started again, and then stands still for ten at most; then looks whether every prediction that
 * was answered with 200 is in MongoDB exactly once, and whether every request was.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startMongoServer } from '../test/kit/mongo-server.ts'
import { LogTrial } from './log-trial.ts'

const { values } = parseArgs({ options: { away: { type: 'string', default: '10' }, rate: { type: 'string' } } })
const away = Number(values.away) * 1000
const calm = Math.min(away, 10_000)
const rate = values.rate === undefined ? Number.POSITIVE_INFINITY : Number(values.rate)
const mongo = await startMongoServer()
const trial = await LogTrial.make(mongo)
const { answers } = trial

/** Says how predictions fared meanwhile. */
async function meanwhile(what: string, work: () => Promise<void>): Promise<void> {
  const before = answers.milliseconds.length
  const began = performance.now()
  await work()
  const times = answers.milliseconds.slice(before).sort((a, b) => a - b)
  const perSecond = (times.length / (performance.now() - began)) * 1000
  const share = (part: number): string => (times[Math.floor(times.length * part)] ?? Number.NaN).toFixed(1)
  console.log(`${what}: ${perSecond.toFixed(0)} predictions a second, p50 ${share(0.5)} ms, p99 ${share(0.99)} ms`)
}

try {
  await trial.start()
  const stop = new AbortController()
  const load = trial.load(stop.signal, rate)
  await sleep(2000) // warm
  await meanwhile('MongoDB is there', async () => await sleep(calm))
  await meanwhile('MongoDB was killed', async () => {
    await mongo.kill()
    await sleep(away)
  })
  await meanwhile('MongoDB is back', async () => {
    await mongo.start()
    await sleep(calm)
  })
  await meanwhile('MongoDB stands still', async () => {
    mongo.pause()
    await sleep(calm)
    mongo.resume()
  })
  await meanwhile('MongoDB goes on', async () => await sleep(calm))
  stop.abort()
  await load
  const { there, lost, twice } = await trial.reckon()
  const others = [...answers.others].map(([status, count]) => `${count} times ${status}`).join(', ')
  console.log(
    `${answers.kept.length} predictions answered with 200 (${others || 'nothing else'}), ${there} in MongoDB: ${lost} lost, ${twice} twice`,
  )
  process.exitCode = lost + twice + answers.others.size === 0 ? 0 : 1
} finally {
  await trial.close()
  await mongo.stop()
}
