import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { isMlflowPath, sendMlflowError } from './mlflow/errors.ts'
import type { ServerServices } from './platform-services.ts'
import { languageOf, sendProblem } from './problems.ts'
import { routeMethods } from './route-methods.ts'
import { setPageHeaders } from './guard/security-headers.ts'

const notBuilt =
  'The API is running; its documentation is at /docs.\nThe page is not built here: run "npm run build" in the clone of Lapidary, then start again.\n'

/**
 * First steps of the page's own addresses. A project may have a route of the same name: then a
 * browser that opens the address gets the page, and every other caller the route.
 */
export const pagePaths: ReadonlySet<string> = new Set([
  'score-file',
  'model',
  'models',
  'runs',
  'predictions',
  'threshold',
  'features',
  'users',
  'keys',
  'account',
])

/**
 * Returns whether a browser navigates to the address. Scripts cannot set the header, and other
 * programs do not.
 */
export function opensPage(request: FastifyRequest): boolean {
  return request.headers['sec-fetch-dest'] === 'document'
}

export function sendPage(reply: FastifyReply): FastifyReply {
  setPageHeaders(reply)
  return reply.header('cache-control', 'no-cache').header('vary', 'sec-fetch-dest').sendFile('index.html')
}

/**
 * Serves the page's files at `/` and its addresses, which are all one file. Responds to every other
 * address with 404, or 405 and the allowed methods.
 */
export async function servePage(
  app: FastifyInstance,
  { webRoot }: Pick<ServerServices, 'webRoot'>,
): Promise<void> {
  const methodsOf = routeMethods(app)
  if (webRoot === null)
    app.get('/', { schema: { hide: true } }, async (_request, reply) =>
      reply.type('text/plain; charset=utf-8').send(notBuilt),
    )
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
  const respondWithoutRoute = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = request.url.split('?', 1)[0] ?? ''
    const allowed = methodsOf(path)
    const send = isMlflowPath(path) ? sendMlflowError : sendProblem
    if (allowed.length > 0) {
      reply.header('allow', allowed.join(', '))
      if (request.method === 'OPTIONS') return reply.code(204).send()
      const values = { method: request.method, seen: path.slice(0, 200), allowed: allowed.join(', ') }
      return send(reply, new LapidaryError('wrong-method', values), languageOf(request))
    }
    if (webRoot !== null && isNavigation(request, path)) {
      return sendPage(reply)
    }
    const problem = new LapidaryError('no-route', { method: request.method, seen: path.slice(0, 200) })
    return send(reply, problem, languageOf(request))
  }
  // This precedes the reading of bodies, because whether an address exists does not depend on what
  // is sent to it.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) void respondWithoutRoute(request, reply)
    else done()
  })
  // The static files call this for a file that does not exist.
  app.setNotFoundHandler(respondWithoutRoute)
}

/**
 * Returns whether a browser opens an address of the page, rather than a script or a program
 * something that does not exist.
 */
function isNavigation(request: FastifyRequest, path: string): boolean {
  const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
  return wantsPage && !/^\/(v1|api|ajax-api|docs|health|assets)(\/|$)/.test(path) && !/\.\w+$/.test(path)
}
