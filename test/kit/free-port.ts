import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * A port of loopback that was free a moment ago, below those that the system gives to outgoing connections: who tries again and again
 * to reach a server that is down could otherwise be given its very port, and keep it from coming back.
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
