import type { FeatureView } from 'lapidary'

/** Time from which the evaluations of the sheet are valid: the end of their year. */
const evaluatedAt = '2022-12-31T00:00:00.000Z'

/** Creates a view with values of the student's row in the project's own table. */
function viewOf(name: string, features: FeatureView['features']): FeatureView {
  return {
    name,
    entity: 'student',
    joinKey: 'student_id',
    features,
    source: {
      kind: 'dataset',
      compute: (rows) => {
        const row = rows.at(-1)
        if (row === undefined) return null
        const values = Object.keys(features).map((feature) => [feature, row[feature] ?? null])
        return {
          at: evaluatedAt,
          values: Object.fromEntries(values) as Record<string, number | string | null>,
        }
      },
    },
  }
}

const integer = { type: 'int64' } as const
const decimal = { type: 'double' } as const
const text = { type: 'string' } as const

/**
 * Values of a student that are stored before a request arrives. A request that names the student
 * may leave them out.
 */
export const featureViews: readonly FeatureView[] = [
  viewOf('student_academic_features', {
    fase: integer,
    turma: text,
    ano_ingresso: integer,
    num_avaliacoes: integer,
    defasagem: integer,
  }),
  viewOf('student_demographic_features', { idade: integer, genero: text }),
  viewOf('student_performance_features', {
    score_inde: decimal,
    score_iaa: decimal,
    score_ieg: decimal,
    score_ips: decimal,
    score_ida: decimal,
    score_ipv: decimal,
    score_ian: decimal,
    nota_cg: integer,
    nota_cf: integer,
    nota_ct: integer,
    pedra_modal: text,
  }),
]
