import { expect, test } from 'vitest'
import { dictionaries, textsIn } from './format.ts'

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)[|}]/g)].map(([, name]) => name ?? '').sort()

test('both languages have the same keys, with the same places to fill', () => {
  const { en, 'pt-BR': ptBR } = dictionaries
  expect(Object.keys(ptBR)).toEqual(Object.keys(en))
  for (const [key, text] of Object.entries(en)) {
    expect.soft(places(ptBR[key as keyof typeof ptBR]), key).toEqual(places(text))
    expect.soft(ptBR[key as keyof typeof ptBR].trim(), key).not.toBe('')
  }
})

test('numbers and dates read as people of each language write them', () => {
  expect(textsIn('pt-BR').number(1234.5)).toBe('1.234,5')
  expect(textsIn('pt-BR').value(2022)).toBe('2022')
  expect(textsIn('pt-BR').value(19_000.5)).toBe('19.000,5')
  expect(textsIn('en').percent(0.1234)).toBe('12.3%')
  expect(textsIn('pt-BR').percent(0.1234)).toBe('12,3%')
  expect(textsIn('en').fixed(Number.NaN, 2)).toBe('—')
  expect(textsIn('en').duration(65_000)).toBe('1 min 5 sec')
  expect(textsIn('pt-BR').duration(3 * 3_600_000)).toBe('3 h')
  expect(textsIn('pt-BR').duration(12 * 86_400_000)).toBe('12 dias')
  expect(textsIn('pt-BR').duration(1422 * 86_400_000)).toBe('3,9 anos')
})

test('words agree with their number', () => {
  const [en, ptBR] = [textsIn('en'), textsIn('pt-BR')]
  const rows = (count: number): string[] => [en, ptBR].map(({ t }) => t('common.rowsReal', { rows: count }))
  expect(rows(1)).toEqual(['1 row of real data', '1 linha de dados reais'])
  expect(rows(2)).toEqual(['2 rows of real data', '2 linhas de dados reais'])
  expect(rows(80_048)).toEqual(['80,048 rows of real data', '80.048 linhas de dados reais'])
  expect(rows(2_000_000)).toEqual(['2,000,000 rows of real data', '2.000.000 linhas de dados reais'])
  expect(ptBR.t('erase.done', { entity: 'RA-7', count: 1, features: 3 })).toBe(
    'Eliminado sobre RA-7: 1 predição e 3 linhas de variáveis.',
  )
  expect(() => en.t('common.rowsReal', { rows: '2' })).toThrow('No number for {rows|row|rows}')
})
