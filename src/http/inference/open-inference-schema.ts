import type { Static } from 'typebox'
import { inferenceErrors } from './score-rows.ts'
import { anything, flag, integer, list, object, type Schema, text, typed } from '../../project/json-schema.ts'

/** The description of an input or an output. */
const tensorInfo = object('A tensor.', {
  name: text('Its name: that of a column.', 'Age'),
  datatype: text('Type of its values.', 'FP64'),
  shape: list('Its shape; -1 is the number of rows.', integer('A length.', -1)),
})

export const inferBody = object(
  'Columns of the rows to predict.',
  {
    id: text('Id of the request, which the response repeats.', 'a1', { maxLength: 200 }),
    parameters: anything('Parameters of the request, which are ignored.', {}),
    inputs: list(
      'A tensor for each column.',
      object(
        'The values of a column.',
        {
          name: text('Name of the column.', 'Age', { maxLength: 500 }),
          shape: list('The number of rows, or `[rows, 1]`.', integer('A length.', 2, { minimum: 0 }), {
            minItems: 1,
            maxItems: 2,
          }),
          datatype: text('Type of the values.', 'FP64', { maxLength: 20 }),
          parameters: anything('Parameters of the tensor, which are ignored.', {}),
          data: list('A value for each row; null is missing.', anything('A value.', 33)),
        },
        ['parameters'],
      ),
    ),
    outputs: list(
      'Tensors to return. Default: all.',
      object(
        'A tensor to return.',
        {
          name: text('Its name.', 'label', { maxLength: 500 }),
          parameters: anything('Parameters of the tensor, which are ignored.', {}),
        },
        ['parameters'],
      ),
    ),
  },
  ['id', 'parameters', 'outputs'],
)

export type InferBody = Static<typeof inferBody>

export const inferResponse = object(
  'Predictions.',
  {
    model_name: text('The model.', '{model}'),
    model_version: text('Its version.', '1'),
    id: text('Id of the request.', 'a1'),
    outputs: list(
      'Tensors in the order of the rows.',
      object('A tensor.', {
        name: text('Its name.', 'label'),
        datatype: text('Type of the values.', 'BYTES'),
        shape: list('The number of rows.', integer('A length.', 2)),
        data: list('Values.', anything<string | number>('A value.', 'Good')),
      }),
    ),
  },
  ['id'],
)

export type InferResponse = Static<typeof inferResponse>

/** Parameters of the address of a model, or of one of its versions. */
export const modelParams = typed<{ readonly name: string; readonly version?: string }>({
  type: 'object',
  required: ['name'],
  properties: {
    name: text('The model.', '{model}', { maxLength: 200 }),
    version: text('Its version.', '1', { maxLength: 20 }),
  },
})

export const serverInfo = object('The server.', {
  name: text('Its name.', 'lapidary'),
  version: text('Its version.', '0.1.0'),
  extensions: list('Extensions of the protocol.', text('An extension.', 'none')),
})

export const liveInfo = object('State of the server.', { live: flag('Whether it runs.', true) })
export const readyInfo = object('State of the server.', { ready: flag('Whether it serves a model.', true) })
export const modelReadyInfo = object('State of a model.', {
  name: text('The model.', '{model}'),
  ready: flag('Whether it is served.', true),
})

export const modelInfo = object('A model.', {
  name: text('Its name.', '{model}'),
  versions: list('Versions that are served.', text('A version.', '1')),
  platform: text('What runs it.', 'lapidary'),
  inputs: list('Tensors that it takes.', tensorInfo),
  outputs: list('Tensors that it returns.', tensorInfo),
})
export type InferenceModelInfo = Static<typeof modelInfo>

const errorBody = object('An error.', {
  error: text('What is wrong and what to do.', 'The model "Other" is not served here.'),
})

/** Returns the schema of a response, and those of the errors in the form of the protocol. */
export function responses<Value>(schema: Schema<Value>) {
  return { 200: schema, ...inferenceErrors({ 'application/json': { schema: errorBody } }) }
}
