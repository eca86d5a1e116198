import { expect, test } from 'vitest'
import { renderDataReportHtml } from './data-report-html.ts'
import { renderDataReportText } from './data-report-text.ts'
import { report } from '../../../test/kit/reported-training.ts'

test('renderDataReportText() fits 100 columns and shows counts, shares, reasons and examples', () => {
  const lines = renderDataReportText(report).split('\n')
  expect(lines).toEqual([
    'clients <1>.csv  81.2 kB  sha256 abababababababab',
    '1,000 rows [SYNTHETIC DATA]; 3 left out with a wrong number of cells; 12 left out without a target; no duplicate rows'.slice(
      0,
      200,
    ),
    'not in the project, ignored: Note & more',
    '',
    'column                     type       present repaired  missing cells',
    'SSN                        text         99.3%        1  missing marker 7',
    'Age                        integer      90.3%    1,234  empty 60, out of range 37',
    '    repaired "28_"',
    'Job                        category    100.0%        ·',
    '',
    'column                             cells lost    share  reason and examples',
    'Age                                 37 of 937     3.9%  out of range "-500" "<b>8698\\u001b[31m"',
  ])
})

test('renderDataReportText() keeps a heading on one line, and counts one row as one', () => {
  const [column] = report.columns
  if (column === undefined) throw new TypeError('the report has no column')
  const text = renderDataReportText({
    ...report,
    columns: [{ ...column, name: 'a;b\nc' }],
    duplicate_rows: 1,
  })
  expect(text).toContain('\na;b\\nc      ')
  expect(text).toContain('; 1 duplicate row\n')
})

test.each([
  renderDataReportText(report),
  renderDataReportHtml(report),
  renderDataReportHtml(report, 'pt-BR'),
])('personal columns show no examples', (text) => {
  expect(text).toContain('SSN')
  expect(text).not.toMatch(/078-05|219-09/)
})

test('renderDataReportHtml() is self-contained, escapes texts of the file and is marked as synthetic', () => {
  const html = renderDataReportHtml(report, 'pt-BR')
  expect(html).toContain('<html lang="pt-BR">')
  expect(html).toContain('Dados sintéticos')
  expect(html).toContain('fora da faixa: 37 <span class="quiet"><code>-500</code> <code>&#60;b&#62;8698')
  expect(html).toContain('Cook|Chef 90,3%, Clerk 9,7%')
  expect(html).toContain('mediana 33')
  expect(html).not.toMatch(/<script|<link|<b>|https?:|src=/)
  expect(renderDataReportHtml({ ...report, synthetic: false })).not.toMatch(/[Ss]ynthetic/)
})
