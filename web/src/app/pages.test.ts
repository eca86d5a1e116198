import { expect, test } from 'vitest'
import type { ProjectInfo, Scope } from 'lapidary/client'
import { menuOf, missingScope, pageOf } from './pages.ts'

const session = (...scopes: Scope[]) => ({ name: 'Ana', scopes, kind: 'user' as const })
const project = (changes: Partial<ProjectInfo>) => ({ positive: null, entity_field: null, ...changes }) as ProjectInfo
const policy = project({ positive: 'Sim', entity_field: { name: 'student_id', label: { en: 'Student', 'pt-BR': 'Estudante' } } })
const paths = (...of: Parameters<typeof menuOf>): string =>
  menuOf(...of)
    .map(({ path }) => path)
    .join(' ')

test('the menu holds what the caller may use and the project has', () => {
  expect(paths(session('admin'), policy)).toBe('/ /score-file /predictions /threshold /features /model /runs /users /keys')
  expect(paths(session('predict', 'read', 'operate'), project({}))).toBe('/ /score-file /predictions /model /runs')
  expect(paths(session('read'), policy)).toBe('/predictions /threshold /features /model /runs')
  expect(paths(session('predict'), policy)).toBe('')
  expect(paths(session('read'), undefined)).toBe('/predictions /model /runs')
})

test('an address belongs to its page, and says what is lacking', () => {
  expect(pageOf('/runs/abc')?.path).toBe('/runs')
  expect(pageOf('/')?.path).toBe('/')
  expect(pageOf('/account')).toBeUndefined()
  expect(pageOf('/runsabc')).toBeUndefined()
  expect(missingScope(['predict', 'read'], ['read'])).toBe('predict')
  expect(missingScope(['predict', 'read'], ['admin'])).toBeNull()
})
