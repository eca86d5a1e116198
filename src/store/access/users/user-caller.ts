import { roles } from '../../../base/roles.ts'
import type { Caller } from '../caller.ts'
import type { User } from './user-store.ts'

const prefix = 'user:'

/** What a user is to every route, whether a session or a token speaks for him. */
export function callerOfUser({ username, role }: Pick<User, 'username' | 'role'>): Caller {
  return { id: userId(username), name: username, scopes: new Set(roles[role].scopes) }
}

/** The user behind a caller; null for a key. */
export function usernameOf({ id }: Pick<Caller, 'id'>): string | null {
  return id.startsWith(prefix) ? id.slice(prefix.length) : null
}

/** Id of the caller that a user is. */
export function userId(username: string): string {
  return `${prefix}${username}`
}
