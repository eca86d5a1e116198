import { hash } from 'node:crypto'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { Access } from '../access.ts'
import { checkPassword, checkUsername } from './account-rules.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { PasswordHasher } from './password-hash.ts'
import type { Role } from '../../../base/roles.ts'
import { userId } from './user-caller.ts'
import type { User, UserChange, UserStore } from './user-store.ts'

/** Milliseconds for which an invitation is good. */
const invitationFor = 7 * 86_400_000

export interface NewUser {
  readonly username: string
  readonly fullName: string | null
  readonly role: Role
  /** Null: the result contains an invitation, with which the user sets the password. */
  readonly password: string | null
}

export interface MadeInvitation {
  /** For the user; kept nowhere. */
  readonly token: string
  readonly expiresAt: string
}

interface Parts {
  readonly store: UserStore
  readonly access: Pick<Access, 'trusted'>
  readonly audit: Pick<AuditLog, 'record'>
  readonly hasher: PasswordHasher
  readonly registration: 'open' | 'invite' | 'closed'
  /** Names of the product and the project: no password may be a variant of one. */
  readonly names: readonly string[]
}

interface Effects {
  readonly now: () => Date
  readonly random: (size: number) => Uint8Array
}

/** Users as admins handle them. `by` is the id of who does it, for the audit log. */
export class Users {
  readonly #parts: Parts
  readonly #effects: Effects

  constructor(parts: Parts, effects: Effects) {
    this.#parts = parts
    this.#effects = effects
  }

  /** By name. */
  async list(): Promise<readonly User[]> {
    return await this.#parts.store.listUsers()
  }

  /** @throws LapidaryError `user-not-found` */
  async get(username: string): Promise<User> {
    const user = await this.#parts.store.findUser(username)
    if (user === null) throw new LapidaryError('user-not-found', { seen: username.slice(0, 64) })
    return user
  }

  /**
   * @throws LapidaryError `bad-username`, `username-taken`, `bad-password`, `common-password`,
   * `no-invitations`
   */
  async add(
    wanted: NewUser,
    by: string,
  ): Promise<{ readonly user: User; readonly invitation: MadeInvitation | null }> {
    const { store, audit, hasher, names } = this.#parts
    const username = checkUsername(wanted.username)
    if (wanted.password === null) this.#mayInvite()
    else checkPassword(wanted.password, [username, wanted.fullName, ...names])
    const user: User = {
      username,
      fullName: wanted.fullName,
      passwordHash: wanted.password === null ? null : await hasher.hash(wanted.password),
      subject: null,
      role: wanted.role,
      disabled: false,
      createdAt: this.#effects.now().toISOString(),
      lastSignInAt: null,
      tokenVersion: 0,
    }
    if (!(await store.createUser(user)))
      throw new LapidaryError('username-taken', { seen: username }, { field: 'username' })
    await audit.record({ by, action: 'user.add', subject: `${username} ${user.role}` })
    return { user, invitation: wanted.password === null ? await this.invite(username, by) : null }
  }

  /**
   * A right to set the password of this user, once, within a week; an earlier one ends.
   * @throws LapidaryError `user-not-found`, `user-of-provider`, `no-invitations`
   */
  async invite(username: string, by: string): Promise<MadeInvitation> {
    this.#mayInvite()
    const { store, audit } = this.#parts
    refuseOfProvider(await this.get(username))
    const token = `inv_${Buffer.from(this.#effects.random(32)).toString('base64url')}`
    const expiresAt = new Date(this.#effects.now().getTime() + invitationFor).toISOString()
    await store.putInvitation({ sha256: sha256Of(token), username, expiresAt })
    await audit.record({ by, action: 'user.invite', subject: username })
    return { token, expiresAt }
  }

  /**
   * Sets the password of an invited user.
   * @throws LapidaryError `bad-invitation`, `bad-password`, `common-password`,
   * `registration-closed`
   */
  async redeem(
    {
      username,
      password,
      fullName,
    }: { readonly username: string; readonly password: string; readonly fullName?: string | null },
    token: string,
  ): Promise<User> {
    const { store, access, audit, hasher, registration, names } = this.#parts
    if (registration === 'closed') throw new LapidaryError('registration-closed')
    checkPassword(password, [username, fullName ?? null, ...names])
    const passwordHash = await hasher.hash(password)
    const change = { passwordHash, ...(fullName != null && { fullName }) }
    const invitation = { sha256: sha256Of(token), username }
    if (!(await store.redeemInvitation(invitation, this.#effects.now().toISOString(), change))) {
      throw new LapidaryError('bad-invitation', {}, { field: 'invitation' })
    }
    access.trusted.forget()
    await audit.record({ by: userId(username), action: 'user.redeem', subject: username })
    return await this.get(username)
  }

  /**
   * Gives another role, disables or enables, sets the password. All but enabling ends the user's
   * tokens and sessions: here at once, in other processes within a second.
   * @throws LapidaryError `user-not-found`, `user-of-provider`, `last-admin`, `bad-password`,
   * `common-password`
   */
  async change(
    username: string,
    {
      role,
      disabled,
      password,
    }: { readonly role?: Role; readonly disabled?: boolean; readonly password?: string },
    by: string,
  ): Promise<User> {
    const { hasher, audit, names } = this.#parts
    const user = await this.get(username)
    const done: string[] = []
    const change: { -readonly [K in keyof UserChange]: UserChange[K] } = {}
    if (password !== undefined) {
      refuseOfProvider(user)
      checkPassword(password, [username, user.fullName, ...names])
      change.passwordHash = await hasher.hash(password)
      done.push('user.password')
    }
    if (role !== undefined && role !== user.role) {
      change.role = role
      done.push('user.role')
    }
    if (disabled !== undefined && disabled !== user.disabled) {
      change.disabled = disabled
      done.push(disabled ? 'user.disable' : 'user.enable')
    }
    if (done.length === 0) return user
    await this.#update(username, { ...change, endTokens: done.some((action) => action !== 'user.enable') })
    for (const action of done) {
      await audit.record({ by, action, subject: action === 'user.role' ? `${username} ${role}` : username })
    }
    return await this.get(username)
  }

  async #update(username: string, change: UserChange): Promise<void> {
    const { store, access } = this.#parts
    const found = await store.updateUserKeepingAdmin(username, change)
    access.trusted.forget()
    if (!found) throw new LapidaryError('user-not-found', { seen: username.slice(0, 64) })
  }

  #mayInvite(): void {
    if (this.#parts.registration === 'closed') throw new LapidaryError('no-invitations')
  }
}

/** Who signs in through a provider has no password here, and must not get one past it. */
function refuseOfProvider({ subject, username }: User): void {
  if (subject !== null) throw new LapidaryError('user-of-provider', { seen: username })
}

function sha256Of(token: string): string {
  return hash('sha256', token)
}
