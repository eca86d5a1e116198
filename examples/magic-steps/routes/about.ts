import type { JsonSchema, ProjectRoute } from 'lapidary'
import { featureTable } from '../feature-table.ts'
import { described, members, threshold, timestamp } from './schemas.ts'

/** The network runs on the processor. */
const device = 'cpu'

const features: JsonSchema = {
  type: 'array',
  description: 'The 18 features, in order.',
  examples: [featureTable.slice(0, 1)],
  items: members({
    name: described('string', 'Name.', 'fase'),
    description: described('string', 'What it is.', 'Fase'),
    type: described('string', 'Its type.', 'int', { enum: ['int', 'float', 'categorical'] }),
    range: described('string', 'What it may be.', '0 – 7'),
  }),
}

export const health: ProjectRoute = {
  method: 'GET',
  path: '/health',
  scope: 'open',
  summary: 'Whether it answers, and whether a model is loaded',
  response: () =>
    members({
      status: described('string', 'ok', 'ok'),
      model_loaded: described('boolean', 'A model is loaded.', true),
      preprocessor_loaded: described('boolean', 'It is part of the model.', true),
      device: described(['string', 'null'], 'Where the network runs; null without a model.', device),
      timestamp,
    }),
  handler: async (_request, { served, now }) => ({
    status: 'ok',
    model_loaded: served !== null,
    preprocessor_loaded: served !== null,
    device: served === null ? null : device,
    timestamp: now().toISOString(),
  }),
}

export const info: ProjectRoute = {
  method: 'GET',
  path: '/info',
  scope: 'read',
  summary: 'The model that answers',
  response: () =>
    members({
      project: described('string', 'Project.', 'Magic Steps'),
      model_class: described(['string', 'null'], 'Its name; null without a model.', 'MagicStepsNet'),
      input_dim: described(['integer', 'null'], "Width of the network's input.", 64),
      best_params: {
        type: ['object', 'null'],
        description: 'Hyper-parameters that tuning chose.',
        additionalProperties: true,
        examples: [{ hidden_layers: [128, 64], dropout: 0.2 }],
      },
      device: described(['string', 'null'], 'Where the network runs.', device),
      preprocessor_loaded: described('boolean', 'It is part of the model.', true),
      n_features: described('integer', 'Raw features.', 18),
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
      device: served === null ? null : device,
      preprocessor_loaded: served !== null,
      n_features: featureTable.length,
      threshold: services.threshold().threshold,
      features: featureTable,
    }
  },
}

function snakeCase(params: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const name = (camel: string): string => camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(Object.entries(params).map(([camel, value]) => [name(camel), value]))
}

export const listFeatures: ProjectRoute = {
  method: 'GET',
  path: '/features',
  scope: 'read',
  summary: 'The 18 features, in order',
  response: () => features,
  handler: async () => featureTable,
}
