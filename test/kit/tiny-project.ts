import { column, defineProject, type Learner, type ProjectRoute } from 'lapidary'

/** Never trained: the tests of the server bring their own scorer. */
const learner: Learner = { kind: 'none', params: {}, fit: () => Promise.reject(new Error('not a learner')) }

/** A route that the project owes to others, with a body of its own. */
const gradeByName: ProjectRoute = {
  method: 'POST',
  path: '/grade-by-age',
  scope: 'predict',
  summary: 'Grade of an age',
  body: () => ({
    type: 'object',
    additionalProperties: false,
    required: ['years'],
    properties: { years: { type: 'number', description: 'Age.', examples: [33] } },
  }),
  response: (schemas) => ({
    type: 'object',
    required: ['grade', 'probabilities'],
    properties: { grade: { type: 'string', description: 'Grade.', examples: ['good'] }, probabilities: schemas.probabilities },
  }),
  handler: async ({ body }, { predict }) => {
    const [scored] = await predict([{ Age: body['years'] }])
    return { grade: scored?.prediction, probabilities: scored?.probabilities, secret: 'not in the schema' }
  },
}

const grade: ProjectRoute = {
  method: 'POST',
  path: '/grade',
  scope: 'predict',
  summary: 'Grade of one client',
  reasons: true,
  body: (schemas) => schemas.request,
  response: (schemas) => ({
    type: 'object',
    required: ['grade', 'probabilities'],
    properties: {
      grade: { type: 'string', description: 'Grade.', examples: ['good'] },
      probabilities: schemas.probabilities,
      reasons: schemas.reasons,
    },
  }),
  handler: async ({ body }, { predict }) => {
    const [scored] = await predict([body])
    return {
      grade: scored?.prediction,
      probabilities: scored?.probabilities,
      ...(scored?.reasons && { reasons: scored.reasons }),
    }
  },
}

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
