import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { LivePoller } from './poll-live.ts'

/** Starts a server that responds at once, but blocks for 400 ms before it responds to `/hold`. */
const program = `
const server = require('node:http').createServer((request, response) => {
  if (request.url === '/hold') for (const end = performance.now() + 400; performance.now() < end;) {}
  response.end()
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))`

test('LivePoller sees a request that holds the event loop, and no other', async () => {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill())
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string]
  const url = `http://127.0.0.1:${port}`
  const poller = await LivePoller.start(url)
  onTestFinished(() => poller.close())
  const held = await poller.once(() => fetch(`${url}/hold`))
  expect(held.maxWaitMs).toBeGreaterThan(300)
  const free = await poller.during(() => fetch(url))
  expect(free.maxWaitMs).toBeLessThan(poller.boundMs)
  expect(free.polls).toBeGreaterThan(0)
})
