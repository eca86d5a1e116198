import { expect, it } from 'vitest'
import { printable, printableLine } from './printable.ts'

it.each([
  ['\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
  ['\u009b2J', '\\u009b2J'],
  ['a\rb\u0007\u0008', 'a\\u000db\\u0007\\u0008'],
  ['\u202egnp.exe', '\\u202egnp.exe'],
  ['\u2066x\u2069\u2028y\ufeff', '\\u2066x\\u2069\\u2028y\\ufeff'],
  ['\u{e0041}', '\\udb40\\udc41'],
])('printable() writes %j as escapes', (text, shown) => {
  expect(printable(text)).toBe(shown)
  expect(JSON.parse(printable(JSON.stringify(text)))).toBe(text)
})

it.each(['Ação, 10 %', 'two\nlines\tand a tab', '👩\u200d🔬 क्\u200dष', '日本語'])('printable() leaves %j as it is', (text) => {
  expect(printable(text)).toBe(text)
})

it('printableLine() keeps a name on its line', () => {
  expect(printableLine('a\nlapidary: done\tb')).toBe('a\\nlapidary: done\\tb')
})
