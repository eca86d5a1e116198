import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { type Service, servicesOf } from '../../deploy/all-in-one/supervise.ts'
import { freePort } from '../kit/free-port.ts'
import { tempFolder } from '../kit/temp-folder.ts'

const module = fileURLToPath(new URL('../../deploy/all-in-one/supervise.ts', import.meta.url))

/** Runs the services as the first process of a container would; collects all that they say. */
function supervising(services: readonly Service[], patience = { start: 10_000, stop: 5000 }) {
  const script = `const { supervise } = await import(${JSON.stringify(module)})
    const say = (line) => console.log('supervise: ' + line)
    process.exitCode = await supervise(${JSON.stringify(services)}, say, ${JSON.stringify(patience)})`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const { promise: isUp, resolve } = Promise.withResolvers<void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      lines.push(...text.split('\n').filter((line) => line !== ''))
      if (text.includes('program: up')) resolve()
    })
  }
  const code = once(child, 'close').then(([exit]) => exit as number)
  return { child, code, lines, isUp }
}

/** Says when it is up and when it is told to stop; listens on `port` from 200 ms on. */
const service = (name: string, port?: number, more = ''): Service => ({
  name,
  command: [
    process.execPath,
    '--eval',
    `const up = () => console.log('${name}: up')
    const stay = setInterval(() => undefined, 1000)
    process.on('SIGTERM', () => { console.log('${name}: told to stop'); process.exit(0) })
    ${more}
    ${port === undefined ? 'up()' : `setTimeout(() => require('node:net').createServer().listen(${port}, '127.0.0.1', up), 200)`}`,
  ],
  ...(port !== undefined && { port }),
})

test('starts each service when the one before answers, and on SIGTERM stops them from the last to the first', async () => {
  const [one, two] = [await freePort(), await freePort()]
  const running = supervising([service('redis', one), service('mongo', two), service('program')])
  await running.isUp
  running.child.kill('SIGTERM')
  expect(await running.code).toBe(0)
  expect(running.lines).toEqual([
    'redis: up',
    'mongo: up',
    'program: up',
    'supervise: SIGTERM: stopping',
    'program: told to stop',
    'mongo: told to stop',
    'redis: told to stop',
  ])
})

test('ends as a whole, with its code, when a service ends', async () => {
  const up = JSON.stringify(join(tempFolder(), 'program-is-up'))
  const running = supervising([
    service(
      'redis',
      await freePort(),
      `setInterval(() => require('node:fs').existsSync(${up}) && process.exit(7), 20)`,
    ),
    service('program', undefined, `require('node:fs').writeFileSync(${up}, '')`),
  ])
  expect(await running.code).toBe(7)
  expect(running.lines).toContain('supervise: redis ended with 7: stopping all')
  expect(running.lines).toContain('program: told to stop')
})

test('a service that is killed, or ends well without being told, is a failure too', async () => {
  const killed = supervising([
    service('program', undefined, "setTimeout(() => process.kill(process.pid, 'SIGKILL'), 300)"),
  ])
  expect(await killed.code).toBe(137)
  const done = supervising([service('program', undefined, 'setTimeout(() => process.exit(0), 300)')])
  expect(await done.code).toBe(1)
})

test('kills what does not stop', async () => {
  const deaf = service(
    'program',
    undefined,
    "process.removeAllListeners('SIGTERM'); process.on('SIGTERM', () => undefined)",
  )
  const running = supervising([deaf], { start: 1000, stop: 300 })
  await running.isUp
  running.child.kill('SIGTERM')
  expect(await running.code).toBe(137)
})

test('starts nothing more when a program is missing or takes no connection', async () => {
  const missing = supervising([
    { name: 'redis', command: ['/nowhere/redis-server'], port: 1 },
    service('program'),
  ])
  expect(await missing.code).toBe(127)
  expect(missing.lines.join('\n')).toContain('ENOENT')
  const mute = supervising([{ ...service('redis'), port: await freePort() }, service('program')], {
    start: 300,
    stop: 5000,
  })
  expect(await mute.code).toBe(1)
  expect(mute.lines.join('\n')).toContain('redis, which took no connection, ended with 1')
  expect([...missing.lines, ...mute.lines]).not.toContain('program: up')
})

test('starts a store inside unless another is named', () => {
  const names = (environment: Record<string, string>): string =>
    servicesOf(environment, '/data')
      .map(({ name }) => name)
      .join(' ')
  expect(names({})).toBe('redis mongo lapidary')
  expect(names({ MONGO_URI: 'mongodb://localhost:27017', REDIS_HOST: 'localhost' })).toBe(
    'redis mongo lapidary',
  )
  expect(names({ MONGO_URI: 'mongodb://ana:pw@mongo.example.org/steps' })).toBe('redis lapidary')
  expect(names({ MONGO_URI_FILE: '/run/secrets/mongo_uri', REDIS_URL: 'rediss://cache:6380' })).toBe(
    'lapidary',
  )
  expect(servicesOf({ REDIS_HOST: '127.0.0.1' }, '/data').at(-1)?.environment).toEqual({
    MONGO_URI: 'mongodb://localhost:27017',
  })
})
