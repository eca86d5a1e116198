import type { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { metricNames } from '../../task/classification/evaluation.ts'
import { beatsGuessing } from '../../task/classification/guessing.ts'
import type { Project } from '../../project/project.ts'
import { type Comparison, type GateVerdict, isRefusal } from '../../store/registry/gate.ts'
import { type EvaluationWarning, createEvaluationWarnings } from '../../report/evaluation-warnings.ts'
import { renderPromotionNote } from '../../report/card/model-card.ts'
import type { Registry } from '../../store/registry/registry.ts'
import type { Run } from '../../store/tracking/store.ts'
import type { Tracking } from '../../store/tracking/tracking.ts'
import { crossValidateProject } from '../evaluate/cross-validate-project.ts'
import type { CrossValidation } from '../evaluate/cross-validation.ts'
import { compareWithChampion, type ComparisonResult } from './compare-with-champion.ts'
import {
  flattenEstimates,
  hashHeldOutRows,
  encodeRunFiles,
  collectRunParams,
  collectRunTags,
  collectRunValues,
} from './keep-training.ts'
import { prepareTable, train, type TrainEffects, type TrainRequest, type Training } from '../train.ts'

/** Project, and stores that keep its trainings. */
export interface TrainServices {
  readonly project: Project
  readonly folder: string
  /** Program version. */
  readonly version: string
  readonly tracking: Tracking
  readonly registry: Registry
}

export interface TrainOptions {
  readonly request: TrainRequest
  /** Requests the alias `champion` from the gate. */
  readonly promote: boolean
  /** Also evaluates by this number of folds: grouped, or windows of time. */
  readonly folds?: number | undefined
  readonly name?: string | undefined
}

export interface Trained {
  readonly runId: string
  readonly model: string
  readonly version: number
  readonly promoted: boolean
  /** Why the version did not become champion. Null when it did, or when that was not requested. */
  readonly refusal: string | null
  /** How a promoted version compares with the one before. */
  readonly verdict: GateVerdict | null
  /**
   * Comparison with the champion at the time, row by row. Null without a champion, or when it could
   * not be evaluated on these rows.
   */
  readonly comparison: Comparison | null
  /**
   * Why the champion could not be evaluated on these rows. Null when it was, or when there was
   * none.
   */
  readonly notCompared: string | null
  /** Whether its log-loss is better than guessing, beyond noise. */
  readonly betterThanGuessing: boolean
  /** Warnings to show beside its metrics. */
  readonly warnings: readonly EvaluationWarning[]
  readonly seconds: number
  readonly crossValidation: CrossValidation | null
  readonly training: Training
}

/**
 * Trains and stores the result: a run with its files, then a new version of the project's model,
 * then, through the gate, the alias `champion`. An interruption or failure before the version is
 * registered leaves a run with that status, and no version.
 */
export async function trainAndRegister(
  services: TrainServices,
  options: TrainOptions,
  effects: TrainEffects,
): Promise<Trained> {
  const { project, tracking, registry } = services
  const { request } = options
  let registered: Registered
  const run = await tracking.start({
    experiment: project.name,
    name: options.name ?? request.learner.kind,
    params: collectRunParams(project, request),
    tags: collectRunTags(project, request, services),
  })
  try {
    const kept = await trainAndKeep(services, run, options, effects)
    const { version } = await registry.register({
      model: project.model,
      runId: run.id,
      description: project.title.en,
      by: 'lapidary train',
      tags: {
        synthetic: String(request.synthetic),
        leaking: run.tags['leaking'] ?? 'false',
        learner: request.learner.kind,
        no_better_than_guessing: String(!beatsGuessing(kept.training.evaluation)),
      },
    })
    registered = { ...kept, runId: run.id, model: project.model, version }
  } catch (error) {
    const ending = effects.signal.aborted ? tracking.interrupt(run.id) : tracking.fail(run.id, error)
    await ending.catch(() => undefined) // the first error says more; the next start marks the run
    throw effects.signal.aborted ? effects.signal.reason : error
  }
  const { compared, ...result } = registered
  const gate = options.promote
    ? await requestPromotion(registry, registered)
    : { verdict: null, refusal: null }
  await tracking.log(run.id, { tags: toGateTags(gate) })
  const note = renderPromotionNote({ ...compared, refusal: gate.refusal })
  if (note.en !== '')
    await tracking.addArtifacts(run.id, { 'promotion.md': note.en, 'promotion.pt-BR.md': note['pt-BR'] })
  return {
    ...result,
    promoted: gate.verdict !== null,
    verdict: gate.verdict,
    refusal: gate.refusal?.message ?? null,
    comparison: compared.comparison,
    notCompared: compared.problem?.message ?? null,
    betterThanGuessing: beatsGuessing(result.training.evaluation),
    warnings: createEvaluationWarnings(result.training),
  }
}

interface Registered
  extends Pick<Trained, 'runId' | 'model' | 'version' | 'seconds' | 'crossValidation' | 'training'> {
  readonly compared: ComparisonResult
}

/** Trains, compares with the champion, stores the files in the run, and finishes it. */
async function trainAndKeep(
  { project, folder, tracking, registry }: TrainServices,
  run: Run,
  { request, folds }: TrainOptions,
  effects: TrainEffects,
): Promise<Omit<Registered, 'runId' | 'model' | 'version'>> {
  const startedAt = performance.now()
  const prepared = await prepareTable(project, request, folder, effects)
  const training = await train(project, request, prepared, effects)
  const { sides, model } = training
  const crossValidation =
    folds === undefined
      ? null
      : await crossValidateProject(project, request, prepared, { folds, sides }, effects)
  const compared = await compareWithChampion(
    { registry, tracking },
    { project, request, prepared, model, sides, heldOut: hashHeldOutRows(training) },
  )
  const seconds = (performance.now() - startedAt) / 1000
  const values = collectRunValues(training)
  const metrics = {
    ...values.metrics,
    ...flattenEstimates(crossValidation?.metrics, metricNames, 'cv_'),
    duration_seconds: seconds,
  }
  await tracking.addArtifacts(run.id, encodeRunFiles(training, compared.comparison))
  effects.signal.throwIfAborted()
  await tracking.finish(run.id, { ...values, metrics })
  return { seconds, crossValidation, training, compared }
}

interface GateResult {
  /** Null if the version is not the champion. */
  readonly verdict: GateVerdict | null
  readonly refusal: LapidaryError | null
}

/** Requests the alias `champion`. Returns the gate's verdict, or its refusal. */
async function requestPromotion(registry: Registry, { model, version }: Registered): Promise<GateResult> {
  try {
    const { verdict } = await registry.promote({ model, version, by: 'lapidary train' })
    return { verdict, refusal: null }
  } catch (error) {
    if (isRefusal(error)) return { verdict: null, refusal: error }
    throw error
  }
}

function toGateTags({ verdict, refusal }: GateResult): Record<string, string> {
  if (refusal !== null) return { 'gate.verdict': 'refused', 'gate.reason': refusal.message }
  return { 'gate.verdict': verdict ?? 'not asked' }
}
