import { expect, test } from 'vitest'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { type GivenSource, resolveSource, type SourceLookups } from './source.ts'
import type { ModelVersion, RegisteredModel } from './store.ts'

const run = '3f0c8a52d1f14a0a9c4b7a1f0c2d9e11'
const modelId = 'm-3d9ef416ce014f899e6f91d71b9a5f95'
const runRoot = `mlflow-artifacts:/1/${run}/artifacts`
const modelRoot = `mlflow-artifacts:/1/models/${modelId}/artifacts`

const lookups: SourceLookups = {
  findRun: async (id) => (id === run ? { artifactUri: runRoot, runId: run } : null),
  findLoggedModel: async (id) => (id === modelId ? { artifactUri: modelRoot, runId: run } : null),
  getModel: async (name) => {
    if (name === 'nobody') throw new LapidaryError('model-not-found', { model: name })
    return {
      tags: name === 'greet' ? { 'mlflow.prompt.is_prompt': 'true' } : {},
    } as unknown as RegisteredModel
  },
  findVersion: async (name, reference) =>
    ({
      model: name,
      version: reference === 'latest' ? 7 : 'version' in reference ? reference.version : 3,
      runId: run,
      modelId,
      source: `models:/${modelId}`,
      location: modelRoot,
    }) as ModelVersion,
}

const resolve = async (source: string, given: Partial<GivenSource> = {}) =>
  await resolveSource({ source, tags: {}, ...given }, lookups)

test.each([
  [`runs:/${run}/model`, { runId: run }, { runId: run, modelId: null, location: null }],
  [`runs:/${run}/a model/ç 100%`, { runId: run }, { runId: run, modelId: null, location: null }],
  ['runs:/another/model', {}, { runId: 'another', modelId: null, location: null }],
  ['runs:/another/model', { runId: run }, { runId: run, modelId: null, location: null }],
  ['runs:/not-here/model', { runId: 'not-here' }, { runId: 'not-here', modelId: null, location: null }],
  [runRoot, { runId: run }, { runId: run, modelId: null, location: null }],
  [`${runRoot}/model`, { runId: run }, { runId: run, modelId: null, location: null }],
  [`${modelRoot}/x`, { modelId }, { runId: run, modelId, location: null }],
  [`models:/${modelId}`, { modelId }, { runId: run, modelId, location: modelRoot }],
  [`models:/${modelId}`, { modelId, runId: 'other' }, { runId: 'other', modelId, location: modelRoot }],
  ['models:/credit/2', {}, { runId: run, modelId, location: modelRoot }],
  ['s3://bucket/a//b;v?x#y', {}, { runId: '', modelId: null, location: null }],
  ['dbfs:/a/b', { runId: run }, { runId: run, modelId: null, location: null }],
])('accepts %s', async (source, given, resolved) => {
  expect(await resolve(source, given)).toEqual({ source, ...resolved })
})

test.each([
  ['models:/credit@champion', 'models:/credit/3'],
  ['models:/credit/latest', 'models:/credit/7'],
  ['models:/credit/Production', 'models:/credit/3'],
])('stores %s as the version that it stands for', async (source, stored) => {
  expect((await resolve(source)).source).toBe(stored)
})

test.each([
  ['/etc/passwd', 'source-local'],
  ['model', 'source-local'],
  ['../x', 'source-local'],
  ['', 'source-local'],
  ['file:///etc/passwd', 'source-local'],
  ['FILE:/etc/passwd', 'source-local'],
  ['http://127.0.0.1/x', 'source-host'],
  ['HTTPS://host/x', 'source-host'],
  ['ftp://host/x', 'source-host'],
  ['mlflow-artifacts://host/1/x', 'source-host'],
  [`runs:/${run}/../x`, 'source-path'],
  [`runs:/${run}/./x`, 'source-path'],
  [`runs:/${run}/%2e%2e/x`, 'source-path'],
  [`runs:/${run}/%252e%252E/x`, 'source-path'],
  [`runs:/${run}/%25252e%25252e/x`, 'source-path'],
  [`runs:/${run}/a%2fb`, 'source-path'],
  [`runs:/${run}/..%5cx`, 'source-path'],
  [`runs:/${run}/a\\b`, 'source-path'],
  [`runs:/${run}/a#b`, 'source-path'],
  [`runs:/${run}/a%23b`, 'source-path'],
  [`runs:/${run}/a?b`, 'source-path'],
  [`runs:/${run}/a;b`, 'source-path'],
  [`runs:/${run}/a%00b`, 'source-path'],
  [`runs:/${run}/a\nb`, 'source-path'],
  [`runs:/${run}/%c0%ae%c0%ae/x`, 'source-path'],
  ['runs:/', 'source-path'],
  [`runs:${run}/model`, 'source-path'],
  [`runs://profile/${run}/model`, 'source-elsewhere'],
  ['mlflow-artifacts:/2/another/artifacts/model', 'source-elsewhere'],
  [`mlflow-artifacts:/1/${run}`, 'source-elsewhere'],
  [`mlflow-artifacts:/1/${run}/artifactsx/model`, 'source-elsewhere'],
  [`mlflow-artifacts:/1/${run}/artifacts/../../x`, 'source-path'],
  [modelRoot, 'source-elsewhere'],
  [`models:/${modelId}`, 'source-elsewhere'],
  ['models:/m-other', 'source-elsewhere'],
  ['models:/', 'source-elsewhere'],
  ['models:/credit/1/2', 'source-elsewhere'],
  ['models:/credit@', 'source-elsewhere'],
  ['models:credit/1', 'source-elsewhere'],
  ['models://profile/credit/1', 'source-other-registry'],
  ['models:/greet/1', 'source-prompt'],
  ['models:/nobody/1', 'model-not-found'],
  ['s3://bucket/../x', 'source-path'],
  ['s3://bucket/%2e%2e/x', 'source-path'],
  ['s3://bucket', 'source-path'],
  ['gs://bucket/a\u0000', 'source-path'],
  [`s3://bucket/${'x'.repeat(2000)}`, 'value-too-long'],
])('rejects %j with %s', async (source, code) => {
  await expect(resolve(source, { runId: run })).rejects.toMatchObject({ code })
})

test('requires that the logged model of a version exists', async () => {
  await expect(resolve('s3://bucket/x', { modelId: 'm-x' })).rejects.toMatchObject({
    code: 'source-elsewhere',
  })
  expect(await resolve('s3://bucket/x', { modelId })).toMatchObject({ modelId, runId: run })
})

test('requires that a copied version has the run and logged model that are named', async () => {
  await expect(resolve('models:/credit/2', { runId: '' })).rejects.toMatchObject({ code: 'source-other-run' })
  await expect(resolve('models:/credit/2', { modelId: 'm-x' })).rejects.toMatchObject({
    code: 'source-other-run',
  })
  expect((await resolve('models:/credit/2', { runId: run, modelId })).runId).toBe(run)
})

test('accepts only placeholders for prompts', async () => {
  const tags = { 'mlflow.prompt.is_prompt': 'True' }
  expect(await resolve('dummy-source', { tags })).toMatchObject({ source: 'dummy-source', location: null })
  await expect(resolve('/etc/passwd', { tags })).rejects.toMatchObject({ code: 'source-of-prompt' })
  await expect(resolve(`runs:/${run}/model`, { tags, runId: run })).rejects.toMatchObject({
    code: 'source-of-prompt',
  })
})
