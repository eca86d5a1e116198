import type { Entity, Operator } from './comparison.ts'

/** What is written after an operator. */
export type ValueType = 'text' | 'number' | 'integer' | 'list' | 'nothing'

/** The operators of a field, with what each one compares it to. */
export type Operators = Readonly<Partial<Record<Operator, ValueType>>>

/** The entity and key that a name stands for, if they are others than those written. */
interface Alias {
  readonly entity?: Entity
  readonly key?: string
}

export interface NamedField extends Alias {
  readonly operators: Operators
}

export interface EntityGrammar {
  /** Words before the dot: `metrics` in `metrics.accuracy`. */
  readonly prefixes: readonly string[]
  /** Fields with a fixed name. */
  readonly fields?: Readonly<Record<string, NamedField>>
  /** Operators of all other names. Without them, only the fixed names are allowed. */
  readonly operators?: Operators
}

/** What one search allows in its filter and its order. */
export interface SearchGrammar {
  readonly entities: Readonly<Partial<Record<Entity, EntityGrammar>>>
  /** Fixed names to order by, or `any` for all names of the entity. */
  readonly order: Readonly<Partial<Record<Entity, 'any' | Readonly<Record<string, Alias>>>>>
  /** Whether a text may lack its quotes if it is one word or number. */
  readonly allowsBareTexts?: boolean
  /** Whether a number may have quotes. */
  readonly allowsQuotedNumbers?: boolean
  /** A filter and an order for messages. */
  readonly example: { readonly filter: string; readonly order: string }
}

export const texts: Operators = { '=': 'text', '!=': 'text', LIKE: 'text', ILIKE: 'text' }
export const lists: Operators = { IN: 'list', 'NOT IN': 'list' }
export const nulls: Operators = { 'IS NULL': 'nothing', 'IS NOT NULL': 'nothing' }
export const numbers: Operators = {
  '=': 'number',
  '!=': 'number',
  '>': 'number',
  '>=': 'number',
  '<': 'number',
  '<=': 'number',
}
export const integers: Operators = {
  '=': 'integer',
  '!=': 'integer',
  '>': 'integer',
  '>=': 'integer',
  '<': 'integer',
  '<=': 'integer',
}

/** Returns fields of the same operators. */
export function fieldsOf(names: readonly string[], operators: Operators): Record<string, NamedField> {
  return Object.fromEntries(names.map((name) => [name, { operators }]))
}

/** Returns names to order by that stand for themselves. */
export function namesOf(names: readonly string[]): Record<string, Alias> {
  return Object.fromEntries(names.map((name) => [name, {}]))
}
