import { describe, expect, test } from 'vitest'
import { type DateFormat, createDateReader, isDateFormat } from './date-format.ts'

function read(text: string, options: DateFormat = {}): string | null {
  const date = createDateReader(options)(text)
  if (date === null) return null
  const clock = new Date(date.clock).toISOString().replace(/(T00:00:00)?\.000Z$/, '')
  return date.offset === null ? clock : `${clock} ${date.offset / 60_000}`
}

describe('the order of day and month', () => {
  test.each([
    ['05/03/2022', '2022-03-05', '2022-05-03'],
    ['5/3/2022', '2022-03-05', '2022-05-03'],
    ['05-03-2022', '2022-03-05', '2022-05-03'],
    ['05.03.2022', '2022-03-05', '2022-05-03'],
    ['05 03 22', '2022-03-05', '2022-05-03'],
    ['25/03/2022', '2022-03-25', null],
    ['03/25/2022', null, '2022-03-25'],
    ['05/03-2022', null, null],
  ])('%s', (text, dayFirst, monthFirst) => {
    expect(read(text, { dayFirst: true })).toBe(dayFirst)
    expect(read(text, { dayFirst: false })).toBe(monthFirst)
  })

  test.each(['05/03/2022', '25/03/2022', '05-03-2022', '05 03 2022'])('%s is not guessed', (text) => {
    expect(read(text)).toBeNull()
  })
})

test.each([
  ['2022-03-05', '2022-03-05'],
  ['2022/3/5', '2022-03-05'],
  ['2022.03.05', '2022-03-05'],
  ['20220305', '2022-03-05'],
  ['05.03.2022', '2022-03-05'],
  ['05-mar-2022', '2022-03-05'],
  ['05MAR2022', '2022-03-05'],
  ['5-fev-22', '2022-02-05'],
  ['5 feb 2022', '2022-02-05'],
  ['05/set./2022', '2022-09-05'],
  ['5 de março de 2022', '2022-03-05'],
  ['1º de maio de 2022', '2022-05-01'],
  ['December 5, 2022', '2022-12-05'],
  ['Sept 5th 2022', '2022-09-05'],
  ['2022-Oct-05', '2022-10-05'],
  ['2022-out-05', '2022-10-05'],
  ['2022-03-05 14:30', '2022-03-05T14:30:00'],
  ['2022-03-05T14:30:15.250', '2022-03-05T14:30:15.250Z'],
  ['2022-03-05 11:30:00-03', '2022-03-05T11:30:00 -180'],
  ['2022-03-05T14:30:00Z', '2022-03-05T14:30:00 0'],
  ['2022-03-05 20:00:00 +0530', '2022-03-05T20:00:00 330'],
  ['20220305T143000Z', '2022-03-05T14:30:00 0'],
  ['05.03.2022 2:30 pm', '2022-03-05T14:30:00'],
  ['05.03.2022, 12:05 a.m.', '2022-03-05T00:05:00'],
])('%s is %s whatever the order of day and month', (text, expected) => {
  expect(read(text)).toBe(expected)
})

test.each([
  ['', {}],
  ['2022', {}],
  ['44625', {}],
  ['2022-02-29', {}],
  ['29/02/2022', { dayFirst: true }],
  ['31/04/2022', { dayFirst: true }],
  ['00/00/0000', { dayFirst: true }],
  ['0000-00-00', {}],
  ['5 marte 2022', {}],
  ['2022-03-05 24:00', {}],
  ['2022-03-05 13:00 pm', {}],
  ['2022-03-05 10:00+15:00', {}],
  ['2022-03-05Z', {}],
  [' 2022-03-05', {}],
  ['1/1/1' + '0'.repeat(100), { dayFirst: true }],
] as const)('%j is no date', (text, options) => expect(read(text, options)).toBeNull())

test('two digits mean a year up to the limit', () => {
  expect(['68', '69', '00'].map((year) => read(`01/02/${year}`, { dayFirst: true }))).toEqual([
    '2068-02-01',
    '1969-02-01',
    '2000-02-01',
  ])
  const births = { dayFirst: true, maxTwoDigitYear: 2022 }
  expect(['22', '23', '45'].map((year) => read(`01/02/${year}`, births))).toEqual([
    '2022-02-01',
    '1923-02-01',
    '1945-02-01',
  ])
})

test('a format reads its own form and ISO 8601', () => {
  expect(read('05032022', { format: 'ddMMyyyy' })).toBe('2022-03-05')
  expect(read('2022-03-05', { format: 'ddMMyyyy' })).toBe('2022-03-05')
  expect(read('20220305', { format: 'ddMMyyyy' })).toBeNull()
  expect(read('05-03-2022', { format: 'dd-MM-yyyy' })).toBe('2022-03-05')
  expect(read('05/03/2022 às 14h30', { format: "dd/MM/yyyy 'às' HH'h'mm" })).toBe('2022-03-05T14:30:00')
  expect(read('11/2022', { format: 'MM/yyyy' })).toBe('2022-11-01')
  expect(read('13/2022', { format: 'MM/yyyy' })).toBeNull()
  expect(read('3/5/22 2:30 PM', { format: 'M/d/yy h:mm a' })).toBe('2022-03-05T14:30:00')
})

test.each([
  ['dd/MM/yyyy', true],
  ["d 'de' MMM 'de' yyyy", true],
  ['yyyy-MM-dd HH:mm:ss.SSS X', true],
  ['MM/yyyy', true],
  ['dd/MM', false],
  ['dd/yyyy', false],
  ['dd/mm/yyyy', false],
  ['DD/MM/YYYY', false],
  ['dd/MM/yyyy dd', false],
])('%s may be a format: %s', (format, expected) => expect(isDateFormat(format)).toBe(expected))
