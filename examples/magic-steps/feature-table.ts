import type { Column } from 'lapidary'
import { columns } from './columns.ts'

/** The 18 raw features in the order of the API. */
const featureNames = [
  'fase',
  'idade',
  'ano_ingresso',
  'score_inde',
  'score_iaa',
  'score_ieg',
  'score_ips',
  'score_ida',
  'score_ipv',
  'score_ian',
  'nota_cg',
  'nota_cf',
  'nota_ct',
  'num_avaliacoes',
  'defasagem',
  'turma',
  'genero',
  'pedra_modal',
] as const satisfies readonly (keyof typeof columns)[]

/** One line of `GET /features`. */
export interface FeatureLine {
  readonly name: string
  readonly description: string
  readonly type: 'int' | 'float' | 'categorical'
  readonly range: string
}

/** The features as `GET /features` describes them: `0 – 7`, `menina | menino`. */
export const featureTable: readonly FeatureLine[] = featureNames.map((name) => {
  const column: Column = columns[name]
  return { name, description: column.label?.['pt-BR'] ?? name, ...typeAndRange(name, column) }
})

function typeAndRange(name: string, column: Column): Pick<FeatureLine, 'type' | 'range'> {
  if (column.type === 'category') return { type: 'categorical', range: column.categories.join(' | ') }
  if (column.type === 'integer' || column.type === 'number') {
    return { type: column.type === 'integer' ? 'int' : 'float', range: `${column.min} – ${column.max}` }
  }
  throw new TypeError(`${name} is no feature.`)
}
