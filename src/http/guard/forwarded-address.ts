import type { FastifyInstance } from 'fastify'
import { normalizeAddress } from '../../base/network/address.ts'

/**
 * Reduces `X-Forwarded-For` to the one address that the nearest proxy wrote, in its canonical form,
 * so that `request.ip` names a caller in one way only. What is no address is dropped: then
 * `request.ip` is that of the connection.
 */
export function reduceForwardedFor(app: FastifyInstance): void {
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    const { 'x-forwarded-for': forwarded } = headers
    if (forwarded !== undefined) {
      const nearest = normalizeAddress([forwarded].flat().join(',').split(',').at(-1) ?? '')
      if (nearest === null) delete headers['x-forwarded-for']
      else headers['x-forwarded-for'] = nearest
    }
    done()
  })
}
