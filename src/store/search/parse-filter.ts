import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { compilePattern } from '../sql/regexp/compile-pattern.ts'
import { PatternError } from '../sql/regexp/parse-pattern.ts'
import type { Comparison, Operator } from './comparison.ts'
import { atMost, expectedField, showFound } from './expected.ts'
import type { NamedField, Operators, SearchGrammar, ValueType } from './grammar.ts'
import { parseField, type WrittenField } from './parse-field.ts'
import { Reader, SyntaxFault } from './reader.ts'

/** Limits of a filter, so that no search holds the database for long. */
export const filterLimits = {
  characters: 65_536,
  comparisons: 100,
  listValues: 1000,
  /** Characters of a pattern of `LIKE`, `ILIKE` and `RLIKE`. */
  pattern: 2000,
}

/**
 * Parses a filter: comparisons joined by `AND`, as clients of MLflow write them. `AND` may be
 * missing or repeated, as there. Takes time proportional to the length of the filter.
 * @throws LapidaryError `bad-filter` with the position, what is allowed there and an example
 */
export function parseFilter(filter: string, grammar: SearchGrammar): readonly Comparison[] {
  const reader = new Reader(filter)
  const comparisons: Comparison[] = []
  try {
    const { characters, comparisons: limit } = filterLimits
    if (filter.length > characters)
      throw new SyntaxFault(characters, atMost(characters, 'characters', 'caracteres'))
    let hasAnd = true
    while (!reader.isAtEnd()) {
      if (reader.takeKeyword('AND')) {
        hasAnd = true
        continue
      }
      if (comparisons.length === limit)
        throw new SyntaxFault(reader.at, atMost(limit, 'comparisons', 'comparações'))
      comparisons.push(parseComparison(reader, grammar, hasAnd))
      hasAnd = false
    }
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error
    const { at, expected } = error
    throw new LapidaryError('bad-filter', {
      at: at + 1,
      seen: showFound(filter, at),
      expected,
      example: grammar.example.filter,
    })
  }
  return comparisons
}

function parseComparison(reader: Reader, grammar: SearchGrammar, hasAnd: boolean): Comparison {
  const { written, field } = hasAnd ? readField(reader, grammar) : readFieldWithoutAnd(reader, grammar)
  reader.skipSpace()
  const operator = readOperator(reader, field.operators)
  const type = field.operators[operator] as ValueType
  reader.skipSpace()
  const valueAt = reader.at
  const value = readValue(reader, type, grammar)
  if (typeof value === 'string' && operator.endsWith('LIKE')) checkPattern(operator, value, valueAt)
  return {
    entity: field.entity ?? written.entity,
    key: field.key ?? written.key,
    operator,
    value,
    position: written.at + 1,
  } as Comparison
}

/** @throws SyntaxFault if a pattern is too long, or not a regular expression that `RLIKE` takes */
function checkPattern(operator: Operator, pattern: string, at: number): void {
  const { pattern: limit } = filterLimits
  if (pattern.length > limit)
    throw new SyntaxFault(at, atMost(limit, 'characters in a pattern', 'caracteres em um padrão'))
  if (operator !== 'RLIKE') return
  try {
    compilePattern(pattern)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw new SyntaxFault(at, {
      en: `a regular expression of characters, ., [], (), |, *, +, ?, {}, ^ and $; this one has ${error.message}`,
      'pt-BR': 'uma expressão regular de caracteres, ., [], (), |, *, +, ?, {}, ^ e $',
    })
  }
}

interface Field {
  readonly written: WrittenField
  readonly field: NamedField
}

function readField(reader: Reader, grammar: SearchGrammar): Field {
  const written = parseField(reader, grammar, expectedField)
  return { written, field: findField(written, grammar) }
}

/** Reads a field after a comparison. What is none is more likely a wrong `AND`. */
function readFieldWithoutAnd(reader: Reader, grammar: SearchGrammar): Field {
  const { at } = reader
  try {
    return readField(reader, grammar)
  } catch (error) {
    if (!(error instanceof SyntaxFault) || error.at !== at) throw error
    throw new SyntaxFault(at, {
      en: 'AND and another comparison, or the end (OR and parentheses around comparisons do not exist)',
      'pt-BR': 'AND e outra comparação, ou o fim (OR e parênteses em torno de comparações não existem)',
    })
  }
}

/** @throws SyntaxFault if the search has no such field */
function findField({ entity, key, at }: WrittenField, grammar: SearchGrammar): NamedField {
  const { fields = {}, operators } = grammar.entities[entity] ?? {}
  if (Object.hasOwn(fields, key)) return fields[key] as NamedField
  if (operators === undefined) throw new SyntaxFault(at, expectedField(grammar))
  return { operators }
}

/** @throws SyntaxFault if the field does not have the operator that follows */
function readOperator(reader: Reader, operators: Operators): Operator {
  const at = reader.at
  const operator = reader.readSymbols() || readOperatorWords(reader)
  if (Object.hasOwn(operators, operator)) return operator as Operator
  const names = Object.keys(operators).join(', ')
  throw new SyntaxFault(at, { en: `one of the operators ${names}`, 'pt-BR': `um dos operadores ${names}` })
}

function readOperatorWords(reader: Reader): string {
  const words: string[] = []
  const first = reader.readWord()?.toUpperCase() ?? ''
  words.push(first)
  for (const [before, next] of [
    ['NOT', 'IN'],
    ['IS', 'NOT'],
    ['IS', 'NULL'],
    ['NOT', 'NULL'],
  ] as const) {
    if (words.at(-1) !== before) continue
    reader.skipSpace()
    if (reader.takeKeyword(next)) words.push(next)
  }
  return words.join(' ')
}

function readValue(reader: Reader, type: ValueType, grammar: SearchGrammar): Comparison['value'] {
  if (type === 'nothing') return null
  if (type === 'list') return readList(reader)
  return type === 'text' ? readText(reader, grammar.allowsBareTexts) : readNumber(reader, type, grammar)
}

function readText(reader: Reader, allowsBareTexts = false): string {
  const quote = reader.peekQuote(["'", '"'])
  if (quote !== null) return reader.readQuoted(quote)
  const bare = allowsBareTexts ? (reader.readNumber() ?? reader.readWord()) : null
  if (bare !== null) return bare
  throw new SyntaxFault(reader.at, {
    en: "a text in quotes, such as 'a'",
    'pt-BR': "um texto entre aspas, como 'a'",
  })
}

function readNumber(reader: Reader, type: 'number' | 'integer', grammar: SearchGrammar): number {
  const at = reader.at
  const quote = grammar.allowsQuotedNumbers === true ? reader.peekQuote(["'", '"']) : null
  const text = quote === null ? reader.readNumber() : reader.readQuoted(quote).trim()
  const value = text === null || text === '' ? Number.NaN : Number(text)
  if (type === 'number' ? Number.isNaN(value) : !Number.isSafeInteger(value))
    throw new SyntaxFault(
      at,
      type === 'number'
        ? { en: 'a number, such as 0.5', 'pt-BR': 'um número, como 0.5' }
        : { en: 'a whole number, such as 10', 'pt-BR': 'um número inteiro, como 10' },
    )
  return value
}

function readList(reader: Reader): readonly string[] {
  const expected = {
    en: "texts in parentheses, such as ('a', 'b')",
    'pt-BR': "textos entre parênteses, como ('a', 'b')",
  }
  const values: string[] = []
  if (!reader.take('(')) throw new SyntaxFault(reader.at, expected)
  do {
    reader.skipSpace()
    const quote = reader.peekQuote(["'", '"'])
    if (quote === null) break // after the last comma
    if (values.length === filterLimits.listValues)
      throw new SyntaxFault(
        reader.at,
        atMost(filterLimits.listValues, 'values in a list', 'valores em uma lista'),
      )
    values.push(reader.readQuoted(quote))
    reader.skipSpace()
  } while (reader.take(','))
  if (values.length === 0 || !reader.take(')')) throw new SyntaxFault(reader.at, expected)
  return values
}
