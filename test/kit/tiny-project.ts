import { column, defineProject, defineRoute, type Learner, schema } from 'lapidary'

/** Never trained: the server's tests have their own scorer. */
const learner: Learner = { kind: 'none', params: {}, fit: () => Promise.reject(new Error('not a learner')) }

/** A route of the project with its own body. */
const gradeByName = defineRoute({
  method: 'POST',
  path: '/grade-by-age',
  scope: 'predict',
  summary: 'Grade of an age',
  body: () => schema.object('An age.', { years: schema.number('Age.', 33) }),
  response: ({ probabilities }) =>
    schema.object('A grade.', { grade: schema.text('Grade.', 'good'), probabilities }),
  handler: async ({ body }, { predict, validate }) => {
    const [scored] = await predict([validate({ Age: body.years })])
    if (scored === undefined) throw new TypeError('no prediction')
    return { grade: scored.prediction, probabilities: scored.probabilities, secret: 'not in the schema' }
  },
})

const grade = defineRoute({
  method: 'POST',
  path: '/grade',
  scope: 'predict',
  summary: 'Grade of one client',
  reasons: true,
  body: (schemas) => schemas.request,
  response: ({ probabilities, reasons }) =>
    schema.object('A grade.', { grade: schema.text('Grade.', 'good'), probabilities, reasons }, ['reasons']),
  handler: async ({ body }, { predict }) => {
    const [scored] = await predict([body])
    if (scored === undefined) throw new TypeError('no prediction')
    return {
      grade: scored.prediction,
      probabilities: scored.probabilities,
      ...(scored.reasons && { reasons: scored.reasons }),
    }
  },
})

/** A project with one column of every type and role. */
export const tinyProject = defineProject({
  name: 'tiny',
  title: { en: 'Tiny', 'pt-BR': 'Pequeno' },
  model: 'TinyModel',
  requestSchema: 'TinyData',
  columns: {
    Client_ID: column.identifier({}),
    Name: column.text({ personal: true }),
    Age: column.integer({
      label: { en: 'Age', 'pt-BR': 'Idade' },
      unit: { en: 'years', 'pt-BR': 'anos' },
      min: 14,
      max: 90,
      example: 33,
    }),
    Annual_Income: column.number({ unit: { en: '$', 'pt-BR': 'US$' }, min: 0, required: true }),
    Occupation: column.category({ categories: ['Engineer', 'Lawyer', 'Teacher'], example: 'Engineer' }),
    Loans: column.list({ categories: ['Auto Loan', 'Payday Loan'], example: ['Auto Loan'] }),
    Paid_Back: column.integer({ knownAfter: true }),
    Grade: column.category({ categories: ['bad', 'good'] }),
  },
  entity: 'Client_ID',
  target: 'Grade',
  learner,
  data: { files: ['data.csv'] },
  routes: [grade, gradeByName],
})

/** A request that the project accepts. */
export const tinyRow = { Age: 33, Annual_Income: 50_000.5, Occupation: 'Engineer', Loans: ['Auto Loan'] }
