import { expect, test } from 'vitest'
import { roleNames, roles } from '../../src/base/roles.ts'
import { readRepoFile } from '../kit/repo-files.ts'

test('the guide lists every role with its scopes', () => {
  const rows = [...readRepoFile('docs/guide/accounts.md').matchAll(/^\| `(\w+)` \| ([\w, ]+) \|/gm)]
  const listed = rows.map(([, role, scopes]) => [role, scopes])
  expect(listed).toEqual(roleNames.map((role) => [role, roles[role].scopes.join(', ')]))
})
