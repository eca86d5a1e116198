import type { FastifyInstance } from 'fastify'

/**
 * Collects the routes as they are made, and says which methods an address takes. Call it before any
 * route is registered.
 */
export function routeMethods(app: FastifyInstance): (path: string) => readonly string[] {
  const routes = new Map<string, { readonly matches: RegExp; readonly methods: Set<string> }>()
  app.addHook('onRoute', ({ url, method }) => {
    // The page's files match everything.
    if (url === '/*') return
    const route = routes.get(url) ?? { matches: patternOf(url), methods: new Set<string>() }
    for (const each of [method].flat()) route.methods.add(each)
    routes.set(url, route)
  })
  return (path) => {
    const methods = new Set<string>()
    for (const route of routes.values()) {
      if (route.matches.test(path)) for (const method of route.methods) methods.add(method)
    }
    return [...methods].sort()
  }
}

function patternOf(url: string): RegExp {
  const pattern = url
    .split('/')
    .map((part) => {
      if (part === '*') return '.*'
      return part.startsWith(':') ? '[^/]+' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    })
    .join('/')
  return new RegExp(`^${pattern}$`)
}
