import { roles } from '../../../base/roles.ts'
import type { Caller } from '../caller.ts'
import type { User } from './user-store.ts'

const prefix = 'user:'

/** Returns the caller that a user is to every route, with a session or a token. */
export function callerOfUser({ username, role }: Pick<User, 'username' | 'role'>): Caller {
  return { id: userId(username), name: username, scopes: new Set(roles[role].scopes), role }
}

/** Returns the name of the user that a caller is, or null for a key. */
export function usernameOf({ id }: Pick<Caller, 'id'>): string | null {
  return id.startsWith(prefix) ? id.slice(prefix.length) : null
}

/** Returns the id of a user as a caller. */
export function userId(username: string): string {
  return `${prefix}${username}`
}
