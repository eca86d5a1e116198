import { expect, it } from 'vitest'
import { csvLine } from './csv.ts'

it('csvLine() quotes only what needs it', () => {
  expect(csvLine(['a', 1.5, null, ['x', 'y'], 'say "hi"', 'two\nlines', ''])).toBe('a,1.5,,"x, y","say ""hi""","two\nlines",\n')
})
