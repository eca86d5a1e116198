import type { Role } from './scopes.ts'

/** A person with a password, or one that an OpenID Connect provider vouches for. */
export interface User {
  /** Unique; compared as written. Callers of this user have the id `user:<username>`. */
  readonly username: string
  readonly fullName: string | null
  /** argon2id in PHC form; null for who signs in through a provider only. */
  readonly passwordHash: string | null
  readonly role: Role
  readonly disabled: boolean
  readonly createdAt: string
  readonly lastSignInAt: string | null
  /** Rises when the password changes or the user is disabled: tokens and sessions of an earlier one are refused. */
  readonly tokenVersion: number
}

export interface UserStore {
  /** False, and nothing changes, when the name is taken. Atomic. */
  createUser(user: User): Promise<boolean>
  findUser(username: string): Promise<User | null>
  /** By name. */
  listUsers(): Promise<readonly User[]>
  /** Changes what is given. False when there is no such user. Atomic. */
  updateUser(username: string, change: Partial<Omit<User, 'username' | 'createdAt'>>): Promise<boolean>
}
