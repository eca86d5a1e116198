import { expect, it } from 'vitest'
import { escapeUnprintable, escapeUnprintableLine } from './printable.ts'

it.each([
  ['\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
  ['\u009b2J', '\\u009b2J'],
  ['a\rb\u0007\u0008', 'a\\u000db\\u0007\\u0008'],
  ['\u202egnp.exe', '\\u202egnp.exe'],
  ['\u2066x\u2069\u2028y\ufeff', '\\u2066x\\u2069\\u2028y\\ufeff'],
  ['\u{e0041}', '\\udb40\\udc41'],
])('escapeUnprintable() writes %j as escapes', (text, shown) => {
  expect(escapeUnprintable(text)).toBe(shown)
  expect(JSON.parse(escapeUnprintable(JSON.stringify(text)))).toBe(text)
})

it.each(['Ação, 10 %', 'two\nlines\tand a tab', '👩\u200d🔬 क्\u200dष', '日本語'])(
  'escapeUnprintable() leaves %j as it is',
  (text) => {
    expect(escapeUnprintable(text)).toBe(text)
  },
)

it('escapeUnprintableLine() keeps a name on its line', () => {
  expect(escapeUnprintableLine('a\nlapidary: done\tb')).toBe('a\\nlapidary: done\\tb')
})
