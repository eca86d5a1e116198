import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Containers are killed ten seconds after SIGTERM: a caller who reads too slowly is cut off before.
 */
const longestMilliseconds = 8000

/**
 * Makes `app.close()` finish what is under way, no sooner and not much later: connections are
 * closed as they fall idle (Node closes only those that are idle at the start, and a kept-alive one
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
      if (performance.now() - started > longestMilliseconds) app.server.closeAllConnections()
      else app.server.closeIdleConnections()
      // Node does not call a connection idle that never sent anything. By the second tick what had
      // arrived was read.
      if (ticks++ > 0) for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
    }, 25)
    app.server.once('close', () => clearInterval(timer))
    // A server that never listened emits no close.
    if (!app.server.listening) clearInterval(timer)
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close')
    done()
  })
  return () => closing
}
