import type { Scope } from '../../base/roles.ts'

/**
 * The sender of a request. Every way of signing in (key, token, cookie) ends in this before any
 * handler runs.
 */
export interface Caller {
  /**
   * Id of the key (`environment` for API_KEY), or `user:<username>`. Logs and the prediction log
   * store it.
   */
  readonly id: string
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
}

/** Returns whether a caller holds a scope; `admin` holds every scope. */
export function hasScope(caller: Caller, scope: Scope): boolean {
  return caller.scopes.has(scope) || caller.scopes.has('admin')
}
