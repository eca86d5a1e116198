import type { LocalizedText } from '../../base/text/localized-text.ts'
import type { Entity } from './comparison.ts'
import type { SearchGrammar } from './grammar.ts'

const maxShown = 30

/** Returns the rest of a text from a character on, for a message. */
export function showFound(text: string, at: number): LocalizedText {
  const rest = text.slice(at, at + maxShown)
  if (rest === '') return { en: 'the end', 'pt-BR': 'o fim' }
  const shown = JSON.stringify(at + maxShown < text.length ? `${rest}…` : rest)
  return { en: shown, 'pt-BR': shown }
}

/** Returns the fields that a filter of this search may have, for a message. */
export function expectedField(grammar: SearchGrammar): LocalizedText {
  return oneOf(
    Object.entries(grammar.entities).flatMap(([entity, { fields, operators }]) =>
      namesWith(grammar, entity, operators === undefined ? Object.keys(fields ?? {}) : null),
    ),
  )
}

/** Returns the fields that an order of this search may have, for a message. */
export function expectedOrder(grammar: SearchGrammar): LocalizedText {
  return oneOf(
    Object.entries(grammar.order).flatMap(([entity, names]) =>
      namesWith(grammar, entity, names === 'any' ? null : Object.keys(names)),
    ),
  )
}

export function atMost(limit: number, en: string, pt: string): LocalizedText {
  return { en: `at most ${limit} ${en}`, 'pt-BR': `no máximo ${limit} ${pt}` }
}

/** @param keys the fixed keys, or null for any key */
function namesWith(
  grammar: SearchGrammar,
  entity: string,
  keys: readonly string[] | null,
): readonly string[] {
  if (entity === 'attribute' && keys !== null) return keys
  const prefix = grammar.entities[entity as Entity]?.prefixes[0] ?? entity
  return (keys ?? ['<key>']).map((key) => `${prefix}.${key}`)
}

function oneOf(names: readonly string[]): LocalizedText {
  const list = names.join(', ')
  return { en: `a field: ${list}`, 'pt-BR': `um campo: ${list.replaceAll('<key>', '<chave>')}` }
}
