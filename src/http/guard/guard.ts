import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Scope } from '../../base/roles.ts'
import { type Caller, requireScope } from '../../store/access/caller.ts'
import type { GrantObject } from '../../store/access/grants/grant.ts'
import type { PartOfExperiment } from '../../store/access/grants/grants.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { identify, readCredentials, recentCaller, refusalOf, type Verifiers } from './credentials.ts'
import { hostCheck } from './hosts.ts'
import { isOpen } from './open-routes.ts'
import { opensPage, sendPage } from '../page.ts'
import type { ServerServices } from '../platform-services.ts'
import { setApiHeaders } from './security-headers.ts'
import { getAddressBucket, TokenBuckets } from '../../base/token-buckets.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * What the caller must hold. A route without one must be in `openRoutes`; `open` is for routes
     * that a project declares so.
     */
    scope?: Scope | 'open'
    /**
     * The experiment, model or alias that the route is about, on which grants decide; `handler` if
     * the handler calls `permit`, or returns only what the caller may find.
     */
    object?: ObjectOf | 'handler'
    /** Media types of the body, for people; default `application/json`. */
    accepts?: string
    /** The route is one of MLflow's, which have a document of their own. */
    isMlflow?: true
    /** The route decompresses bodies itself. */
    decompresses?: true
    /** The body takes as long as its sender needs, which is no slowness of the server. */
    isUpload?: true
    /** The page has an address of the same name. */
    sharedWithPage?: boolean
  }
  interface FastifyInstance {
    grants: ServerServices['grants']
  }
  interface FastifyRequest {
    /** Who asks; null on open routes only. */
    caller: Caller | null
    /** Milliseconds of `performance.now()`. */
    startedAt: number
  }
}

/**
 * Stands before every route, before any body is read: the host, who it is, how often, and whether
 * they may. Requests with a valid key count against that key; all others (wrong keys, open routes,
 * unknown paths) against the address.
 */
export function guard(app: FastifyInstance, services: ServerServices): void {
  const checkHost = hostCheck(services.settings)
  const limit = limiter(services)
  app.decorateRequest('caller', null)
  app.decorateRequest('startedAt', 0)
  app.decorate('grants', services.grants)
  app.addHook('onRoute', refuseUnscoped)
  app.addHook('onRoute', checkObject)
  const admit = (caller: Caller, scope: Scope, request: FastifyRequest, reply: FastifyReply): void => {
    limit(`key ${caller.id}`, reply)
    const { object } = request.routeOptions.config
    // A grant may allow on one object what the scopes of the caller do not.
    if (object === undefined || !services.grants.hasAny(caller)) requireScope(caller, scope)
    request.caller = caller
  }
  const resolveCaller = async (request: FastifyRequest, reply: FastifyReply): Promise<Caller> => {
    const credentials = readCredentials(request)
    const countAddress = (): void => limit(getAddressBucket(request.ip), reply)
    const caller = await identify(request, credentials, services, countAddress)
    if (caller !== null) return caller
    countAddress()
    throw new LapidaryError(refusalOf(credentials))
  }
  app.addHook('onRequest', (request, reply, done) => {
    request.startedAt = performance.now()
    setApiHeaders(request, reply)
    if (request.headers.host === undefined && request.raw.httpVersion !== '1.0')
      throw new LapidaryError('no-host')
    checkHost(request.headers.host)
    const { config, url } = request.routeOptions
    const { scope } = config
    if (config.sharedWithPage === true && opensPage(request)) {
      limit(getAddressBucket(request.ip), reply)
      void sendPage(reply)
      return undefined
    }
    if (scope === undefined || scope === 'open') {
      // A probe that is throttled would take a healthy server out of service.
      if (!isProbe(url)) limit(getAddressBucket(request.ip), reply)
      done()
      return undefined
    }
    // The hot path: what was verified a moment ago costs no promise.
    const recent = recentCaller(request, services)
    if (recent === null)
      return resolveCaller(request, reply).then((caller) => admit(caller, scope, request, reply))
    admit(recent, scope, request, reply)
    done()
    return undefined
  })
}

function isProbe(url: string | undefined): boolean {
  return url === '/health' || url === '/health/live' || url === '/health/ready'
}

/**
 * Resolves the caller of a route that has no scope but needs one. @throws LapidaryError `no-key`,
 * what `identify` throws
 */
export async function requireCaller(request: FastifyRequest, verifiers: Verifiers): Promise<Caller> {
  const caller = await identify(request, readCredentials(request), verifiers)
  if (caller === null) throw new LapidaryError('no-key')
  return caller
}

/** The caller of a route that names a scope. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new TypeError(`${request.url} has no caller`)
  return request.caller
}

/** What a request is about. */
export type PermitObject = GrantObject | PartOfExperiment
type ObjectOf = (request: FastifyRequest) => PermitObject

/**
 * Checks that the caller may do with an object what a scope allows.
 *
 * @param scope default: that of the route
 * @throws LapidaryError `missing-scope`, `not-permitted`
 */
export function permit(
  request: FastifyRequest,
  object: PermitObject,
  scope = request.routeOptions.config.scope,
): void | Promise<void> {
  if (scope === undefined || scope === 'open') throw new TypeError(`${request.url} names no scope`)
  return request.server.grants.require(callerOf(request), scope, object)
}

/** Adds the check of its object to a route, after its parameters are validated. */
function checkObject(route: RouteOptions): void {
  const object = route.config?.object
  if (typeof object !== 'function') return
  const check = async (request: FastifyRequest): Promise<void> => await permit(request, object(request))
  route.preHandler = [check, ...[route.preHandler ?? []].flat()]
}

/** Deny by default: a forgotten scope is a mistake found at start, never an open door. */
function refuseUnscoped(route: RouteOptions): void {
  if (route.config?.scope !== undefined) return
  for (const method of [route.method].flat()) {
    if (!isOpen(method, route.url))
      throw new TypeError(`${method} ${route.url} names no scope and is not one of the open routes`)
  }
}

function limiter({ settings, now }: ServerServices): (bucket: string, reply: FastifyReply) => void {
  const perMinute = settings.RATE_LIMIT
  if (perMinute === 0) return () => undefined
  const buckets = new TokenBuckets(perMinute)
  return (bucket, reply) => {
    const { allowed, remaining, seconds } = buckets.take(bucket, now().getTime())
    reply
      .header('ratelimit-limit', perMinute)
      .header('ratelimit-remaining', remaining)
      .header('ratelimit-reset', seconds)
    if (allowed) return
    reply.header('retry-after', seconds)
    throw new LapidaryError('rate-limited', { limit: perMinute, seconds })
  }
}
