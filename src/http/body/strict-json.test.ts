import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { parseStrictJson } from './strict-json.ts'

function codeOf(text: string): string {
  try {
    parseStrictJson(text)
    return 'accepted'
  } catch (error) {
    return error instanceof LapidaryError ? error.code : String(error)
  }
}

describe('parseStrictJson()', () => {
  test.each([
    ['', 'empty-body'],
    ['  \n', 'empty-body'],
    ['{"a":1', 'malformed-json'],
    ['{"a":NaN}', 'malformed-json'],
    ['{"a":Infinity}', 'malformed-json'],
    ["{'a':1}", 'malformed-json'],
    ['{"a":1}{"b":2}', 'malformed-json'],
    ['{"a":1,"a":2}', 'duplicate-key'],
    ['{"a":1,"\\u0061":2}', 'duplicate-key'],
    ['{"a":{"b":1,"b":1}}', 'duplicate-key'],
    ['{"__proto__":1,"__proto__":2}', 'duplicate-key'],
    ['{"a":"x:y","b":1,"b" \n : 2}', 'duplicate-key'],
    ['{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":"\\":"}]}', 'accepted'],
    ['{"a:b":": \\" {","c":"}"}', 'accepted'],
    ['{"a\\\\":1,"a":2}', 'accepted'],
    [`${'['.repeat(1000)}${']'.repeat(1000)}`, 'too-deep'],
    [`${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`, 'too-deep'],
  ])('%j is %s', (text, code) => expect(codeOf(text)).toBe(code))

  test('takes every JSON value as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(parseStrictJson(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  test('keeps __proto__ as a plain member and never as the prototype', () => {
    const value = parseStrictJson('{"__proto__":{"admin":true}}') as Record<string, unknown>
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect(value['admin']).toBeUndefined()
  })

  test.each([
    ['{"a":1', '1:7'],
    ['{"a":1,\n "b" 2}', '2:6'],
    ['{"a":NaN}', "'N'"],
    ['{"a":', '1:6'],
  ])('says in Portuguese, too, where %j stops being JSON', (text, where) => {
    let message = ''
    try {
      parseStrictJson(text)
    } catch (error) {
      message = (error as LapidaryError).messageIn('pt-BR')
    }
    expect(message).toMatch(`O corpo não é um JSON válido: o erro está em ${where}. NaN`)
  })

  test('says where the text stops being JSON without quoting it', () => {
    expect(() => parseStrictJson('{"Name": "secret", "Age": NaN}')).toThrow(/^The body is not valid JSON: /)
    expect(() => parseStrictJson('{"Name": "secret", "Age": NaN}')).not.toThrow(/secret/)
  })
})
