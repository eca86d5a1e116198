import type { Accounts as ProjectAccounts, Project } from '../../project/project.ts'
import type { Settings } from '../../base/settings.ts'
import type { SqlDatabase } from '../sql/sql-database.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { isLoopback } from '../../base/network/loopback.ts'
import { Access } from './access.ts'
import { type AccountPolicy, Accounts } from './users/accounts.ts'
import { AuditLog } from './audit/audit-log.ts'
import { SqlAccessStore } from './drivers/sql.ts'
import { SqlAuditStore } from './drivers/sql-audit.ts'
import { SqlTokenKeyStore } from './drivers/sql-token-keys.ts'
import { SqlUserStore } from './drivers/sql-users.ts'
import { PasswordHasher } from './users/password-hash.ts'
import { TokenKeyRing } from './tokens/token-key-ring.ts'
import { SignInLog } from './sessions/sign-in-log.ts'
import { secretTokenKeys, Tokens } from './tokens/tokens.ts'
import type { UserStore } from './users/user-store.ts'
import { Users } from './users/users.ts'

export interface AccessEffects {
  readonly now: () => Date
  readonly random: (size: number) => Uint8Array
  readonly warn: (error: unknown) => void
}

/** The services of accounts and authentication on the tables of one database. */
export interface AccessParts {
  readonly access: Access
  readonly users: Users
  readonly audit: AuditLog
  readonly signIns: SignInLog
  /** Null unless TOKEN_ALGORITHM is EdDSA. */
  readonly tokenKeys: TokenKeyRing | null
  readonly userStore: UserStore
  readonly hasher: PasswordHasher
  readonly policy: AccountPolicy
  /** Names of the product and the project. */
  readonly names: readonly string[]
}

/** Puts the parts of access together, for the platform and for tests: keys, sessions, users, audit log. */
export function openAccess(
  database: SqlDatabase,
  settings: Settings,
  project: Pick<Project, 'name' | 'title' | 'accounts'>,
  { now, random, warn }: AccessEffects,
): AccessParts {
  const userStore = new SqlUserStore(database)
  const access = new Access(new SqlAccessStore(database), userStore, settings.API_KEY, { now, random, warn })
  const audit = new AuditLog(new SqlAuditStore(database), now)
  const signIns = new SignInLog({ audit, now, warn })
  const hasher = new PasswordHasher(random)
  const policy = accountPolicy(settings, project.accounts)
  const names = ['Lapidary', project.name, ...Object.values(project.title)]
  const users = new Users({ store: userStore, access, audit, hasher, registration: policy.registration, names }, { now, random })
  const tokenKeys =
    settings.TOKEN_ALGORITHM === 'EdDSA'
      ? new TokenKeyRing(new SqlTokenKeyStore(database), settings.ACCESS_TOKEN_EXPIRE_MINUTES, { now, random })
      : null
  return { access, users, audit, signIns, tokenKeys, userStore, hasher, policy, names }
}

/** What a server needs on top: registering, signing in, tokens. @param secretKey signs them unless there are `tokenKeys`. */
export function openAccounts(
  { access, users, audit, signIns, tokenKeys, userStore: store, hasher, policy, names }: AccessParts,
  secretKey: string,
  project: { readonly name: string },
  { now, minutes }: { readonly now: () => Date; readonly minutes: number },
): Accounts {
  const tokens = new Tokens(tokenKeys ?? secretTokenKeys(secretKey), project.name, minutes, now)
  return new Accounts({ store, users, access, audit, signIns, hasher, tokens, policy, names }, now)
}

/**
 * What is to be said loudly at the start of an open registration; null when it is not open.
 * @throws LapidaryError `open-to-admins` outside loopback.
 */
export function openRegistrationNotice({ registration, role }: AccountPolicy, host: string): string | null {
  if (registration !== 'open') return null
  if (role === 'admin' && !isLoopback(host)) throw new LapidaryError('open-to-admins', { host })
  return `REGISTRATION IS OPEN: whoever reaches this server may make an account, as ${role}. REGISTRATION=invite ends it.`
}

/** The settings go before the project, and nobody registers unless one of them says so. */
function accountPolicy({ REGISTRATION, REGISTERED_ROLE }: Settings, accounts: ProjectAccounts | undefined): AccountPolicy {
  return {
    registration: REGISTRATION === 'project' ? (accounts?.registration ?? 'closed') : REGISTRATION,
    role: REGISTERED_ROLE === 'project' ? (accounts?.role ?? 'predictor') : REGISTERED_ROLE,
  }
}
