import { type Role, roleNames } from '../../base/roles.ts'
import type { User } from '../../store/access/users/user-store.ts'
import type { MadeInvitation } from '../../store/access/users/users.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Command, CommandArguments, CommandContext } from '../command.ts'
import { findPlace } from '../find-place.ts'
import { choiceOption, textOption, type WrongUse, wrongUseOf } from '../options.ts'
import { shortTime, textTable } from '../terminal/text-table.ts'
import { withStores } from '../with-platform.ts'

const usage =
  'PROJECT [list | add NAME --role ROLE | invite NAME [--role ROLE] | passwd NAME | role NAME ROLE | disable NAME | enable NAME | rotate-keys]'
const wrongUse: WrongUse = wrongUseOf('users', usage)

/** Who does it, in the audit log. */
const by = 'command line'

type Action = (
  platform: Platform,
  names: readonly string[],
  args: CommandArguments,
  context: CommandContext,
) => Promise<object>

/** The number of words after each action, and its function. */
const actions: Readonly<Record<string, { readonly words: number; readonly run: Action }>> = {
  list: { words: 0, run: list },
  add: { words: 1, run: add },
  invite: { words: 1, run: invite },
  passwd: { words: 1, run: passwd },
  role: { words: 2, run: giveRole },
  disable: { words: 1, run: (platform, names, _args, context) => disable(platform, names, true, context) },
  enable: { words: 1, run: (platform, names, _args, context) => disable(platform, names, false, context) },
  'rotate-keys': { words: 0, run: rotateKeys },
}

export const usersCommand: Command = {
  summary:
    'Add, invite, disable and list the users of a project. A password is read from a prompt or from standard input, never from an argument.',
  usage,
  positionals: { min: 1, max: 4 },
  options: {
    role: { type: 'string', value: 'ROLE', help: `add, invite: one of ${roleNames.join(', ')}.` },
    'full-name': { type: 'string', value: 'NAME', help: 'add, invite: the full name.' },
    'end-tokens': {
      type: 'boolean',
      help: 'rotate-keys: end all earlier tokens now, instead of when they expire.',
    },
  },
  async run(args, context) {
    const [folder = '', name = 'list', ...words] = args.positionals
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined
    if (action === undefined) wrongUse(`"${name}" is not an action of users.`)
    if (words.length !== action.words)
      wrongUse(
        `${name} ${['accepts no further arguments', 'needs a name', 'needs a name and a role'][action.words]}.`,
      )
    return await withStores(await findPlace(folder, context.settings), context, async (platform) => {
      return { ...(await action.run(platform, words, args, context)) }
    })
  },
}

async function list(
  { users }: Platform,
  _names: readonly string[],
  _args: CommandArguments,
  { print }: CommandContext,
) {
  const all = await users.list()
  const heading = ['name', 'role', 'state', 'sign-in', 'added (UTC)', 'last sign-in']
  const rows = all.map((user) => [
    user.username,
    user.role,
    user.disabled ? 'disabled' : 'enabled',
    signsInBy(user),
    shortTime(user.createdAt),
    shortTime(user.lastSignInAt),
  ])
  const none = 'There are no users. Add one: lapidary users PROJECT add NAME --role operator'
  print(rows.length === 0 ? none : textTable([heading, ...rows]))
  return { items: all.map(shownUser) }
}

async function add(
  { users }: Platform,
  [username = '']: readonly string[],
  args: CommandArguments,
  context: CommandContext,
) {
  const wanted = { username, role: roleOf(args), fullName: textOption(args, 'full-name') ?? null }
  const { user } = await users.add({ ...wanted, password: await newPassword(context) }, by)
  context.print(`${user.username} can now sign in as ${user.role}.`)
  return shownUser(user)
}

async function invite(
  { users }: Platform,
  [username = '']: readonly string[],
  args: CommandArguments,
  { print }: CommandContext,
) {
  const isNew = !(await users.list()).some((user) => user.username === username)
  const wanted = () => ({
    username,
    role: roleOf(args),
    fullName: textOption(args, 'full-name') ?? null,
    password: null,
  })
  const made = isNew ? (await users.add(wanted(), by)).invitation : await users.invite(username, by)
  const { token, expiresAt } = made as MadeInvitation
  print(
    `${username} can set a password with this invitation until ${shortTime(expiresAt)} UTC. It is shown only once:\n\n  ${token}\n`,
  )
  return { username, invitation: token, invitation_expires_at: expiresAt }
}

async function passwd(
  { users }: Platform,
  [username = '']: readonly string[],
  _args: CommandArguments,
  context: CommandContext,
) {
  await users.get(username) // before anything is typed
  const user = await users.change(username, { password: await newPassword(context) }, by)
  context.print(`${username} has a new password. Earlier tokens and sessions end within a second.`)
  return shownUser(user)
}

async function giveRole(
  { users }: Platform,
  [username = '', given = '']: readonly string[],
  _args: CommandArguments,
  { print }: CommandContext,
) {
  const role = roleNames.find((name) => name === given)
  if (role === undefined) wrongUse(`"${given}" is not a role. Allowed: ${roleNames.join(', ')}.`)
  const user = await users.change(username, { role }, by)
  print(`${username} is now ${role} and has to sign in again.`)
  return shownUser(user)
}

async function disable(
  { users }: Platform,
  [username = '']: readonly string[],
  disabled: boolean,
  { print }: CommandContext,
) {
  const user = await users.change(username, { disabled }, by)
  print(
    disabled
      ? `${username} is disabled: tokens and sessions end within a second.`
      : `${username} can sign in again.`,
  )
  return shownUser(user)
}

async function rotateKeys(
  { tokenKeys, audit }: Platform,
  _names: readonly string[],
  args: CommandArguments,
  { print }: CommandContext,
) {
  if (tokenKeys === null) throw new LapidaryError('no-token-keys')
  const endOthers = args.options['end-tokens'] === true
  const { kid } = await tokenKeys.rotate(endOthers)
  await audit.record({ by, action: 'token-key.rotate', subject: kid })
  print(
    `Tokens are now signed with the key ${kid}. ${endOthers ? 'All earlier tokens have ended.' : 'Earlier tokens are valid until they expire.'}`,
  )
  return { kid }
}

/** Reads a password. At a terminal it is typed twice, because it is not shown. */
async function newPassword({ readSecret, typing }: CommandContext): Promise<string> {
  const password = await readSecret('Password: ')
  if (typing && (await readSecret('Repeat the password: ')) !== password)
    wrongUse('The two passwords differ.')
  return password
}

function roleOf(args: CommandArguments): Role {
  return (
    choiceOption(args, 'role', roleNames) ?? wrongUse(`--role is missing. Allowed: ${roleNames.join(', ')}.`)
  )
}

function signsInBy({ subject, passwordHash }: User): string {
  if (subject !== null) return 'provider'
  return passwordHash === null ? 'invited' : 'password'
}

function shownUser({ username, fullName, role, disabled, createdAt, lastSignInAt }: User) {
  return {
    username,
    full_name: fullName,
    role,
    disabled,
    created_at: createdAt,
    last_sign_in_at: lastSignInAt,
  }
}
