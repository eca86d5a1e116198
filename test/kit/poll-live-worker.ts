import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'

/** Milliseconds between two polls. */
const pauseMs = 10

const { url } = workerData as { readonly url: string }
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
let maxWaitMs = 0
let polls = 0
const received: ('reset' | 'report' | 'stop')[] = []
parentPort?.on('message', (message) => void received.push(message))

/** Polls once. Resolves when the whole response has arrived. */
function poll(): Promise<void> {
  return new Promise((resolve, reject) => {
    get(`${url}/health/live`, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`/health/live returned ${response.statusCode}`))
      response.resume().once('end', resolve).once('error', reject)
    }).once('error', reject)
  })
}

// Messages take effect between two polls, so a running poll counts for the period in which it
// began.
for (let message = received.shift(); message !== 'stop'; message = received.shift()) {
  if (message === 'reset') maxWaitMs = polls = 0
  if (message !== undefined) parentPort?.postMessage({ maxWaitMs, polls }, [])
  const began = performance.now()
  await poll()
  polls++
  maxWaitMs = Math.max(maxWaitMs, performance.now() - began)
  if (received.length === 0) await sleep(pauseMs)
}
agent.destroy()
parentPort?.close()
