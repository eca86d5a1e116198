import { createMemoryHistory, createRouter } from '@tanstack/react-router'
import { expect, test } from 'vitest'
import type { ProjectInfo, Scope, SessionInfo } from 'lapidary/client'
import { rootRoute } from '../lib/page.ts'
import { menuOf, missingScope } from './menu.ts'
import { pages } from './pages.ts'

// Routes get their full paths here.
createRouter({ routeTree: rootRoute.addChildren(pages), history: createMemoryHistory() })

const session = (...scopes: Scope[]) => ({ name: 'Ana', scopes, kind: 'user' as const })
const project = (changes: Partial<ProjectInfo>) =>
  ({ positive: null, entity_field: null, ...changes }) as ProjectInfo
const policy = project({
  positive: 'Sim',
  entity_field: { name: 'student_id', label: { en: 'Student', 'pt-BR': 'Estudante' } },
})
const paths = (of: SessionInfo, shown: ProjectInfo | undefined): string =>
  menuOf(of, { hasProject: true, project: shown })
    .map(({ path }) => path)
    .join(' ')

test('the menu holds what the caller may use and the project has', () => {
  expect(paths(session('admin'), policy)).toBe(
    '/ /score-file /predictions /threshold /features /model /runs /users /keys',
  )
  expect(paths(session('predict', 'read', 'operate'), project({}))).toBe(
    '/ /score-file /predictions /model /runs',
  )
  expect(paths(session('read'), policy)).toBe('/predictions /threshold /features /model /runs')
  expect(paths(session('predict'), policy)).toBe('')
  expect(paths(session('read'), undefined)).toBe('/predictions /model /runs')
})

test('the menu of a server without a project holds only pages that need none', () => {
  const listed = menuOf(session('admin'), { hasProject: false, project: undefined })
  expect(listed.map(({ path }) => path)).toEqual(['/models', '/runs', '/users', '/keys'])
})

test('every page registers what it needs, and a caller lacks what a page needs and they do not hold', () => {
  const needs = pages.map(({ fullPath, options }) => [fullPath, options.staticData?.page?.scopes.join(' ')])
  expect(Object.fromEntries(needs)).toMatchObject({
    '/': 'predict read',
    '/runs/$runId': 'read',
    '/users': 'admin',
    '/account': '',
  })
  expect(needs.filter(([, scopes]) => scopes === undefined)).toEqual([])
  expect(missingScope(['predict', 'read'], ['read'])).toBe('predict')
  expect(missingScope(['predict', 'read'], ['admin'])).toBeNull()
})

test('every page of a feature is listed', () => {
  const registered = import.meta.glob<{ page: unknown }>('../features/*/index.ts', { eager: true })
  const listed = new Set<unknown>(pages)
  expect(Object.keys(registered).length).toBe(listed.size)
  expect(Object.entries(registered).flatMap(([file, { page }]) => (listed.has(page) ? [] : [file]))).toEqual(
    [],
  )
})
