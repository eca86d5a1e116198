/** What a caller may do. `predict`: score. `read`: see models, runs, data, predictions, metrics. `operate`: promote and roll back. `admin`: everything. */
export const scopes = ['predict', 'read', 'operate', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** Who asks: every way of signing in (key, cookie; later tokens and Basic) ends in this before any handler. */
export interface Caller {
  /** Id of the key (`environment` for API_KEY): what logs and the prediction log keep. */
  readonly id: string
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
}

/** `admin` holds every scope. */
export function mayDo(caller: Caller, scope: Scope): boolean {
  return caller.scopes.has(scope) || caller.scopes.has('admin')
}
