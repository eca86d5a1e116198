import type { JsonSchema, ProjectRoute, RouteSchemas, ScoredRow } from 'lapidary'
import { confidenceOf, sixDecimals } from '../confidence.ts'
import { reached } from '../outcome.ts'
import { described, members, predictionMembers, studentId, timestamp } from './schemas.ts'

const studentsPerBatch = 500

const predictionSchema = members(predictionMembers, ['from_store'])

function student(schemas: RouteSchemas): JsonSchema {
  return members({ student_id: studentId, features: schemas.features }, ['student_id'])
}

interface Student {
  readonly student_id?: string | null
  readonly features: Readonly<Record<string, unknown>>
}

function rowOf({ student_id = null, features: values }: Student): Readonly<Record<string, unknown>> {
  return { student_id, ...values }
}

function answerOf({ student_id = null }: Student, scored: ScoredRow): Readonly<Record<string, unknown>> {
  const probability = scored.probabilities[reached] as number
  return {
    student_id,
    probability: sixDecimals(probability),
    prediction: scored.prediction === reached ? 1 : 0,
    confidence: confidenceOf(probability),
    prediction_id: scored.predictionId,
    timestamp: scored.timestamp,
    ...(scored.stored !== undefined && {
      from_store: Object.fromEntries(
        Object.entries(scored.stored).map(([name, { view, since, ageSeconds, unusable }]) => [
          name,
          { view, since, age_seconds: ageSeconds, ...(unusable && { unusable }) },
        ]),
      ),
    }),
  }
}

export const predict: ProjectRoute = {
  method: 'POST',
  path: '/predict',
  scope: 'predict',
  summary: 'Will one student reach the turning point?',
  description:
    'Values as they stand in the spreadsheet. Letter case, outer spaces and missing accents of a category do not matter.',
  body: student,
  response: () => predictionSchema,
  handler: async ({ body }, services) => {
    const asked = body as unknown as Student
    const [scored] = await services.predict([rowOf(asked)], () => '/features')
    if (scored === undefined) throw new TypeError('one student was asked, none was answered')
    return answerOf(asked, scored)
  },
}

export const predictBatch: ProjectRoute = {
  method: 'POST',
  path: '/predict/batch',
  scope: 'predict',
  summary: 'The same for up to 500 students, in their order',
  description: 'All or none: one student with a wrong field, and nothing is predicted or kept.',
  body: (schemas) =>
    members({
      students: {
        type: 'array',
        description: 'The students.',
        minItems: 1,
        maxItems: studentsPerBatch,
        items: student(schemas),
        examples: [[]],
      },
    }),
  response: () =>
    members({
      total: described('integer', 'How many.', 1),
      predictions: { type: 'array', description: 'One item a student, in order.', items: predictionSchema, examples: [[]] },
      timestamp,
    }),
  handler: async ({ body }, services) => {
    const { students } = body as unknown as { students: readonly Student[] }
    const scored = await services.predict(students.map(rowOf), (row) => `/students/${row}/features`)
    const predictions = scored.map((row, index) => answerOf(students[index] as Student, row))
    return { total: predictions.length, predictions, timestamp: services.now().toISOString() }
  },
}
