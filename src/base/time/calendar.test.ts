import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as calendar from './calendar.ts'
import { daysBetween, hourOf, monthOf, weekdayOf, yearOf, yearsBetween } from './calendar.ts'

describe('yearsBetween', () => {
  test.each([
    ['1990-03-05', '2022-03-04', 31],
    ['1990-03-05', '2022-03-05', 32],
    ['1990-03-05', '1990-03-05', 0],
    ['2000-02-29', '2022-02-28', 21],
    ['2000-02-29', '2022-03-01', 22],
    ['2000-02-29', '2024-02-29', 24],
    ['2022-03-05', '1990-03-05', -32],
    ['2022-03-04', '1990-03-05', -31],
    ['1990-03-05', '2022-03-04T23:59:59Z', 31],
    ['1990-03-05', '2022-03-05T00:00:00Z', 32],
  ])('%s to %s is %d', (from, to, years) => expect(yearsBetween(from, to)).toBe(years))

  test('a point in time is on the day of its zone', () => {
    expect(yearsBetween('1990-03-05', '2022-03-05T01:00:00Z', 'America/Sao_Paulo')).toBe(31)
  })
})

test.each([
  ['2022-02-27', '2022-03-01', 2],
  ['2024-02-27', '2024-03-01', 3],
  ['2022-03-01', '2022-02-27', -2],
  ['1969-12-31', '1970-01-01', 1],
  ['2022-03-05T00:00:00Z', '2022-03-05T23:59:59Z', 0],
  ['2022-03-05T23:00:00Z', '2022-03-06T01:00:00Z', 1],
])('there are days from %s to %s', (from, to, days) => expect(daysBetween(from, to)).toBe(days))

test('parts of a date', () => {
  expect([yearOf('2022-03-05'), monthOf('2022-03-05'), hourOf('2022-03-05')]).toEqual([2022, 3, 0])
  const week = [
    '2022-02-28',
    '2022-03-01',
    '2022-03-02',
    '2022-03-03',
    '2022-03-04',
    '2022-03-05',
    '2022-03-06',
  ]
  expect(week.map((day) => weekdayOf(day))).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(weekdayOf('1969-12-28')).toBe(7)
  const newYear = '2022-01-01T01:30:00Z'
  const there = 'America/Sao_Paulo'
  expect([
    yearOf(newYear, there),
    monthOf(newYear, there),
    weekdayOf(newYear, there),
    hourOf(newYear, there),
  ]).toEqual([2021, 12, 5, 22])
})

test('nothing gives nothing', () => {
  expect([
    yearsBetween(null, '2022-03-05'),
    yearsBetween('2022-03-05', null),
    daysBetween(null, null),
  ]).toEqual([null, null, null])
  expect([yearOf(null), monthOf(null), weekdayOf(null), hourOf(null)]).toEqual([null, null, null, null])
})

test.each(['05/03/2022', '', '2022-13-01', '2022-02-30', 'yesterday', 'today be it'])(
  '"%s" is refused',
  (text) => {
    expect(() => monthOf(text)).toThrow(TypeError)
  },
)

const examples = Array.from(
  readFileSync(new URL('calendar.ts', import.meta.url), 'utf8').matchAll(/^ \* (\w+)\((.*)\) \/\/ (.*)$/gm),
  ([, name = '', values = '', result = '']) => [name, values, result] as const,
)

test('every function has an example', () => {
  expect(new Set(examples.map(([name]) => name))).toEqual(new Set(Object.keys(calendar)))
})

test.each(examples)('%s(%s) is %s, as its documentation says', (name, values, result) => {
  const given = JSON.parse(`[${values.replaceAll("'", '"')}]`) as string[]
  const call = (calendar as unknown as Record<string, (...given: string[]) => unknown>)[name]
  expect(call?.(...given)).toBe(JSON.parse(result))
})
