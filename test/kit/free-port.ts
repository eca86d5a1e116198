import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Returns a loopback port that was free a moment ago, below those that the system gives to outgoing
 * connections. A client that keeps reconnecting to a stopped server could otherwise get the
 * server's own port, and prevent its restart.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    const server = createServer()
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!free) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}
