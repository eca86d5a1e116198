import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { tinyProject } from '../../../test/kit/tiny-project.ts'
import type { Registry } from '../../store/registry/registry.ts'
import { FolderRunLocks } from '../../store/tracking/drivers/folder-locks.ts'
import type { TrackingStore } from '../../store/tracking/store.ts'
import { Tracking } from '../../store/tracking/tracking.ts'
import { trainAndRegister } from './train-and-register.ts'
import type { TrainRequest } from '../train.ts'

test('reports why a training failed or was stopped, even when its run cannot be marked', async () => {
  const folder = tempFolder()
  const store = {
    createRun: () => Promise.resolve(),
    updateRun: () => Promise.reject(new Error('the disk is full')),
  } as unknown as TrackingStore
  let made = 0
  const effects = { now: () => new Date(0), newId: () => `r${++made}` }
  const tracking = new Tracking(store, null as never, new FolderRunLocks(folder), effects)
  const services = {
    project: tinyProject,
    folder,
    version: '1',
    tracking,
    registry: null as unknown as Registry,
  }
  const run = async (signal: AbortSignal) => {
    const file = join(folder, 'nowhere.csv')
    const request: TrainRequest = {
      files: [file],
      synthetic: false,
      learner: tinyProject.learner,
      split: 'entity',
      seed: 1,
      threads: 1,
    }
    await trainAndRegister(services, { request, promote: true }, { progress: () => undefined, signal })
  }
  await expect(run(new AbortController().signal)).rejects.toThrow('nowhere.csv')
  await expect(run(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
})
