/**
 * All routes that need no key. Every other route names its scope in `config.scope`, or the server
 * does not start. `GET` stands for `HEAD` too. A session route checks for itself: it takes the key
 * or the password, or rejects a request without one.
 */
export const openRoutes: readonly string[] = [
  // The health check of Feast's and MLflow's servers, unless the project has a route there.
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'GET /openapi.json',
  'GET /openapi-mlflow.json',
  // What clients of MLflow request before they sign in.
  'GET /version',
  'GET /api/3.0/mlflow/server-info',
  'GET /ajax-api/3.0/mlflow/server-info',
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
  // Public keys, of EdDSA only.
  'GET /.well-known/jwks.json',
  // The page's files, which hold nothing but code.
  'GET /',
  'GET /*',
]

/** Returns whether `method` on the route pattern `url` needs no key. */
export function isOpen(method: string, url: string): boolean {
  return openRoutes.includes(`${method === 'HEAD' ? 'GET' : method} ${url}`)
}
