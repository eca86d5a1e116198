/**
 * `node scripts/try-kill.ts --times 50`: kills the server under load again and again (`kill -9`), and then looks whether every
 * prediction that was answered with 200 is in the log, here and in MongoDB, exactly once.
 */
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startMongoServer } from '../test/kit/mongo-server.ts'
import { LogTrial } from './log-trial.ts'

const { values } = parseArgs({ options: { times: { type: 'string', default: '50' } } })
const times = Number(values.times)
const mongo = await startMongoServer()
const trial = await LogTrial.make(mongo)
try {
  for (let time = 1; time <= times; time++) {
    await trial.start()
    const stop = new AbortController()
    const load = trial.load(stop.signal)
    const before = trial.answers.kept.length
    for (let left = 400; trial.answers.kept.length === before && left > 0; left--) await sleep(50)
    await sleep(randomInt(10, 500))
    await trial.end('SIGKILL')
    stop.abort()
    await load
    process.stderr.write(`\r${time} of ${times} times killed, ${trial.answers.kept.length} predictions answered`)
  }
  process.stderr.write('\n')
  await trial.start()
  const { there, lost, twice } = await trial.reckon()
  console.log(
    `${times} times kill -9, ${trial.answers.kept.length} predictions answered with 200, ${there} in the log: ${lost} lost, ${twice} twice`,
  )
  process.exitCode = lost + twice === 0 && there >= times ? 0 : 1
} finally {
  await trial.close()
  await mongo.stop()
}
