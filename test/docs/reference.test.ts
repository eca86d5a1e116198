import { describe, expect, test } from 'vitest'
import { referencePages } from '../../scripts/docs.ts'
import { readRepoFile } from '../kit/repo-files.ts'

describe('docs/reference', () => {
  test.each(Object.entries(referencePages))(
    '%s is what the table in src says (else: npm run docs)',
    (name, render) => {
      expect(readRepoFile(`docs/reference/${name}`)).toBe(render())
    },
  )
})
