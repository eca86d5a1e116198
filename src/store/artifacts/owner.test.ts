import { describe, expect, test } from 'vitest'
import { ArtifactOwners, folderOf, type OwnerDirectory, type OwnerRoot } from './owner.ts'

const root = (id: string, experimentId: string, uri: string, isDeleted = false): OwnerRoot => {
  return { id, experimentId, uri, isDeleted }
}
const runs = [
  root('run1', '1', 'mlflow-artifacts:/1/run1/artifacts'),
  root('gone', '1', 'mlflow-artifacts:/1/gone/artifacts', true),
  root('far', '2', 'mlflow-artifacts:/custom/place/far/artifacts'),
  root('s3', '3', 's3://bucket/s3/artifacts'),
  root('web', '4', 'http://host:5000/api/2.0/mlflow-artifacts/artifacts/4/web/artifacts'),
]
const models = [root('m-1', '1', 'mlflow-artifacts:/1/models/m-1/artifacts')]
const experiments = [
  { id: '1', folder: '1' },
  { id: '2', folder: 'custom/place' },
  { id: '4', folder: '4' },
  { id: '8', folder: '1' },
  { id: '9', folder: '4/inside' },
  { id: '10', folder: 'custom' },
  { id: '11', folder: '7' },
]
const directory: OwnerDirectory = {
  findRuns: async (ids) => runs.filter(({ id }) => ids.includes(id)),
  findModels: async (ids) => models.filter(({ id }) => ids.includes(id)),
  findExperiments: async (folders) => experiments.filter(({ folder }) => folders.includes(folder)),
}
const owners = new ArtifactOwners(directory)

const run = (id: string, experimentId: string, isDeleted = false) => ({
  kind: 'run',
  id,
  experimentId,
  isDeleted,
})

describe('ownerOf', () => {
  test.each([
    ['1/run1/artifacts/x/y.txt', run('run1', '1'), 'x/y.txt'],
    ['1/run1/artifacts', run('run1', '1'), ''],
    ['1/run1/artifacts/', run('run1', '1'), ''],
    ['1/run1/artifacts/far/artifacts/x', run('run1', '1'), 'far/artifacts/x'],
    ['1/gone/artifacts/x', run('gone', '1', true), 'x'],
    ['custom/place/far/artifacts/x', run('far', '2'), 'x'],
    ['4/web/artifacts/x', run('web', '4'), 'x'],
    ['1/models/m-1/artifacts/MLmodel', { ...run('m-1', '1'), kind: 'model' }, 'MLmodel'],
    ['1/run1', { kind: 'experiment', experimentId: '1' }, 'run1'],
    ['1/unknown/artifacts/x', { kind: 'experiment', experimentId: '1' }, 'unknown/artifacts/x'],
    ['1', { kind: 'experiment', experimentId: '1' }, ''],
    ['custom/place/x', { kind: 'experiment', experimentId: '2' }, 'x'],
    ['custom/other', { kind: 'experiment', experimentId: '10' }, 'other'],
    ['4/inside/x', { kind: 'experiment', experimentId: '4' }, 'inside/x'],
    ['7/x', { kind: 'experiment', experimentId: '11' }, 'x'],
    ['customs/x', { kind: 'none' }, 'customs/x'],
    ['10/x', { kind: 'none' }, '10/x'],
    ['', { kind: 'none' }, ''],
  ])('of %j', async (path, owner, ownPath) => {
    expect(await owners.ownerOf(path)).toEqual({ path: path.replace(/\/$/, ''), owner, ownPath })
  })

  test.each([
    '2/run1/artifacts/x',
    'run1/artifacts/x',
    '1/far/artifacts/x',
    '1/s3/artifacts/x',
    '2/models/m-1/artifacts',
  ])('a run at a place that is not its own is not found: %s', async (path) => {
    await expect(owners.ownerOf(path)).rejects.toMatchObject({ code: 'artifact-not-found' })
  })

  test('a path that leaves its folder is rejected before any query', async () => {
    for (const path of ['1/run1/artifacts/../../gone/artifacts/x', '/1/run1', '1/run1/artifacts/%2e%2e/x'])
      await expect(owners.ownerOf(path)).rejects.toMatchObject({ code: 'bad-artifact-path' })
  })
})

test.each([
  ['runs:/run1', 'x', '1/run1/artifacts/x'],
  ['runs:/far/model', 'x', 'custom/place/far/artifacts/model/x'],
  ['models:/m-1', 'MLmodel', '1/models/m-1/artifacts/MLmodel'],
  ['mlflow-artifacts:/1/run1/artifacts/model', 'x', '1/run1/artifacts/model/x'],
  ['mlflow-artifacts:', 'x', 'x'],
  ['http://host:5000/api/2.0/mlflow-artifacts/artifacts/4/web/artifacts', 'x', '4/web/artifacts/x'],
])('a file below %s', async (uri, path, expected) => {
  expect(await owners.atUri(uri, path)).toMatchObject({ path: expected })
})

test.each([
  's3://bucket/x',
  'file:///etc',
  '/etc',
  'runs:/s3',
  'models:/credit/1',
  'https://evil/x',
  'dbfs:/x',
])('no file of another place is read: %s', async (uri) => {
  await expect(owners.atUri(uri, 'x')).rejects.toMatchObject({ code: 'artifact-location-elsewhere' })
})

test.each([
  'mlflow-artifacts:/../x',
  'mlflow-artifacts:/a/..',
  'mlflow-artifacts:/a/%2e%2e',
  'runs:/run1/../x',
])('a URI cannot leave its folder: %s', async (uri) => {
  await expect(owners.atUri(uri, 'x')).rejects.toMatchObject({ code: 'bad-artifact-path' })
})

test.each([
  ['mlflow-artifacts:/1', '1'],
  ['mlflow-artifacts:/', ''],
  ['mlflow-artifacts://host:1/1/x', '1/x'],
  ['https://host/prefix/api/2.0/mlflow-artifacts/artifacts/1/x/', '1/x'],
])('the folder of %s', (uri, folder) => expect(folderOf(uri)).toBe(folder))

test('names what is missing', async () => {
  await expect(owners.ofRun('nobody', '')).rejects.toMatchObject({ code: 'run-not-found' })
  await expect(owners.ofModel('nobody', '')).rejects.toMatchObject({ code: 'logged-model-not-found' })
  await expect(owners.ofRun('s3', 'x')).rejects.toMatchObject({ code: 'artifact-location-elsewhere' })
})
