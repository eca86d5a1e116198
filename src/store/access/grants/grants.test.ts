import { describe, expect, test } from 'vitest'
import { type Role, roles, type Scope } from '../../../base/roles.ts'
import type { Caller } from '../caller.ts'
import type { Grant, GrantObject, GrantSubject, Level } from './grant.ts'
import { Grants, type PartOfExperiment, subjectOf } from './grants.ts'

const user = (username: string, role: Role): Caller => ({
  id: `user:${username}`,
  name: username,
  scopes: new Set(roles[role].scopes),
  role,
})
const key = (...scopes: Scope[]): Caller => ({ id: '0123456789ab', name: 'k', scopes: new Set(scopes) })
const experiment = (id: string): GrantObject => ({ kind: 'experiment', id })
const model: GrantObject = { kind: 'model', name: 'm' }
const alias = (name: string): GrantObject => ({ kind: 'alias', model: 'm', alias: name })

/** Opens these grants, from a store that holds no others. */
async function grantsOf(...given: (readonly [GrantSubject, GrantObject, Level])[]): Promise<Grants> {
  const all = given.map(([subject, object, level]): Grant => ({ subject, object, level, at: '', by: '' }))
  const unused = async (): Promise<never> => Promise.reject(new Error('not called'))
  const grants = new Grants({
    store: {
      put: unused,
      remove: unused,
      get: unused,
      list: unused,
      changesSince: async () => ({ revision: 1, changes: all }),
    },
    audit: { record: unused },
    checkSubject: unused,
    checkObject: unused,
    now: () => new Date(),
    warn: () => undefined,
  })
  await grants.refresh()
  return grants
}

/** Returns what a caller may do with an object, by the scope that allows it. */
async function allowed(
  grants: Grants,
  caller: Caller,
  object: GrantObject | PartOfExperiment,
): Promise<string> {
  const done: Scope[] = []
  for (const scope of ['read', 'track', 'operate'] as const) {
    const code = await (async () => await grants.require(caller, scope, object))().then(
      () => null,
      ({ code: refused }: { code: string }) => refused,
    )
    expect(code === null || ['missing-scope', 'not-permitted'].includes(code)).toBe(true)
    if (code === null) done.push(scope)
  }
  return done.join(' ')
}

describe('what a caller may do with one object', () => {
  const ana = user('ana', 'scientist')
  const own = 'user:ana' as const
  const ofRole = 'role:scientist' as const
  test.each([
    ['the scopes decide without a grant', [], experiment('1'), 'read track'],
    [
      'a grant on another object changes nothing',
      [[own, experiment('2'), 'none']],
      experiment('1'),
      'read track',
    ],
    [
      'a grant to another changes nothing',
      [['user:bia', experiment('1'), 'none']],
      experiment('1'),
      'read track',
    ],
    ['none', [[own, experiment('1'), 'none']], experiment('1'), ''],
    ['read', [[own, experiment('1'), 'read']], experiment('1'), 'read'],
    ['edit', [[own, experiment('1'), 'edit']], experiment('1'), 'read track'],
    ['manage', [[own, experiment('1'), 'manage']], experiment('1'), 'read track operate'],
    ['the role', [[ofRole, experiment('1'), 'none']], experiment('1'), ''],
    [
      'the user before the role',
      [
        [ofRole, model, 'none'],
        [own, model, 'manage'],
      ],
      model,
      'read track operate',
    ],
    ['an alias by the model that is managed', [[own, model, 'manage']], alias('a'), 'read track operate'],
    ['no alias by the model that is edited', [[own, model, 'edit']], alias('a'), 'read'],
    ['no alias of a hidden model', [[own, model, 'none']], alias('a'), ''],
    ['an alias', [[own, alias('a'), 'edit']], alias('a'), 'read track operate'],
    ['not another alias', [[own, alias('a'), 'edit']], alias('b'), 'read track'],
    ['every alias', [[own, alias('*'), 'edit']], alias('b'), 'read track operate'],
    [
      'every alias but one',
      [
        [own, alias('*'), 'edit'],
        [own, alias('a'), 'none'],
      ],
      alias('a'),
      '',
    ],
    [
      'the alias of the role before the model of the user',
      [
        [ofRole, alias('a'), 'none'],
        [own, model, 'manage'],
      ],
      alias('a'),
      '',
    ],
    ['a model is not its alias', [[own, alias('a'), 'none']], model, 'read track'],
  ] as const)('%s', async (_name, given, object, expected) => {
    expect(await allowed(await grantsOf(...given), ana, object)).toBe(expected)
  })

  test('an admin may do everything', async () => {
    const chefe = user('chefe', 'admin')
    const grants = await grantsOf(['user:chefe', model, 'none'], ['role:admin', experiment('1'), 'none'])
    expect(await allowed(grants, chefe, model)).toBe('read track operate')
    expect(grants.visible(chefe, 'experiment')).toBeNull()
    expect(grants.mayManage(chefe, model)).toBe(true)
  })

  test('a key without scopes does what its grant allows', async () => {
    const program = key()
    const grants = await grantsOf([subjectOf(program), model, 'edit'])
    expect(await allowed(grants, program, model)).toBe('read track')
    expect(await allowed(grants, program, experiment('1'))).toBe('')
    expect(grants.hasAny(program)).toBe(true)
    expect(grants.mayManage(program, model)).toBe(false)
  })
})

describe('a part of an experiment', () => {
  /** A run of experiment 1, and how often its experiment was looked up. */
  function run(id: string | null = '1') {
    const lookups = { count: 0 }
    const experimentIds = async (): Promise<readonly string[]> => {
      lookups.count++
      return id === null ? [] : [id]
    }
    return { part: { kind: 'part', experimentIds } as const, lookups }
  }

  test.each([
    ['no grants', [], 'read track', 0],
    ['grants on models only', [['user:ana', model, 'none']], 'read track', 0],
    ['grants that change nothing', [['user:ana', experiment('9'), 'manage']], 'read track', 1],
    ['a grant on its experiment', [['user:ana', experiment('1'), 'read']], 'read', 1],
    ['a grant on another experiment', [['user:ana', experiment('2'), 'none']], 'read track', 2],
  ] as const)('%s', async (_name, given, expected, count) => {
    const { part, lookups } = run()
    expect(await allowed(await grantsOf(...given), user('ana', 'scientist'), part)).toBe(expected)
    expect(lookups.count).toBe(count)
  })

  test('one that does not exist is decided by the scopes', async () => {
    const grants = await grantsOf(['user:ana', experiment('1'), 'none'])
    expect(await allowed(grants, user('ana', 'reader'), run(null).part)).toBe('read')
  })
})

describe('what a caller may find', () => {
  test.each([
    ['all without a grant', 'reader', [], null],
    ['all with grants that hide nothing', 'reader', [['user:ana', experiment('1'), 'manage']], null],
    [
      'all but what is hidden',
      'reader',
      [
        ['role:reader', experiment('1'), 'none'],
        ['user:ana', experiment('2'), 'none'],
      ],
      { except: ['1', '2'] },
    ],
    [
      'what the user sees although the role does not',
      'reader',
      [
        ['role:reader', experiment('1'), 'none'],
        ['user:ana', experiment('1'), 'read'],
      ],
      null,
    ],
    [
      'only what is granted, without the scope',
      'predictor',
      [
        ['user:ana', experiment('1'), 'read'],
        ['user:ana', experiment('2'), 'none'],
      ],
      { only: ['1'] },
    ],
    ['nothing without scope and grant', 'predictor', [['user:ana', model, 'read']], { only: [] }],
  ] as const)('%s', async (_name, role, given, expected) => {
    expect((await grantsOf(...given)).visible(user('ana', role), 'experiment')).toEqual(expected)
  })
})
