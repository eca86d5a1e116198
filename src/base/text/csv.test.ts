import { expect, it } from 'vitest'
import { formatCsvLine, escapeFormula } from './csv.ts'

it('formatCsvLine() quotes only what needs it', () => {
  expect(formatCsvLine(['a', 1.5, null, ['x', 'y'], 'say "hi"', 'two\nlines', ''])).toBe(
    'a,1.5,,"x, y","say ""hi""","two\nlines",\n',
  )
})

it.each([
  '=1+1',
  '+1-1',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '＝1',
  '-',
  '+x',
  '=HYPERLINK("http://x")',
])('escapeFormula() quotes %j, which a spreadsheet would compute', (text) => {
  expect(escapeFormula(text)).toBe(`'${text}`)
})

it.each([-5, '-5', '+5.25', '-1e-3', 'a=1', '5-3', '', null, "'=1"])(
  'escapeFormula() leaves %j as it is',
  (cell) => {
    expect(escapeFormula(cell)).toBe(cell)
  },
)
