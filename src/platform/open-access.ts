import { randomBytes } from 'node:crypto'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import type { Logger } from '../base/logger.ts'
import { isLoopback } from '../base/network/loopback.ts'
import type { Settings } from '../base/settings/settings.ts'
import type { Accounts as ProjectAccounts } from '../project/project.ts'
import { Access } from '../store/access/access.ts'
import { AuditLog } from '../store/access/audit/audit-log.ts'
import { SqlAccessStore } from '../store/access/drivers/sql.ts'
import { SqlAuditStore } from '../store/access/drivers/sql-audit.ts'
import { SqlSignInFailures } from '../store/access/drivers/sql-sign-in-failures.ts'
import { SqlTokenKeyStore } from '../store/access/drivers/sql-token-keys.ts'
import { SqlUserStore } from '../store/access/drivers/sql-users.ts'
import { checkApiKey, ensureApiKey, type FoundApiKey } from '../store/access/keys/api-key.ts'
import { type OidcSignIn, openOidc } from '../store/access/oidc/oidc.ts'
import { MemorySignInFailures, type SignInFailures } from '../store/access/sessions/sign-in-failures.ts'
import { SignInLog } from '../store/access/sessions/sign-in-log.ts'
import { checkSecretKey, ensureSecretKey } from '../store/access/tokens/secret-key.ts'
import { TokenKeyRing } from '../store/access/tokens/token-key-ring.ts'
import { secretTokenKeys, Tokens } from '../store/access/tokens/tokens.ts'
import { type AccountPolicy, Accounts } from '../store/access/users/accounts.ts'
import { PasswordHasher } from '../store/access/users/password-hash.ts'
import type { UserStore } from '../store/access/users/user-store.ts'
import { Users } from '../store/access/users/users.ts'
import type { SharedDatabase } from './open-database.ts'
import type { DataPlace, Site } from './platform.ts'

export type AccessSettings = Pick<
  Settings,
  'API_KEY' | 'TOKEN_ALGORITHM' | 'ACCESS_TOKEN_EXPIRE_MINUTES' | 'REGISTRATION' | 'REGISTERED_ROLE'
>

export interface AccessEffects {
  readonly now: () => Date
  readonly logger: Pick<Logger, 'warn'>
}

/** Keys, sessions, users and the audit log, on the tables of one database. */
export interface AccessParts {
  readonly access: Access
  readonly users: Users
  readonly audit: AuditLog
  readonly signIns: SignInLog
  readonly signInFailures: SignInFailures
  /** Null unless TOKEN_ALGORITHM is EdDSA. */
  readonly tokenKeys: TokenKeyRing | null
  readonly userStore: UserStore
  readonly hasher: PasswordHasher
  readonly policy: AccountPolicy
  /** Names of the product and the site, which no password may contain. */
  readonly names: readonly string[]
}

/** Opens keys, sessions, users and the audit log. */
export function openAccess(
  { kind, database }: SharedDatabase,
  settings: AccessSettings,
  { site, apiKeyScopes }: Pick<DataPlace, 'site' | 'apiKeyScopes'>,
  { now, logger }: AccessEffects,
): AccessParts {
  const warn = (err: unknown): void =>
    logger.warn({ err }, 'the last use of keys, or counted sign-ins, could not be stored; storing is retried')
  const userStore = new SqlUserStore(database)
  const apiKey = settings.API_KEY === undefined ? null : { key: settings.API_KEY, scopes: apiKeyScopes }
  const access = new Access(new SqlAccessStore(database), userStore, apiKey, {
    now,
    random: randomBytes,
    warn,
  })
  const audit = new AuditLog(new SqlAuditStore(database), now)
  const signIns = new SignInLog({ audit, now, warn })
  const signInFailures =
    kind === 'postgres' ? new SqlSignInFailures(database, now) : new MemorySignInFailures()
  const hasher = new PasswordHasher(randomBytes)
  const policy = accountPolicy(settings, site.accounts)
  const names = ['Lapidary', site.name, ...Object.values(site.title)]
  const users = new Users(
    { store: userStore, access, audit, hasher, registration: policy.registration, names },
    { now, random: randomBytes },
  )
  const tokenKeys =
    settings.TOKEN_ALGORITHM === 'EdDSA'
      ? new TokenKeyRing(new SqlTokenKeyStore(database), settings.ACCESS_TOKEN_EXPIRE_MINUTES, {
          now,
          random: randomBytes,
        })
      : null
  return { access, users, audit, signIns, signInFailures, tokenKeys, userStore, hasher, policy, names }
}

/**
 * Returns the policy of the settings; what they leave open is the project's, and by default nobody
 * registers.
 */
function accountPolicy(
  { REGISTRATION, REGISTERED_ROLE }: Pick<Settings, 'REGISTRATION' | 'REGISTERED_ROLE'>,
  accounts: ProjectAccounts | undefined,
): AccountPolicy {
  return {
    registration: REGISTRATION === 'project' ? (accounts?.registration ?? 'closed') : REGISTRATION,
    role: REGISTERED_ROLE === 'project' ? (accounts?.role ?? 'predictor') : REGISTERED_ROLE,
  }
}

/** The secrets of a server. */
export interface ServerKeys {
  readonly apiKey: FoundApiKey
  /** Signs the tokens of users unless TOKEN_ALGORITHM is EdDSA. */
  readonly secretKey: string
}

/**
 * Finds the secrets of a server, or creates them in its data folder, and logs those that are fit
 * for loopback only.
 * @throws LapidaryError `weak-api-key`, `weak-secret-key` outside loopback
 */
export function openServerKeys(
  settings: Pick<Settings, 'API_KEY' | 'SECRET_KEY' | 'TOKEN_ALGORITHM' | 'DATABASE_URL' | 'HOST'>,
  dataDir: string,
  logger: Pick<Logger, 'warn'>,
): ServerKeys {
  const { HOST, SECRET_KEY, TOKEN_ALGORITHM, DATABASE_URL } = settings
  const apiKey = ensureApiKey(settings, dataDir, randomBytes)
  const weakApiKey = checkApiKey(apiKey.key, HOST, apiKey.from === 'environment' ? 'API_KEY' : apiKey.path)
  if (weakApiKey !== null) logger.warn({}, weakApiKey.message)
  const secretKey = ensureSecretKey(settings, dataDir, randomBytes)
  const weakSecretKey = checkSecretKey(secretKey, HOST)
  if (weakSecretKey !== null) logger.warn({}, weakSecretKey.message)
  if (DATABASE_URL !== undefined && SECRET_KEY === undefined && TOKEN_ALGORITHM === 'HS256') {
    logger.warn(
      {},
      'SECRET_KEY is not set: replicas of this database reject the tokens of one another. Set the same for all.',
    )
  }
  return { apiKey, secretKey: secretKey.key }
}

/** Registration and sign-in, which only a server needs. */
export interface SignIn {
  readonly accounts: Accounts
  /** Null without OIDC_ISSUER. */
  readonly oidc: OidcSignIn | null
}

/** Opens registration and sign-in. @throws LapidaryError `open-to-admins`, `bad-setting` */
export function openSignIn(
  parts: AccessParts,
  settings: Settings,
  site: Pick<Site, 'name'>,
  { secretKey }: Pick<ServerKeys, 'secretKey'>,
  { now, logger }: AccessEffects,
): SignIn {
  const { tokenKeys, userStore: store, ...shared } = parts
  const tokens = new Tokens(
    tokenKeys ?? secretTokenKeys(secretKey),
    site.name,
    settings.ACCESS_TOKEN_EXPIRE_MINUTES,
    now,
  )
  const notice = registrationNotice(parts.policy, settings.HOST)
  if (notice !== null) logger.warn({}, notice)
  return {
    accounts: new Accounts({ ...shared, store, tokens, random: randomBytes }, now),
    oidc: openOidc(settings, parts, now),
  }
}

/**
 * Returns the warning to show at the start while registration is open, or null.
 * @throws LapidaryError `open-to-admins` outside loopback
 */
export function registrationNotice({ registration, role }: AccountPolicy, host: string): string | null {
  if (registration !== 'open') return null
  if (role === 'admin' && !isLoopback(host)) throw new LapidaryError('open-to-admins', { host })
  return `REGISTRATION IS OPEN: anyone who reaches this server may make an account, as ${role}. REGISTRATION=invite ends it.`
}
