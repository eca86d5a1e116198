import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePattern } from './compile-pattern.ts'

const cases: (readonly [pattern: string, matching: readonly string[], others: readonly string[]])[] = [
  ['', ['', 'a'], []],
  ['b', ['b', 'abc'], ['', 'B']],
  ['^b', ['b', 'bc'], ['ab', '']],
  ['b$', ['b', 'ab'], ['bc', 'b\n']],
  ['^$', [''], ['a']],
  ['a|bc|', ['', 'x'], []],
  ['^(a|bc)$', ['a', 'bc'], ['abc', 'b']],
  ['^a*b+c?$', ['b', 'aabbc'], ['ac', 'bcc']],
  ['^a{2}$', ['aa'], ['a', 'aaa']],
  ['^a{2,}$', ['aa', 'aaaa'], ['a']],
  ['^a{0,2}$', ['', 'aa'], ['aaa']],
  ['^(?:ab){1,2}?$', ['ab', 'abab'], ['ababab']],
  ['^[a-c_]+$', ['abc_'], ['abd', '']],
  ['^[^a-c]$', ['d', '\n'], ['a']],
  ['^[\\d.-]+$', ['1.5-2'], ['a']],
  ['^\\w+\\s\\S\\D\\W$', ['ab_1 xy-'], ['ab1x']],
  ['^a.c$', ['abc', 'a😀c'], ['a\nc', 'ac']],
  ['^\\.\\*\\[\\\\$', ['.*[\\'], ['a*[\\']],
  ['\\t', ['a\tb'], ['t']],
  ['(^a|b$)', ['ac', 'cb'], ['cac', 'bc']],
  ['a]', ['a]'], ['a']],
]

test.each(cases)('%s', (pattern, matching, others) => {
  const matches = compilePattern(pattern)
  const strict = new RegExp(pattern, pattern === 'a]' ? '' : 'u')
  for (const text of matching) expect([text, matches(text), strict.test(text)]).toEqual([text, true, true])
  for (const text of others) expect([text, matches(text), strict.test(text)]).toEqual([text, false, false])
})

test.each([
  ['(', 'a ( without a )'],
  ['a)', 'a ) without a ('],
  ['[a', 'a [ without a ]'],
  ['[z-a]', 'a wrong range'],
  ['[[:alpha:]]', 'a [ in a []'],
  ['*a', 'a repetition of nothing'],
  ['a**', 'a repetition of a repetition'],
  ['^*', 'a repeated ^ or $'],
  ['a{1', 'a wrong {}'],
  ['a{2,1}', 'a wrong {}'],
  ['a{1,999}', 'a wrong {}'],
  ['a{x}', 'a wrong {}'],
  ['\\', 'an end in the middle'],
  ['\\1', '\\1'],
  ['\\bword', '\\b'],
  ['(?=a)', 'a special group'],
  ['((a{255}){255}){255}', 'too many states'],
  [
    '((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((a',
    'too many groups in groups',
  ],
])('refuses %s', (pattern, reason) => {
  expect(() => compilePattern(pattern)).toThrow(
    expect.objectContaining({ name: 'PatternError', message: reason }) as Error,
  )
})

test('matches as the regular expressions of JavaScript do', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '^', '$')
  const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 4 },
      atom,
      fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
      fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(${a}|${b})`),
      fc
        .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{0,1}', '{2,}'))
        .map(([a, repetition]) => `(?:${a})${repetition}`),
    ),
  }))
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n'), maxLength: 12 })
  fc.assert(
    fc.property(pattern, fc.array(text, { maxLength: 10 }), (pattern, texts) => {
      const matches = compilePattern(pattern)
      const expected = new RegExp(pattern)
      expect(texts.map((each) => matches(each))).toEqual(texts.map((each) => expected.test(each)))
    }),
    { numRuns: 1000 },
  )
})

test.each([
  ['(a*)*b', 'a'.repeat(100_000)],
  ['(a|aa)+$', `${'a'.repeat(100_000)}b`],
  ['(.*)(.*)(.*)(.*)x', 'a'.repeat(100_000)],
  ['(a?){200}(a){200}', 'a'.repeat(199)],
  ['(a|b)*a(a|b){12}$', 'ab'.repeat(20_000).replace(/(ab){7}/g, 'aababbbabaabba')],
])('%s takes linear time', (pattern, text) => {
  const started = performance.now()
  compilePattern(pattern)(text)
  expect(performance.now() - started).toBeLessThan(1500)
})
