import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { commandContext } from '../../../test/kit/command-context.ts'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { usersCommand } from './users.ts'

const folder = fileURLToPath(new URL('../../../examples/credit-score', import.meta.url))

/** A command line whose user types these answers. */
function commandLine(environment: Readonly<Record<string, string>> = {}) {
  const answers: string[] = []
  const dataDir = tempFolder()
  const { context, printed } = commandContext({
    cwd: folder,
    environment: { DATA_DIR: dataDir, REGISTRATION: 'invite', ...environment },
    readSecret: async () => answers.shift() ?? '',
    now: () => new Date('2026-01-02T03:04:05.006Z'),
  })
  const run = async (line: string, { options = {}, types = [] as string[], typing = false } = {}) => {
    answers.splice(0, answers.length, ...types)
    return await usersCommand.run(
      { positionals: [folder, ...line.split(' ').filter(Boolean)], options },
      { ...context, typing },
    )
  }
  return { run, printed }
}

const secret = 'uma frase bem longa'

test('adds, lists, changes and disables users', async () => {
  const { run, printed } = commandLine()
  expect(await run('')).toEqual({ items: [] })
  expect(printed.pop()).toContain('There are no users.')
  const added = await run('add maria', {
    options: { role: 'operator', 'full-name': 'Maria' },
    types: [secret],
  })
  expect(added).toMatchObject({ username: 'maria', full_name: 'Maria', role: 'operator', disabled: false })
  await run('role maria reader')
  await run('disable maria')
  await run('list')
  expect(printed.pop()).toMatch(/maria +reader +disabled +password +2026-01-02 03:04 +-/)
  await run('enable maria')
  expect(await run('list')).toMatchObject({ items: [{ username: 'maria', role: 'reader', disabled: false }] })
  expect(printed.join('\n')).not.toContain(secret)
})

test('leaves the last admin as they are', async () => {
  const { run } = commandLine()
  await run('add ana', { options: { role: 'admin' }, types: [secret] })
  await run('invite bia', { options: { role: 'admin' } }) // has no password yet
  await expect(run('disable ana')).rejects.toMatchObject({ code: 'last-admin', exitCode: 1 })
  await expect(run('role ana reader')).rejects.toMatchObject({ code: 'last-admin' })
  await run('add caio', { options: { role: 'admin' }, types: [secret] })
  expect(await run('disable ana')).toMatchObject({ username: 'ana', disabled: true })
})

test('asks twice at a terminal, and takes no weak password', async () => {
  const { run } = commandLine()
  const options = { role: 'reader' }
  await expect(run('add maria', { options, types: [secret, `${secret}.`], typing: true })).rejects.toThrow(
    'differ',
  )
  await expect(run('add maria', { options, types: ['senha123'] })).rejects.toMatchObject({
    code: 'common-password',
  })
  await run('add maria', { options, types: [secret, secret], typing: true })
  await run('passwd maria', { types: ['outra frase bem longa'] })
  await expect(run('passwd nobody', { types: [secret] })).rejects.toMatchObject({ code: 'user-not-found' })
})

test('invites new users and old ones, and shows the invitation once', async () => {
  const { run, printed } = commandLine()
  const { invitation } = (await run('invite joao', { options: { role: 'reader' } })) as { invitation: string }
  expect(invitation).toMatch(/^inv_[\w-]{43}$/)
  expect(printed.at(-1)).toContain(invitation)
  expect((await run('invite joao')) as object).not.toEqual({ invitation })
  await expect(run('invite ana')).rejects.toThrow('--role is missing')
  const closed = commandLine({ REGISTRATION: 'closed' })
  await expect(closed.run('invite ana', { options: { role: 'reader' } })).rejects.toMatchObject({
    code: 'no-invitations',
  })
})

test.each([
  ['hire maria', '"hire" is not an action of users.'],
  ['add', 'add needs a name.'],
  ['role maria', 'role needs a name and a role.'],
  ['role maria king', '"king" is not a role'],
  ['add maria', '--role is missing'],
  ['rotate-keys', 'TOKEN_ALGORITHM=EdDSA'],
])('refuses "%s"', async (line, message) => {
  await expect(commandLine().run(line, { types: [secret] })).rejects.toThrow(message)
})
