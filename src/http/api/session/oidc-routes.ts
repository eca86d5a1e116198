import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { PlatformServices } from '../../platform-services.ts'
import { languageOf } from '../../problems.ts'
import { anything } from '../../openapi/describe.ts'
import { problemResponses } from '../problem.ts'
import { cookieOf, refuseInsecureSignIn, sessionCookie, setCookie } from '../../guard/session-cookie.ts'
import type { Routes } from '../../route-context.ts'
import { recordSignIn } from './routes.ts'

const about = { tags: ['Session'] }
const start = '/v1/session/oidc'
const callback = `${start}/callback`

/** What `start` gives the browser. Lax: the provider's page leads back here. */
const startedCookie = 'lapidary_oidc'
/** Seconds in which to sign in at the provider. */
const startedFor = 600

/** Signing in on the pages through an OpenID Connect provider, and the public keys of tokens. */
export const oidcRoutes: Routes = (app, { services }) => {
  app.get(
    start,
    {
      schema: {
        ...about,
        operationId: 'startOidc',
        summary: 'Sign in through the OpenID Connect provider',
        response: { 302: { description: 'To the provider.', type: 'null' }, ...problemResponses([403, 404, 429, 503]) },
      },
    },
    async (request, reply) => {
      refuseInsecureSignIn(request)
      const { url, started } = await oidcOf(services).start(callbackUrl(request, services).href)
      return reply.header('set-cookie', startedCookieOf(request, started, startedFor)).redirect(url)
    },
  )
  app.get(
    callback,
    {
      schema: {
        ...about,
        operationId: 'finishOidc',
        summary: 'Where the OpenID Connect provider leads back to',
        response: {
          302: { description: 'To the page, signed in.', type: 'null' },
          ...problemResponses([401, 403, 404, 409, 429, 503]),
        },
      },
    },
    async (request, reply) => {
      try {
        return await finish(request, reply, services)
      } catch (error) {
        if (error instanceof LapidaryError && error.status < 500 && error.code !== 'oidc-off') {
          const event = { action: 'sign-in.fail', by: 'unknown', subject: 'unknown' } as const
          await services.signIns.record({ ...event, address: request.ip })
        }
        if (!(error instanceof LapidaryError) || request.headers.accept?.includes('text/html') !== true) throw error
        return await showToPerson(error, request, reply)
      }
    },
  )
  if (services.settings.TOKEN_ALGORITHM !== 'EdDSA') return
  app.get(
    '/.well-known/jwks.json',
    {
      schema: {
        ...about,
        operationId: 'getTokenKeys',
        summary: 'Public keys that verify the tokens of users',
        response: { 200: anything('A JSON Web Key Set (RFC 7517).', { keys: [] }), ...problemResponses([429, 503]) },
      },
    },
    async () => await services.tokenKeys?.publicKeys(),
  )
}

async function finish(request: FastifyRequest, reply: FastifyReply, services: PlatformServices): Promise<FastifyReply> {
  const address = callbackUrl(request, services)
  address.search = new URL(request.url, 'http://localhost').search
  const { token, expiresAt, caller } = await oidcOf(services).finish(address, cookieOf(request, startedCookie))
  await recordSignIn('session.open', caller, request, services)
  return await reply
    .header('set-cookie', [sessionCookie(request, token, expiresAt), startedCookieOf(request, '', 0)])
    .redirect('/')
}

function oidcOf({ oidc }: PlatformServices): NonNullable<PlatformServices['oidc']> {
  if (oidc === null) throw new LapidaryError('oidc-off')
  return oidc
}

/** Where the provider is to lead back to, written as both ends compare it. */
function callbackUrl(request: FastifyRequest, { settings }: PlatformServices): URL {
  return new URL(`${settings.PUBLIC_URL?.replace(/\/$/, '') ?? `${request.protocol}://${request.host}`}${callback}`)
}

function startedCookieOf(request: FastifyRequest, value: string, seconds: number): string {
  return setCookie(request, startedCookie, value, `SameSite=Lax; Max-Age=${seconds}`)
}

/** A browser came here by itself: a person reads what went wrong, with a way back. */
function showToPerson(error: LapidaryError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const language = languageOf(request)
  const text = error.messageIn(language).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  const title = STATUS_CODES[error.status] ?? 'Error'
  return reply
    .code(error.status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'set-cookie': startedCookieOf(request, '', 0),
    })
    .serializer((payload: string) => payload)
    .send(
      `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${title}</title><p>${text}</p>` +
        `<p><a href="/">${language === 'en' ? 'Back to the sign-in page' : 'Voltar à página de entrada'}</a></p></html>`,
    )
}
