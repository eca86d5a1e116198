import { expect, test } from 'vitest'
import { formatLocalizedDate, parseLocalizedDate } from './localized-date.ts'

test.each([
  ['2022-03-05', undefined, '2022-03-05', '05/03/2022'],
  ['2022-03-05T14:30:00Z', 'UTC', '2022-03-05 14:30', '05/03/2022 14:30'],
  ['2022-03-05T01:30:15Z', 'America/Sao_Paulo', '2022-03-04 22:30:15', '04/03/2022 22:30:15'],
  ['no date', undefined, 'no date', 'no date'],
])('%s in %s is %s and %s', (date, zone, en, pt) => {
  expect(formatLocalizedDate(date, zone, 'en')).toBe(en)
  expect(formatLocalizedDate(date, zone, 'pt-BR')).toBe(pt)
})

test.each([
  ['05/03/2022', true, null, '2022-03-05'],
  [' 2022-03-05 ', true, '2022-03-05', '2022-03-05'],
  ['5 mar 2022', true, '2022-03-05', '2022-03-05'],
  ['31/02/2022', true, null, null],
  ['2022-03-05 14:30', true, null, null],
  ['2022-03-05 14:30', false, '2022-03-05T14:30:00', '2022-03-05T14:30:00'],
  ['05/03/2022 14:30', false, null, '2022-03-05T14:30:00'],
  ['2022-03-05T11:30:00-03:00', false, '2022-03-05T14:30:00Z', '2022-03-05T14:30:00Z'],
  ['tomorrow', false, null, null],
])('%j (a day: %s) is read as %s and %s', (text, isDay, en, pt) => {
  expect(parseLocalizedDate(text, isDay, 'en')).toBe(en)
  expect(parseLocalizedDate(text, isDay, 'pt-BR')).toBe(pt)
})
