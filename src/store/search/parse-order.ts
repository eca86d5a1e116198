import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { OrderClause } from './comparison.ts'
import { atMost, expectedOrder, showFound } from './expected.ts'
import type { SearchGrammar } from './grammar.ts'
import { parseField } from './parse-field.ts'
import { Reader, SyntaxFault } from './reader.ts'

const maxOrderClauses = 20
const maxClauseLength = 1000

/**
 * Parses the clauses of an order, each a field with `ASC` (the default) or `DESC`.
 * @throws LapidaryError `bad-order` with the clause, the position, what is allowed and an example
 */
export function parseOrder(clauses: readonly string[], grammar: SearchGrammar): readonly OrderClause[] {
  const parsed: OrderClause[] = []
  for (const [i, clause] of clauses.entries()) {
    const next = parseOrderClause(clause, i, grammar)
    if (parsed.some(({ entity, key }) => entity === next.entity && key === next.key))
      throw refuse(new SyntaxFault(0, expectedOnce), clause, i, grammar)
    parsed.push(next)
  }
  return parsed
}

/**
 * Parses one clause of an order.
 * @param i its place among the clauses, from 0
 * @throws LapidaryError `bad-order`
 */
export function parseOrderClause(clause: string, i: number, grammar: SearchGrammar): OrderClause {
  try {
    if (i >= maxOrderClauses) throw new SyntaxFault(0, atMost(maxOrderClauses, 'clauses', 'cláusulas'))
    return parseClause(clause, grammar)
  } catch (error) {
    throw error instanceof SyntaxFault ? refuse(error, clause, i, grammar) : error
  }
}

function refuse(
  { at, expected }: SyntaxFault,
  clause: string,
  i: number,
  { example }: SearchGrammar,
): LapidaryError {
  const values = { clause: i + 1, at: at + 1, seen: showFound(clause, at) }
  return new LapidaryError('bad-order', { ...values, expected, example: example.order })
}

const expectedOnce = { en: 'each field once', 'pt-BR': 'cada campo uma só vez' }

function parseClause(clause: string, grammar: SearchGrammar): OrderClause {
  if (clause.length > maxClauseLength)
    throw new SyntaxFault(maxClauseLength, atMost(maxClauseLength, 'characters', 'caracteres'))
  const reader = new Reader(clause)
  reader.skipSpace()
  const { entity, key, at } = parseField(reader, grammar, expectedOrder)
  const names = grammar.order[entity] ?? {}
  const alias = names === 'any' ? {} : Object.hasOwn(names, key) ? names[key] : undefined
  if (alias === undefined) throw new SyntaxFault(at, expectedOrder(grammar))
  reader.skipSpace()
  const descending = reader.takeKeyword('DESC')
  if (!descending) reader.takeKeyword('ASC')
  if (!reader.isAtEnd())
    throw new SyntaxFault(reader.at, { en: 'ASC, DESC or the end', 'pt-BR': 'ASC, DESC ou o fim' })
  return { entity: alias.entity ?? entity, key: alias.key ?? key, ascending: !descending }
}
