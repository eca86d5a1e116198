import type { LocalizedText } from '../../base/text/localized-text.ts'
import type { Entity } from './comparison.ts'
import type { SearchGrammar } from './grammar.ts'
import { type Quote, type Reader, SyntaxFault } from './reader.ts'

/** A field as it is written: its entity, its key and where it starts, from 0. */
export interface WrittenField {
  readonly entity: Entity
  readonly key: string
  readonly at: number
}

const keyQuotes: readonly Quote[] = ['`', '"', "'"]

/**
 * Reads a field such as `metrics.accuracy`, `start_time` or ``tags.`mlflow.user` ``. One without a
 * prefix is an attribute.
 * @param expected returns the fields that are allowed, for the message
 * @throws SyntaxFault
 */
export function parseField(
  reader: Reader,
  grammar: SearchGrammar,
  expected: (grammar: SearchGrammar) => LocalizedText,
): WrittenField {
  const at = reader.at
  const quote = reader.peekQuote(['`', '"'])
  const name = quote === null ? reader.readWord() : reader.readQuoted(quote)
  if (name === null) throw new SyntaxFault(at, expected(grammar))
  const parts = [name]
  while (reader.take('.')) parts.push(readPart(reader))
  const entities = Object.entries(grammar.entities) as [Entity, { readonly prefixes: readonly string[] }][]
  for (const prefixLength of [2, 1]) {
    const prefix = parts.slice(0, prefixLength).join('.')
    const entity = entities.find(([, { prefixes }]) => prefixes.includes(prefix))?.[0]
    if (entity !== undefined && parts.length > prefixLength)
      return { entity, key: parts.slice(prefixLength).join('.'), at }
  }
  if (parts.length > 1) throw new SyntaxFault(at, expected(grammar))
  return { entity: 'attribute', key: name, at }
}

function readPart(reader: Reader): string {
  const at = reader.at
  const quote = reader.peekQuote(keyQuotes)
  const part = quote === null ? reader.readWord(true) : reader.readQuoted(quote)
  if (part === null)
    throw new SyntaxFault(at, {
      en: 'a key, in backticks if it has other characters than letters, digits and _',
      'pt-BR': 'uma chave, entre crases se tiver outros caracteres além de letras, dígitos e _',
    })
  return part
}
