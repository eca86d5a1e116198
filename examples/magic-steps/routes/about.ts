import { defineRoute, schema } from 'lapidary'
import { featureTable } from '../feature-table.ts'
import { threshold, timestamp } from './schemas.ts'

/** The network runs on the processor. */
const cpu = 'cpu'

const features = schema.list(
  'The 18 features, in order.',
  schema.object('One feature.', {
    name: schema.text('Name.', 'fase'),
    description: schema.text('What it is.', 'Fase'),
    type: schema.choice('Its type.', 'int', ['int', 'float', 'categorical']),
    range: schema.text('What it may be.', '0 – 7'),
  }),
  { examples: [featureTable.slice(0, 1)] },
)

const device = schema.nullable(schema.text('Where the network runs; null without a model.', cpu))

export const health = defineRoute({
  method: 'GET',
  path: '/health',
  scope: 'open',
  summary: 'Whether it answers, and whether a model is loaded',
  response: () =>
    schema.object('The state of the service.', {
      status: schema.text('ok', 'ok'),
      model_loaded: schema.flag('A model is loaded.', true),
      preprocessor_loaded: schema.flag('It is part of the model.', true),
      device,
      timestamp,
    }),
  handler: async (_request, { served, now }) => ({
    status: 'ok',
    model_loaded: served !== null,
    preprocessor_loaded: served !== null,
    device: served === null ? null : cpu,
    timestamp: now().toISOString(),
  }),
})

export const info = defineRoute({
  method: 'GET',
  path: '/info',
  scope: 'read',
  summary: 'The served model',
  response: () =>
    schema.object('The served model.', {
      project: schema.text('Project.', 'Magic Steps'),
      model_class: schema.nullable(schema.text('Its name; null without a model.', 'MagicStepsNet')),
      input_dim: schema.nullable(schema.integer("Width of the network's input.", 64)),
      best_params: schema.nullable(
        schema.record('Hyper-parameters that tuning chose.', schema.anything('A value.', 0.2), {
          hidden_layers: [128, 64],
          dropout: 0.2,
        }),
      ),
      device,
      preprocessor_loaded: schema.flag('It is part of the model.', true),
      n_features: schema.integer('Raw features.', 18),
      threshold,
      features,
    }),
  handler: async (_request, services) => {
    const { served } = services
    return {
      project: 'Magic Steps',
      model_class: served?.model ?? null,
      input_dim: served?.inputWidth ?? null,
      best_params: served === null ? null : snakeCase(served.chosenParams ?? {}),
      device: served === null ? null : cpu,
      preprocessor_loaded: served !== null,
      n_features: featureTable.length,
      threshold: services.threshold().threshold,
      features: featureTable,
    }
  },
})

function snakeCase(params: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const name = (camel: string): string => camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(Object.entries(params).map(([camel, value]) => [name(camel), value]))
}

export const listFeatures = defineRoute({
  method: 'GET',
  path: '/features',
  scope: 'read',
  summary: 'The 18 features, in order',
  response: () => features,
  handler: async () => featureTable,
})
