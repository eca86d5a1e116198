import type { Role } from '../../../base/roles.ts'

/** A person with a password, or who signs in with an OpenID Connect provider. */
export interface User {
  /** Unique; compared as written. Callers of this user have the id `user:<username>`. */
  readonly username: string
  readonly fullName: string | null
  /**
   * argon2id in PHC form; `null` for a user who signs in through a provider or has not used the
   * invitation yet.
   */
  readonly passwordHash: string | null
  /**
   * Issuer and `sub` at the provider that the user signs in with; null for users with a password.
   */
  readonly subject: string | null
  readonly role: Role
  readonly disabled: boolean
  readonly createdAt: string
  readonly lastSignInAt: string | null
  /**
   * Rises when the password or the role changes or the user is disabled: tokens and sessions of an
   * earlier version are rejected.
   */
  readonly tokenVersion: number
}

export interface UserChange
  extends Partial<Omit<User, 'username' | 'createdAt' | 'tokenVersion' | 'subject'>> {
  /** Raises `tokenVersion`. */
  readonly endTokens?: boolean
}

/** The right to set the password of one user, once. Only the SHA-256 of its token is stored. */
export interface Invitation {
  readonly sha256: string
  readonly username: string
  readonly expiresAt: string
}

export interface UserStore {
  /** False, and nothing changes, when the name is taken. Atomic. */
  createUser(user: User): Promise<boolean>
  findUser(username: string): Promise<User | null>
  /** Resolves the user with this issuer and `sub`. */
  findSubject(subject: string): Promise<User | null>
  /** Resolves whether any user has a password. */
  hasPasswords(): Promise<boolean>
  /** By name. */
  listUsers(): Promise<readonly User[]>
  /**
   * Changes what is given; a password ends the user's invitation. False when there is no such user.
   * Atomic.
   */
  updateUser(username: string, change: UserChange): Promise<boolean>
  /**
   * As `updateUser`, unless it would take the last admin away who can sign in: one that is enabled
   * and has a password or a provider. At least one admin remains even when several such changes are
   * made at once, in any process.
   * @throws LapidaryError `last-admin`, and nothing changes.
   */
  updateUserKeepingAdmin(username: string, change: UserChange): Promise<boolean>
  /** In place of an earlier one of the same user. */
  putInvitation(invitation: Invitation): Promise<void>
  /**
   * Uses an invitation up: sets what is given and ends tokens. False if it is not this user's, was
   * used or is past its time. Atomic.
   */
  redeemInvitation(
    invitation: Omit<Invitation, 'expiresAt'>,
    now: string,
    change: UserChange,
  ): Promise<boolean>
}
