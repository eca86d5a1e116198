import type { DerivedFeature, Row } from 'lapidary'
import type { columns } from './columns.ts'

type Student = Row<typeof columns>
type Name = keyof typeof columns

const scores = [
  'score_inde',
  'score_iaa',
  'score_ieg',
  'score_ips',
  'score_ida',
  'score_ipv',
  'score_ian',
] as const
const rankings = ['nota_cg', 'nota_cf', 'nota_ct'] as const

/**
 * The derived features of the contract. They are pure functions of one clean row, and `null` if a
 * part is missing.
 */
export const derived = {
  score_medio: {
    label: { en: 'Mean of the seven scores', 'pt-BR': 'Média dos sete indicadores' },
    from: scores,
    compute: (row) => of(row, scores, mean),
  },
  nota_media: {
    label: { en: 'Mean ranking', 'pt-BR': 'Classificação média' },
    from: rankings,
    compute: (row) => of(row, rankings, mean),
  },
  avaliacoes_por_defasagem: {
    label: { en: 'Assessments per phase of distance', 'pt-BR': 'Avaliações por fase de defasagem' },
    from: ['num_avaliacoes', 'defasagem'],
    // One more than the distance to the ideal phase in either direction, so never zero. The
    // reference implementation divided by defasagem + 1, which is zero at -1.
    compute: (row) =>
      of(
        row,
        ['num_avaliacoes', 'defasagem'],
        ([assessments = 0, lag = 0]) => assessments / (1 + Math.abs(lag)),
      ),
  },
  inde_quadrado: {
    label: { en: 'INDE squared', 'pt-BR': 'INDE ao quadrado' },
    from: ['score_inde'],
    compute: (row) => of(row, ['score_inde'], square),
  },
  idade_quadrado: {
    label: { en: 'Age squared', 'pt-BR': 'Idade ao quadrado' },
    from: ['idade'],
    compute: (row) => of(row, ['idade'], square),
  },
  avaliacoes_quadrado: {
    label: { en: 'Assessments squared', 'pt-BR': 'Avaliações ao quadrado' },
    from: ['num_avaliacoes'],
    compute: (row) => of(row, ['num_avaliacoes'], square),
  },
  inde_x_idade: {
    label: { en: 'INDE × age', 'pt-BR': 'INDE × idade' },
    from: ['score_inde', 'idade'],
    compute: (row) => of(row, ['score_inde', 'idade'], product),
  },
  avaliacoes_x_defasagem: {
    label: { en: 'Assessments × phases ahead or behind', 'pt-BR': 'Avaliações × defasagem' },
    from: ['num_avaliacoes', 'defasagem'],
    compute: (row) => of(row, ['num_avaliacoes', 'defasagem'], product),
  },
} satisfies Record<string, DerivedFeature<typeof columns>>

/**
 * Returns a function that applies `compute` to the values of these columns; `null` if one is
 * missing.
 */
function of(
  row: Student,
  names: readonly Name[],
  compute: (values: readonly number[]) => number,
): number | null {
  const values = names.map((name) => row[name])
  return values.every((value) => typeof value === 'number') ? compute(values) : null
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function square([value = 0]: readonly number[]): number {
  return value * value
}

function product([a = 0, b = 0]: readonly number[]): number {
  return a * b
}
