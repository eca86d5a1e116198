import { connect, createServer, type Server } from 'node:net'

export interface SlowProxy {
  readonly port: number
  /** Delay in milliseconds in both directions. */
  delay: number
  close(): Promise<void>
}

/** Forwards loopback connections to `port` with the current delay. */
export async function startSlowProxy(port: number): Promise<SlowProxy> {
  const proxy = { delay: 0 }
  const open = new Set<{ destroy(): void }>()
  const server: Server = createServer((client) => {
    const store = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [client, store],
      [store, client],
    ] as const) {
      open.add(from)
      from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), proxy.delay))
      from.on('error', () => to.destroy())
      from.on('close', () => {
        open.delete(from)
        setTimeout(() => to.destroy(), proxy.delay)
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return Object.assign(proxy, {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}
