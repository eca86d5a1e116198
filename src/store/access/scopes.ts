/** What a caller may do. `predict`: score. `read`: see models, runs, data, predictions, metrics. `operate`: promote and roll back. `admin`: everything. */
export const scopes = ['predict', 'read', 'operate', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** Named sets of scopes: what users and registrations are given. */
export const roles = {
  reader: ['read'],
  predictor: ['predict'],
  operator: ['predict', 'read', 'operate'],
  admin: ['admin'],
} as const satisfies Record<string, readonly Scope[]>
export type Role = keyof typeof roles

/** Who asks: every way of signing in (key, token, cookie) ends in this before any handler. */
export interface Caller {
  /** Id of the key (`environment` for API_KEY), or `user:<username>`: what logs and the prediction log keep. */
  readonly id: string
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
}

/** `admin` holds every scope. */
export function mayDo(caller: Caller, scope: Scope): boolean {
  return caller.scopes.has(scope) || caller.scopes.has('admin')
}
