import { expect, test } from 'vitest'
import { Collector, shownRows } from './score-file.ts'
import { withFileName } from './send-file.ts'

test('counts every row, keeps the first ones and the whole text', () => {
  const rows = Array.from({ length: 200 }, (_, i) =>
    i % 10 === 3 ? `c${i},,,"bad, very"` : `c${i},${i % 2 ? 'Poor' : 'Good'},0.7,`,
  )
  const text = `Customer_ID,prediction,probability_Good,error\n${rows.join('\n')}\n`
  const collected = new Collector()
  for (let at = 0; at <= text.length; at += 97) collected.take(text.slice(0, at))
  collected.take(text)
  collected.end()
  const state = collected.state()
  expect(state.done).toBe(200)
  expect(state.bad).toBe(20)
  expect(state.counts).toEqual({ Good: 100, Poor: 80 })
  expect(state.first).toHaveLength(shownRows)
  expect(state.firstBad[1]).toEqual({ number: 14, cells: ['c13', '', '', 'bad, very'] })
  expect(collected.parts.join('')).toBe(text)
})

test('messages name the file as the reader knows it', () => {
  const problem = { type: 'x', title: 'x', status: 400, code: 'empty-file' }
  const named = (detail: string, name: string): string => withFileName({ ...problem, detail }, name).detail
  expect(named('The file upload.csv is empty.', 'turma $& 2026.csv')).toBe(
    'The file turma $& 2026.csv is empty.',
  )
  expect(named('Faltam colunas em upload.csv.gz.', 'a.csv.gz')).toBe('Faltam colunas em a.csv.gz.')
  const errors = [{ field: 'x', message: 'In upload.xlsx, row 3' }]
  expect(withFileName({ ...problem, detail: '', errors }, 'Folha 1.xlsx').errors?.[0]?.message).toBe(
    'In Folha 1.xlsx, row 3',
  )
})
