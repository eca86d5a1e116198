import { LapidaryError } from '../errors.ts'
import { metricNames } from '../metric/evaluation.ts'
import type { Project } from '../project/project.ts'
import type { Registry } from '../registry/registry.ts'
import type { Tracking } from '../tracking/tracking.ts'
import { crossValidateProject } from './cross-validate-project.ts'
import type { CrossValidation } from './cross-validation.ts'
import { estimatesByName, runFiles, runParams, runTags, runValues } from './keep-training.ts'
import { prepareTable, train, type TrainEffects, type TrainRequest, type Training } from './train.ts'

/** Where a training is kept. */
export interface TrainServices {
  readonly project: Project
  readonly folder: string
  /** Of this program. */
  readonly version: string
  readonly tracking: Tracking
  readonly registry: Registry
}

export interface TrainOptions {
  readonly request: TrainRequest
  /** Ask the gate for the alias `champion`. */
  readonly promote: boolean
  /** Also evaluate by this many grouped folds. */
  readonly folds?: number | undefined
  readonly name?: string | undefined
}

export interface Trained {
  readonly runId: string
  readonly model: string
  readonly version: number
  readonly promoted: boolean
  /** Why the gate refused the alias; null when it did not. */
  readonly refusal: string | null
  readonly seconds: number
  readonly crossValidation: CrossValidation | null
  readonly training: Training
}

/**
 * Trains and keeps the result: a run with its files, then a new version of the project's model, then, through the gate, the
 * alias `champion`. What is interrupted or fails before the version is made leaves a run that says so, and no version.
 */
export async function trainAndRegister(services: TrainServices, options: TrainOptions, effects: TrainEffects): Promise<Trained> {
  const { project, tracking, registry } = services
  const { request } = options
  const run = await tracking.start({
    experiment: project.name,
    name: options.name ?? request.learner.kind,
    params: runParams(request),
    tags: runTags(project, request, services),
  })
  try {
    const startedAt = performance.now()
    const prepared = await prepareTable(project, request, services.folder, effects)
    const training = await train(project, request, prepared, effects)
    const crossValidation =
      options.folds === undefined ? null : await crossValidateProject(project, request, prepared, options.folds, effects)
    const seconds = (performance.now() - startedAt) / 1000
    const values = runValues(training)
    const metrics = {
      ...values.metrics,
      ...estimatesByName(crossValidation?.metrics, metricNames, 'cv_'),
      duration_seconds: seconds,
    }
    await tracking.addArtifacts(run.id, runFiles(training))
    effects.signal.throwIfAborted()
    await tracking.finish(run.id, { ...values, metrics })
    const { version } = await registry.register({
      model: project.model,
      runId: run.id,
      description: project.title.en,
      tags: { synthetic: String(request.synthetic), leaking: run.tags['leaking'] ?? 'false', learner: request.learner.kind },
    })
    const refusal = options.promote ? await askGate(registry, project.model, version) : null
    const promoted = options.promote && refusal === null
    return { runId: run.id, model: project.model, version, promoted, refusal, seconds, crossValidation, training }
  } catch (error) {
    const ending = effects.signal.aborted ? tracking.interrupt(run.id) : tracking.fail(run.id, error)
    await ending.catch(() => undefined) // the first error says more; the next start marks the run
    throw effects.signal.aborted ? effects.signal.reason : error
  }
}

/** The gate's refusal (or that another took the alias meanwhile), or null when the version is now the champion. */
async function askGate(registry: Registry, model: string, version: number): Promise<string | null> {
  try {
    await registry.promote({ model, version, by: 'lapidary train' })
    return null
  } catch (error) {
    if (error instanceof LapidaryError && (error.code.startsWith('gate-') || error.code === 'alias-moved')) return error.message
    throw error
  }
}
