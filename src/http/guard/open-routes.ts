/**
 * Routes that answer without a key: the whole list. Every other route names its scope in `config.scope`, or the server does not start.
 * `GET` stands for `HEAD` too. A session route answers for itself: it takes the key or the
 * password, or says that there is none.
 */
export const openRoutes: readonly string[] = [
  // Of Feast's server, unless the project has a route of its own there.
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'GET /openapi.json',
  'GET /docs',
  'GET /docs/',
  'GET /docs/json',
  'GET /docs/yaml',
  'GET /docs/static/index.html',
  'GET /docs/static/swagger-initializer.js',
  'GET /docs/static/*',
  'POST /v1/session',
  'GET /v1/session',
  'DELETE /v1/session',
  'POST /v1/session/password',
  'GET /v1/session/oidc',
  'GET /v1/session/oidc/callback',
  'GET /v1/sign-in',
  'POST /v1/registrations',
  // Of EdDSA only: public keys.
  'GET /.well-known/jwks.json',
  // The page's files, which hold nothing but code.
  'GET /',
  'GET /*',
]

/** True if `method` on the route pattern `url` needs no key. */
export function isOpen(method: string, url: string): boolean {
  return openRoutes.includes(`${method === 'HEAD' ? 'GET' : method} ${url}`)
}
