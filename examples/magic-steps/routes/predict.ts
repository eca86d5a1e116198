import { defineRoute, type RouteSchemas, type RouteServices, schema, type ScoredRow } from 'lapidary'
import { confidenceOf, sixDecimals } from '../confidence.ts'
import { reached } from '../outcome.ts'
import { prediction, predictionId, probability, studentId, timestamp } from './schemas.ts'

const studentsPerBatch = 500

const storedFeature = schema.object(
  'Where a feature came from.',
  {
    view: schema.text('Feature view.', 'student_academic_features'),
    since: timestamp,
    age_seconds: schema.number('Age.', 3600),
    unusable: schema.flag(
      'The stored value is not allowed in this feature, which counts as missing. Absent otherwise.',
      true,
    ),
  },
  ['unusable'],
)

const studentPrediction = schema.object(
  'The prediction for one student.',
  {
    student_id: studentId,
    probability,
    prediction,
    confidence: schema.choice('How far the probability is from even odds.', 'média', [
      'alta',
      'média',
      'baixa',
    ]),
    prediction_id: predictionId,
    timestamp,
    from_store: schema.record(
      'Features that came from the feature store: from which view, since when they hold, and how old they are.',
      storedFeature,
      {},
    ),
  },
  ['from_store'],
)

function student({ entity, features }: RouteSchemas) {
  return schema.object('A student.', { student_id: { ...entity, examples: ['RA-1'] }, features }, [
    'student_id',
  ])
}
type Student = schema.ValueOf<ReturnType<typeof student>>
type StudentPrediction = schema.ValueOf<typeof studentPrediction>

function toRow({ student_id = null, features }: Student, { joinEntity }: Pick<RouteServices, 'joinEntity'>) {
  return joinEntity(features, student_id)
}

function toPrediction({ student_id = null }: Student, scored: ScoredRow): StudentPrediction {
  const reachedProbability = scored.probabilities[reached] as number
  return {
    student_id,
    probability: sixDecimals(reachedProbability),
    prediction: scored.prediction === reached ? 1 : 0,
    confidence: confidenceOf(reachedProbability),
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

export const predict = defineRoute({
  method: 'POST',
  path: '/predict',
  scope: 'predict',
  summary: 'Will one student reach the turning point?',
  description:
    'Values as they stand in the spreadsheet. Letter case, outer spaces and missing accents of a category do not matter.',
  body: student,
  response: () => studentPrediction,
  handler: async ({ body }, services) => {
    const [scored] = await services.predict([toRow(body, services)], () => '/features')
    if (scored === undefined) throw new TypeError('one student was sent, and no prediction was returned')
    return toPrediction(body, scored)
  },
})

export const predictBatch = defineRoute({
  method: 'POST',
  path: '/predict/batch',
  scope: 'predict',
  summary: 'The same for up to 500 students, in their order',
  description: 'All or none: one student with a wrong field, and nothing is predicted or kept.',
  body: (schemas) =>
    schema.object('Students.', {
      students: schema.list('The students.', student(schemas), {
        minItems: 1,
        maxItems: studentsPerBatch,
        examples: [[]],
      }),
    }),
  response: () =>
    schema.object('The predictions.', {
      total: schema.integer('How many.', 1),
      predictions: schema.list('One item a student, in order.', studentPrediction),
      timestamp,
    }),
  handler: async ({ body: { students } }, services) => {
    const rows = students.map((each) => toRow(each, services))
    const scored = await services.predict(rows, (row) => `/students/${row}/features`)
    const predictions = scored.map((row, index) => toPrediction(students[index] as Student, row))
    return { total: predictions.length, predictions, timestamp: services.now().toISOString() }
  },
})
