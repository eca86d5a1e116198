import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { type Role, type Scope, scopesInWords } from '../../base/roles.ts'

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
  /** The role of a user; a key has none. */
  readonly role?: Role
}

/** Returns whether a caller holds a scope; `admin` holds every scope. */
export function hasScope(caller: Caller, scope: Scope): boolean {
  return caller.scopes.has(scope) || caller.scopes.has('admin')
}

/** @throws LapidaryError `missing-scope` if a caller does not hold a scope */
export function requireScope(caller: Caller, scope: Scope): void {
  if (hasScope(caller, scope)) return
  throw new LapidaryError('missing-scope', {
    name: caller.name,
    scope: scopesInWords([scope]),
    seen: scopesInWords(caller.scopes),
  })
}
