import { expect, test } from 'vitest'
import { idOf, nameOf } from './use-callers.ts'

const callers = [
  { id: 'environment', name: 'API_KEY' },
  { id: 'aaa111', name: 'Escola' },
  { id: 'bbb222', name: 'Rui' },
  { id: 'ccc333', name: 'Rui' },
]

test('callers have names, keys of the same name also their id, and each name leads back', () => {
  const ids = ['environment', 'aaa111', 'bbb222', 'ccc333', 'user:maria']
  const names = ids.map((id) => nameOf(id, callers))
  expect(names).toEqual(['API_KEY', 'Escola', 'Rui (bbb222)', 'Rui (ccc333)', 'maria'])
  expect(names.map((name) => idOf(name, callers))).toEqual(ids)
  expect(nameOf('gone', callers)).toBe('gone')
})

test('an id, another case and an unknown name are understood', () => {
  expect(['aaa111', ' escola ', 'user:x', ''].map((text) => idOf(text, callers))).toEqual([
    'aaa111',
    'aaa111',
    'user:x',
    '',
  ])
  expect(idOf('maria', [])).toBe('user:maria')
})
