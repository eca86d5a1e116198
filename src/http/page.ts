import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import type { PlatformServices } from './platform-services.ts'
import { languageOf, sendProblem } from './problems.ts'
import { routeMethods } from './route-methods.ts'
import { setPageHeaders } from './guard/security-headers.ts'

const notBuilt =
  'The API is running; its documentation is at /docs.\nThe page is not built here: run "npm run build" in the clone of Lapidary, then start again.\n'

/**
 * First steps of the page's own addresses. A project may owe others a route of the same name: then a browser that opens the address
 * gets the page, everything else the route.
 */
export const pagePaths: ReadonlySet<string> = new Set([
  'score-file',
  'model',
  'runs',
  'predictions',
  'threshold',
  'features',
  'users',
  'keys',
  'account',
])

/** True for a browser's own navigation; scripts and other programs cannot say so, or do not. */
export function opensPage(request: FastifyRequest): boolean {
  return request.headers['sec-fetch-dest'] === 'document'
}

export function sendPage(reply: FastifyReply): FastifyReply {
  setPageHeaders(reply)
  return reply.header('cache-control', 'no-cache').header('vary', 'sec-fetch-dest').sendFile('index.html')
}

/** The page's files at `/`, its addresses (which are all one file), and the answer to everything else: 404, or 405 with what is allowed. */
export async function servePage(app: FastifyInstance, { webRoot }: PlatformServices): Promise<void> {
  const methodsOf = routeMethods(app)
  if (webRoot === null)
    app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.type('text/plain; charset=utf-8').send(notBuilt))
  else {
    await app.register(fastifyStatic, {
      root: webRoot,
      dotfiles: 'deny',
      // The build wrote .br and .gz beside each file.
      preCompressed: true,
      setHeaders: (reply, path) => {
        // Vite puts a hash of the content into the names under assets/.
        const hashed = /[\\/]assets[\\/]/.test(path)
        reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
      cacheControl: false,
    })
    app.addHook('onRequest', (request, reply, done) => {
      if (request.method !== 'POST' && request.routeOptions.url === '/*') setPageHeaders(reply)
      done()
    })
  }
  const answerNoRoute = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = request.url.split('?', 1)[0] ?? ''
    const allowed = methodsOf(path)
    if (allowed.length > 0) {
      reply.header('allow', allowed.join(', '))
      if (request.method === 'OPTIONS') return reply.code(204).send()
      const values = { method: request.method, seen: path.slice(0, 200), allowed: allowed.join(', ') }
      return sendProblem(reply, new LapidaryError('wrong-method', values), languageOf(request))
    }
    if (webRoot !== null && isNavigation(request, path)) {
      return sendPage(reply)
    }
    const problem = new LapidaryError('no-route', { method: request.method, seen: path.slice(0, 200) })
    return sendProblem(reply, problem, languageOf(request))
  }
  // Before any body is read: whether the address exists does not depend on what is sent to it.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) void answerNoRoute(request, reply)
    else done()
  })
  // Also for files of the page that are not there.
  app.setNotFoundHandler(answerNoRoute)
}

/** A browser that opens an address of the page, not a script or a program that asks for something that is not there. */
function isNavigation(request: FastifyRequest, path: string): boolean {
  const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
  return wantsPage && !/^\/(v1|docs|health|assets)(\/|$)/.test(path) && !/\.\w+$/.test(path)
}
