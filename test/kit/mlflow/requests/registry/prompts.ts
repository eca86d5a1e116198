import type { MlflowRequest } from '../../replay.ts'
import { get, post } from './request.ts'

/** Prompts. */
export const prompts: readonly MlflowRequest[] = [
  post('/registered-models/create', {
    name: 'greet',
    tags: [
      { key: 'mlflow.prompt.is_prompt', value: 'true' },
      { key: 'tone', value: 'warm' },
    ],
  }),
  post('/registered-models/create', {
    name: 'greet',
    tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }],
  }),
  post('/registered-models/create', { name: 'greet' }),
  post('/model-versions/create', {
    name: 'greet',
    source: 'dummy-source',
    tags: [
      { key: 'mlflow.prompt.is_prompt', value: 'true' },
      { key: 'mlflow.prompt.text', value: 'Hi {{name}}' },
    ],
  }),
  post('/model-versions/create', {
    name: 'greet',
    source: 'prompt-template',
    tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }],
  }),
  post('/model-versions/create', {
    name: 'greet',
    source: 'other',
    tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }],
  }),
  post('/model-versions/create', { name: 'credit', source: 'models:/greet/1' }),
  get('/registered-models/search', { filter: "tags.`mlflow.prompt.is_prompt` = 'true'" }),
  get('/registered-models/search', { filter: "name = 'greet'" }),
  get('/registered-models/search', { filter: "tag.`mlflow.prompt.is_prompt` != 'true' AND name = 'greet'" }),
  get('/model-versions/search', { filter: "name = 'greet'" }),
  get('/model-versions/search', { filter: "name = 'greet' AND tags.`mlflow.prompt.is_prompt` = 'true'" }),
  get('/model-versions/search', {
    filter: "tags.`mlflow.prompt.is_prompt` != 'false' AND tags.`mlflow.prompt.text` LIKE 'Hi%'",
  }),
]
