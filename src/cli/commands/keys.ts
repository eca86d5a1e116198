import { type Scope, scopeNames } from '../../base/roles.ts'
import type { ApiKey } from '../../store/access/store.ts'
import { parseDateTime } from '../../base/time/date-time.ts'
import type { Platform } from '../../platform/platform.ts'
import { parseDuration } from '../../base/time/duration.ts'
import type { Command, CommandArguments, CommandContext } from '../command.ts'
import { findPlace } from '../find-place.ts'
import { textOption, type WrongUse, wrongUseOf } from '../options.ts'
import { shortTime, textTable } from '../terminal/text-table.ts'
import { withStores } from '../with-platform.ts'

const usage = 'PROJECT [list | create --name NAME --scopes predict,read [--expires 90d] | revoke ID]'
const wrongUse: WrongUse = wrongUseOf('keys', usage)

export const keysCommand: Command = {
  summary:
    'Create, list and revoke API keys. A key is shown once, when it is created; only its hash is stored.',
  usage,
  positionals: { min: 1, max: 3 },
  options: {
    name: { type: 'string', value: 'NAME', help: 'create: name of the owner of the key.' },
    scopes: {
      type: 'string',
      value: 'LIST',
      help: `create: scopes, separated by commas: ${scopeNames.join(',')}.`,
    },
    expires: {
      type: 'string',
      value: 'WHEN',
      help: 'create: lifetime in days or hours (90d, 12h), or the day on which the key expires (2027-01-31). Default: never.',
    },
  },
  async run(args, context) {
    const [folder = '', action = 'list', ...rest] = args.positionals
    const given = action === 'revoke' ? 1 : 0
    if (!['list', 'create', 'revoke'].includes(action)) wrongUse(`"${action}" is not an action of keys.`)
    if (rest.length !== given)
      wrongUse(given === 1 ? 'revoke needs the id of a key.' : `${action} accepts no further arguments.`)
    const wanted = action === 'create' ? wantedKey(args, context.now()) : null
    return await withStores(await findPlace(folder, context.settings), context, async (platform) => {
      if (wanted !== null) return await create(platform, wanted, context)
      return action === 'revoke'
        ? await revoke(platform, rest[0] ?? '', context)
        : await list(platform, context)
    })
  },
}

type WantedKey = Parameters<Platform['access']['create']>[0]

async function create({ access, audit }: Platform, wanted: WantedKey, { print }: CommandContext) {
  const { key, record } = await access.create(wanted)
  await audit.record({ by: 'command line', action: 'key.create', subject: `${record.id} ${record.name}` })
  const until =
    record.expiresAt === null ? 'does not expire' : `expires on ${shortTime(record.expiresAt)} UTC`
  print(
    `Key ${record.id} of ${record.name} has the scopes ${record.scopes.join(', ')} and ${until}. It is shown only once:\n\n  ${key}\n`,
  )
  return { ...shownKey(record), key }
}

async function revoke({ access, audit }: Platform, id: string, { print }: CommandContext) {
  await access.revoke(id)
  await audit.record({ by: 'command line', action: 'key.revoke', subject: id })
  print(`Key ${id} is revoked. Servers reject it and its sessions within a second.`)
  return { id, revoked: true }
}

async function list({ access, now }: Platform, { print }: CommandContext) {
  const keys = await access.list()
  const rows = keys.map((key) => [
    key.id,
    key.name,
    key.scopes.join(','),
    shortTime(key.createdAt),
    shortTime(key.expiresAt),
    shortTime(key.lastUsedAt),
    stateOf(key, now()),
  ])
  const none =
    'There are no keys except API_KEY. Create one: lapidary keys PROJECT create --name NAME --scopes predict,read'
  print(
    rows.length === 0
      ? none
      : textTable([['id', 'name', 'scopes', 'created (UTC)', 'expires', 'last used', 'state'], ...rows]),
  )
  return { items: keys.map((key) => ({ ...shownKey(key), state: stateOf(key, now()) })) }
}

function shownKey({ id, name, scopes: granted, createdAt, expiresAt, revokedAt, lastUsedAt }: ApiKey) {
  return {
    id,
    name,
    scopes: granted,
    created_at: createdAt,
    expires_at: expiresAt,
    revoked_at: revokedAt,
    last_used_at: lastUsedAt,
  }
}

function stateOf({ revokedAt, expiresAt }: ApiKey, now: Date): 'valid' | 'revoked' | 'expired' {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && expiresAt <= now.toISOString() ? 'expired' : 'valid'
}

function wantedKey(args: CommandArguments, now: Date): WantedKey {
  const name = textOption(args, 'name')?.trim() ?? ''
  if (name === '' || name.length > 100) wrongUse('--name is missing or has more than 100 characters.')
  const words = (textOption(args, 'scopes') ?? '').split(',').map((word) => word.trim())
  const unknown = words.find((word) => !scopeNames.some((scope) => scope === word))
  if (unknown === '') wrongUse(`--scopes is missing. Allowed: ${scopeNames.join(',')}.`)
  if (unknown !== undefined) wrongUse(`"${unknown}" is not a scope. Allowed: ${scopeNames.join(', ')}.`)
  const when = textOption(args, 'expires')
  return { name, scopes: words as Scope[], expiresAt: when === undefined ? null : expiry(when, now) }
}

/** Reads `90d`, `12h`, or a day at whose start (UTC) the key expires. */
function expiry(text: string, now: Date): Date {
  const duration = parseDuration(text)
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? parseDateTime(text)?.start : undefined
  const end = new Date(duration === undefined ? (day ?? Number.NaN) : now.getTime() + duration)
  if (!(end > now))
    wrongUse(`--expires is "${text}", but it must be in the future, such as 90d, 12h or 2027-01-31.`)
  return end
}
