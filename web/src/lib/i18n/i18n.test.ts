import { expect, test } from 'vitest'
import { languages, type LocalizedText } from 'lapidary/client'
import { commonTexts } from '../../texts/common.ts'
import { textsIn } from './format.ts'
import type { TextTable } from './texts.ts'

const files = import.meta.glob<Record<string, TextTable>>(
  ['../../**/texts.ts', '../../texts/*.ts', '!./texts.ts'],
  {
    eager: true,
  },
)

function textsOf(table: TextTable, at: string): (readonly [string, LocalizedText])[] {
  return Object.entries(table).flatMap(([name, entry]) =>
    typeof entry['en'] === 'string'
      ? [[`${at}.${name}`, entry as LocalizedText] as const]
      : textsOf(entry as TextTable, `${at}.${name}`),
  )
}

const texts = Object.entries(files).flatMap(([file, exported]) => textsOf(exported, file))

/** The places of a text with their kind: `{rows|row|rows}` takes a number. */
const places = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)([|}])/g)].map(([, name, end]) => `${name}${end}`).sort()

test('both languages of a text have the same places to fill', () => {
  expect(texts.length).toBeGreaterThan(500)
  for (const [at, text] of texts) {
    expect.soft(new Set(places(text['pt-BR'])), at).toEqual(new Set(places(text.en)))
    for (const language of languages) expect.soft(text[language].trim(), at).not.toBe('')
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
  const rows = (count: number): string[] =>
    [en, ptBR].map(({ t }) => t(commonTexts.rowsReal, { rows: count }))
  expect(rows(1)).toEqual(['1 row of real data', '1 linha de dados reais'])
  expect(rows(2)).toEqual(['2 rows of real data', '2 linhas de dados reais'])
  expect(rows(80_048)).toEqual(['80,048 rows of real data', '80.048 linhas de dados reais'])
  expect(rows(2_000_000)).toEqual(['2,000,000 rows of real data', '2.000.000 linhas de dados reais'])
  const erased = {
    en: '{count|prediction|predictions} of {entity}',
    'pt-BR': '{count|previsão|previsões} de {entity}',
  } as const
  expect(ptBR.t(erased, { count: 1, entity: 'RA-7' })).toBe('1 previsão de RA-7')
  // @ts-expect-error A plural takes a number.
  expect(() => en.t(commonTexts.rowsReal, { rows: '2' })).toThrow('No number for {rows|row|rows}')
})
