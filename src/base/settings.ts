import { readFileSync } from 'node:fs'
import { LapidaryError } from './errors/lapidary-error.ts'
import { errorCode } from './files/storage-error.ts'

/**
 * Every setting: environment variable, type, default and help. `--help`, the docs and their test come from this table.
 * A secret may also be given by the file that `NAME_FILE` names, as Docker and Kubernetes mount them.
 */
interface SettingSpec {
  readonly type: 'integer' | 'text' | 'choice'
  readonly default: number | string | undefined
  readonly min?: number
  readonly max?: number
  readonly choices?: readonly string[]
  readonly secret?: boolean
  readonly help: string
}

export const settingsTable = {
  PORT: { type: 'integer', default: 8000, min: 0, max: 65535, help: 'Port of the server; 0 takes any free one.' },
  HOST: {
    type: 'text',
    default: '127.0.0.1',
    help: 'Address to listen on. Anything but loopback is reachable by others and needs a strong API_KEY.',
  },
  API_KEY: {
    type: 'text',
    default: undefined,
    secret: true,
    help: 'Key with the scopes predict and read. Made at first start and kept in DATA_DIR/api-key (mode 0600) when not given.',
  },
  DATA_DIR: {
    type: 'text',
    default: undefined,
    help: 'Folder of everything the program keeps. Default: .lapidary/ in the project folder.',
  },
  DATABASE_URL: {
    type: 'text',
    default: undefined,
    secret: true,
    help: 'postgres://... keeps runs, models, users and keys in PostgreSQL, shared by all replicas. Default: SQLite in DATA_DIR.',
  },
  REDIS_URL: {
    type: 'text',
    default: undefined,
    secret: true,
    help: "redis://... keeps online features in Redis or Valkey, in Feast's layout. Default: SQLite in DATA_DIR.",
  },
  REDIS_HOST: { type: 'text', default: undefined, help: 'Host of Redis, instead of REDIS_URL.' },
  REDIS_PORT: { type: 'integer', default: 6379, min: 1, max: 65535, help: 'Port of Redis, beside REDIS_HOST.' },
  MONGO_URI: {
    type: 'text',
    default: undefined,
    secret: true,
    help: 'mongodb://... where predictions are sent on from the local log. Without it the local log is the log.',
  },
  MONGO_DB: { type: 'text', default: 'lapidary', help: 'Database in MONGO_URI; its collection is "predictions".' },
  SPOOL_MAX_BYTES: {
    type: 'integer',
    default: 10_737_418_240,
    min: 1_048_576,
    max: 1_099_511_627_776,
    help: 'Most bytes of predictions that wait for MongoDB; beyond it predictions are refused with 503 instead of being lost.',
  },
  SECRET_KEY: {
    type: 'text',
    default: undefined,
    secret: true,
    help: 'Signs the tokens of users. Made at first start and kept in DATA_DIR/secret-key (mode 0600) when not given.',
  },
  ACCESS_TOKEN_EXPIRE_MINUTES: {
    type: 'integer',
    default: 30,
    min: 1,
    max: 525_600,
    help: "Minutes for which a user's token is good.",
  },
  TOKEN_ALGORITHM: {
    type: 'choice',
    default: 'HS256',
    choices: ['HS256', 'EdDSA'],
    help: 'How tokens are signed: "HS256" by SECRET_KEY, "EdDSA" by rotating keys kept in the store.',
  },
  REGISTRATION: {
    type: 'choice',
    default: 'project',
    choices: ['project', 'open', 'invite', 'closed'],
    help: 'Who can register: anyone, invited people, or nobody. "project" uses the value in lapidary.config.ts (default: closed).',
  },
  REGISTERED_ROLE: {
    type: 'choice',
    default: 'project',
    choices: ['project', 'reader', 'predictor', 'operator', 'admin'],
    help: 'Role of who registers. "project" leaves it to the config (predictor unless it says so).',
  },
  OIDC_ISSUER: { type: 'text', default: undefined, help: 'Address of an OpenID Connect provider for sign-in on the pages.' },
  OIDC_CLIENT_ID: { type: 'text', default: undefined, help: 'Client id at OIDC_ISSUER.' },
  OIDC_CLIENT_SECRET: { type: 'text', default: undefined, secret: true, help: 'Client secret at OIDC_ISSUER.' },
  OIDC_ROLES: {
    type: 'text',
    default: '',
    help: 'Groups of the provider to roles, such as "data-team=operator,heads=admin". Who is in none of them is refused.',
  },
  PUBLIC_URL: {
    type: 'text',
    default: undefined,
    help: 'Address under which people reach the server, such as https://steps.example.org; needed for OIDC behind a proxy.',
  },
  RATE_LIMIT: {
    type: 'integer',
    default: 600,
    min: 0,
    max: 1_000_000,
    help: 'Requests a minute for each key and address; 0 for no limit.',
  },
  DURABILITY: {
    type: 'choice',
    default: 'process',
    choices: ['process', 'power'],
    help: 'What an answered prediction survives: "process" the death of the program, "power" also a power cut (waits for fsync).',
  },
  THREADS: {
    type: 'integer',
    default: 0,
    min: 0,
    max: 64,
    help: 'Worker threads for training; 0 takes one per core, at most 4.',
  },
  MAX_BODY_BYTES: {
    type: 'integer',
    default: 1_048_576,
    min: 1024,
    max: 1_073_741_824,
    help: 'Largest JSON body in bytes.',
  },
  MAX_FILE_BYTES: {
    type: 'integer',
    default: 134_217_728,
    min: 1024,
    max: 10_737_418_240,
    help: 'Largest file to score in bytes, unpacked.',
  },
  MAX_FILE_ROWS: {
    type: 'integer',
    default: 2_000_000,
    min: 1,
    max: 1_000_000_000,
    help: 'Most rows of a file to score.',
  },
  MAX_FILES_AT_ONCE: {
    type: 'integer',
    default: 3,
    min: 1,
    max: 64,
    help: 'Files that are scored at a time, each in a process of its own; beyond it files are refused with 503.',
  },
  FILE_MEMORY_MIB: {
    type: 'integer',
    default: 512,
    min: 192,
    max: 65_536,
    help: 'Most memory, in MiB, of the process that scores a file. Files at once multiply it.',
  },
  MAX_BATCH_ROWS: { type: 'integer', default: 500, min: 1, max: 100_000, help: 'Most rows in one JSON request.' },
  MAX_REASON_ROWS: {
    type: 'integer',
    default: 100,
    min: 1,
    max: 100_000,
    help: 'Most rows in one request with `reasons=true`. A caller may have four times as many waiting.',
  },
  MAX_CONNECTIONS: { type: 'integer', default: 1024, min: 1, max: 100_000, help: 'Most open connections.' },
  MAX_CONNECTIONS_PER_ADDRESS: {
    type: 'integer',
    default: 256,
    min: 0,
    max: 100_000,
    help: 'Most open connections of one address (IPv6: one /64 network); 0 for no limit. No limit with TRUST_PROXY=yes, where all come from the proxy.',
  },
  REQUEST_TIMEOUT: { type: 'integer', default: 30, min: 1, max: 3600, help: 'Seconds in which a request must have arrived.' },
  ALLOWED_HOSTS: {
    type: 'text',
    default: '',
    help: 'Further host names, separated by commas, under which the server answers when it listens on loopback.',
  },
  TRUST_PROXY: {
    type: 'choice',
    default: 'no',
    choices: ['no', 'yes'],
    help: "Take the caller's address from the last entry of X-Forwarded-For. Only behind a proxy of yours.",
  },
  LOG_LEVEL: {
    type: 'choice',
    default: 'info',
    choices: ['silent', 'error', 'warn', 'info', 'debug'],
    help: 'How much the server logs.',
  },
} as const satisfies Record<string, SettingSpec>

export type SettingName = keyof typeof settingsTable
type Value<S> = S extends { type: 'integer' } ? number : S extends { choices: readonly (infer C)[] } ? C : string
export type Settings = {
  readonly [N in SettingName]: (typeof settingsTable)[N] extends { default: undefined }
    ? string | undefined
    : Value<(typeof settingsTable)[N]>
}

/**
 * Reads and validates every setting of `environment`; empty means not given.
 * @throws LapidaryError `bad-setting`, `setting-given-twice`.
 */
export function readSettings(environment: Environment): Settings {
  const settings: Record<string, unknown> = {}
  for (const [name, spec] of Object.entries(settingsTable) as [SettingName, SettingSpec][]) {
    const text = spec.secret === true ? secretOf(environment, name, spec.help) : textOf(environment, name)
    settings[name] = text === undefined ? spec.default : parseSetting(name, spec, text)
  }
  return Object.freeze(settings) as Settings
}

type Environment = Readonly<Record<string, string | undefined>>

/** Returns `environment` without the secrets and the names of their files, for a process that needs none of them. */
export function withoutSecrets(environment: Environment): Environment {
  const secrets = Object.entries(settingsTable).flatMap(([name, spec]) => {
    return 'secret' in spec ? [name, `${name}_FILE`] : []
  })
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !secrets.includes(name)))
}

function textOf(environment: Environment, name: string): string | undefined {
  const text = environment[name]?.trim()
  return text === '' ? undefined : text
}

function secretOf(environment: Environment, name: SettingName, hint: string): string | undefined {
  const direct = textOf(environment, name)
  const path = textOf(environment, `${name}_FILE`)
  if (path === undefined) return direct
  if (direct !== undefined) throw new LapidaryError('setting-given-twice', { name })
  const fail = (why: string, cause?: unknown): never => {
    throw new LapidaryError(
      'bad-setting',
      { name: `${name}_FILE`, seen: path, expected: `a file with one line (${why})`, hint },
      { cause },
    )
  }
  let text = ''
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    fail(errorCode(error) ?? 'unreadable', error)
  }
  if (text === '' || text.includes('\n')) fail(text === '' ? 'it is empty' : 'it has several')
  return text
}

function parseSetting(name: SettingName, spec: SettingSpec, text: string): number | string {
  const fail = (expected: string): never => {
    const seen = spec.secret === true ? '(secret)' : text
    throw new LapidaryError('bad-setting', { name, seen, expected, hint: spec.help })
  }
  if (spec.type === 'integer') {
    const value = Number(text)
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = spec
    if (!/^\d+$/.test(text) || value < min || value > max) fail(`a whole number from ${min} to ${max}`)
    return value
  }
  if (spec.choices !== undefined && !spec.choices.includes(text)) fail(`one of ${spec.choices.join(', ')}`)
  return text
}
