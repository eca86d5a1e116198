import { type Caller, roles } from './scopes.ts'
import type { User } from './user-store.ts'

const prefix = 'user:'

/** What a user is to every route, whether a session or a token speaks for him. */
export function callerOfUser({ username, role }: Pick<User, 'username' | 'role'>): Caller {
  return { id: `${prefix}${username}`, name: username, scopes: new Set(roles[role]) }
}

/** The user behind a caller; null for a key. */
export function usernameOf({ id }: Caller): string | null {
  return id.startsWith(prefix) ? id.slice(prefix.length) : null
}
