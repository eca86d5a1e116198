/** What a field of a search belongs to. */
export type Entity =
  | 'attribute'
  | 'metric'
  | 'param'
  | 'tag'
  | 'dataset'
  | 'metadata'
  | 'span'
  | 'span-attribute'
  | 'feedback'
  | 'expectation'
  | 'issue'

export type NumberOperator = '=' | '!=' | '>' | '>=' | '<' | '<='
export type TextOperator = '=' | '!=' | 'LIKE' | 'ILIKE' | 'RLIKE'
export type ListOperator = 'IN' | 'NOT IN'
export type NullOperator = 'IS NULL' | 'IS NOT NULL'
export type Operator = NumberOperator | TextOperator | ListOperator | NullOperator

interface Field {
  readonly entity: Entity
  readonly key: string
  /** Character of the filter where the comparison starts, from 1. */
  readonly position: number
}
export interface NumberComparison extends Field {
  readonly operator: NumberOperator
  readonly value: number
}
export interface TextComparison extends Field {
  readonly operator: TextOperator
  readonly value: string
}
export interface ListComparison extends Field {
  readonly operator: ListOperator
  readonly value: readonly string[]
}
export interface NullComparison extends Field {
  readonly operator: NullOperator
  readonly value: null
}

/** One comparison of a filter. A filter is a list of comparisons that must all be true. */
export type Comparison = NumberComparison | TextComparison | ListComparison | NullComparison

export const isNumberComparison = (comparison: Comparison): comparison is NumberComparison =>
  typeof comparison.value === 'number'
/** One clause of an order: by which field, and in which direction. */
export interface OrderClause {
  readonly entity: Entity
  readonly key: string
  readonly ascending: boolean
}
