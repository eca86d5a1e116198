import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Milliseconds after which connections with a slow reader are closed. Containers are killed ten
 * seconds after SIGTERM.
 */
const maxDrainMs = 8000

/**
 * Makes `app.close()` end as soon as all requests under way have ended. Connections are closed as
 * they become idle (Node closes only those that are idle at the start, and a kept-alive one
 * would hold the process for its whole timeout). Every response says `Connection: close` from then
 * on, so that no client sends another request on a connection that goes away.
 *
 * @returns whether closing has begun.
 */
export function drainOnClose(app: FastifyInstance): () => boolean {
  let closing = false
  const sockets = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  app.addHook('preClose', async () => {
    closing = true
    const started = performance.now()
    let ticks = 0
    const timer = setInterval(() => {
      if (performance.now() - started > maxDrainMs) app.server.closeAllConnections()
      else app.server.closeIdleConnections()
      // Node does not treat a connection that never sent anything as idle. By the second tick,
      // everything that had arrived was read.
      if (ticks++ > 0) for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
    }, 25)
    app.server.once('close', () => clearInterval(timer))
    // A server that never listened emits no `close` event.
    if (!app.server.listening) clearInterval(timer)
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close')
    done()
  })
  return () => closing
}
