import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { PlatformServices } from '../../platform-services.ts'
import { languageOf } from '../../problems.ts'
import { problemResponses } from '../problem.ts'
import { noContent } from '../responses.ts'
import { cookieOf, refuseInsecureSignIn, sessionCookie, setCookie } from '../../guard/session-cookie.ts'
import type { Routes } from '../../route-context.ts'
import { recordSignIn } from './record-sign-in.ts'
import { keySet } from './schema.ts'

const tags = ['Session']
const start = '/v1/session/oidc'
const callback = `${start}/callback`

/**
 * Cookie that the start of a sign-in sets. Lax: the browser returns here from a page of the
 * provider.
 */
const startedCookie = 'lapidary_oidc'
/** Seconds within which the user must sign in at the provider. */
const startedMaxAge = 600

type OidcServices = 'oidc' | 'signIns' | 'settings' | 'tokenKeys'
type Services = Pick<PlatformServices, OidcServices>

/**
 * Signs browsers in through an OpenID Connect provider, and publishes the keys that verify tokens.
 */
export const oidcRoutes: Routes<OidcServices> = (app, { services }) => {
  app.get(
    start,
    {
      schema: {
        tags,
        operationId: 'startOidc',
        summary: 'Sign in through the OpenID Connect provider',
        response: { 302: noContent('To the provider.'), ...problemResponses([403, 404, 429, 503]) },
      },
    },
    async (request, reply) => {
      refuseInsecureSignIn(request)
      const { url, started } = await oidcOf(services).start(callbackUrl(request, services).href)
      return reply.header('set-cookie', startedCookieOf(request, started, startedMaxAge)).redirect(url)
    },
  )
  app.get(
    callback,
    {
      schema: {
        tags,
        operationId: 'finishOidc',
        summary: 'Where the OpenID Connect provider leads back to',
        response: {
          302: noContent('To the page, signed in.'),
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
        if (!(error instanceof LapidaryError) || request.headers.accept?.includes('text/html') !== true)
          throw error
        return await sendErrorPage(error, request, reply)
      }
    },
  )
  if (services.settings.TOKEN_ALGORITHM !== 'EdDSA') return
  app.get(
    '/.well-known/jwks.json',
    {
      schema: {
        tags,
        operationId: 'getTokenKeys',
        summary: 'Public keys that verify the tokens of users',
        response: { 200: keySet, ...problemResponses([429, 503]) },
      },
    },
    async () => await services.tokenKeys?.publicKeys(),
  )
}

async function finish(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
): Promise<FastifyReply> {
  const address = callbackUrl(request, services)
  address.search = new URL(request.url, 'http://localhost').search
  const { token, expiresAt, caller } = await oidcOf(services).finish(
    address,
    cookieOf(request, startedCookie),
  )
  await recordSignIn('session.open', caller, request, services)
  return await reply
    .header('set-cookie', [sessionCookie(request, token, expiresAt), startedCookieOf(request, '', 0)])
    .redirect('/')
}

function oidcOf({ oidc }: Services): NonNullable<PlatformServices['oidc']> {
  if (oidc === null) throw new LapidaryError('oidc-off')
  return oidc
}

/** Returns the address that the provider redirects to, exactly as it was registered there. */
function callbackUrl(request: FastifyRequest, { settings }: Services): URL {
  return new URL(
    `${settings.PUBLIC_URL?.replace(/\/$/, '') ?? `${request.protocol}://${request.host}`}${callback}`,
  )
}

function startedCookieOf(request: FastifyRequest, value: string, seconds: number): string {
  return setCookie(request, startedCookie, value, { sameSite: 'lax', maxAge: seconds })
}

/**
 * Sends an error as a page with a link to the sign-in page, for a browser that was redirected here.
 */
function sendErrorPage(error: LapidaryError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
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
