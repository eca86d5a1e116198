import type { FastifyInstance } from 'fastify'

/** Containers are killed ten seconds after SIGTERM: a caller who reads too slowly is cut off before. */
const longestMilliseconds = 8000

/**
 * Makes `app.close()` finish what is under way, no sooner and not much later: connections are closed as they fall idle
 * (Node closes only those that are idle at the start, and a kept-alive one would hold the process for its whole timeout).
 *
 * @returns whether closing has begun.
 */
export function drainOnClose(app: FastifyInstance): () => boolean {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
    const started = Date.now()
    const timer = setInterval(() => {
      if (Date.now() - started > longestMilliseconds) app.server.closeAllConnections()
      else app.server.closeIdleConnections()
    }, 25)
    app.server.once('close', () => clearInterval(timer))
    // A server that never listened emits no close.
    if (!app.server.listening) clearInterval(timer)
  })
  return () => closing
}
