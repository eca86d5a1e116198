import { LapidaryError } from '../errors.ts'
import type { ColumnReport, DataReport } from '../dataset/data-report.ts'
import { readTable } from '../dataset/read-table.ts'
import { groupsOf, splitRows } from '../dataset/split.ts'
import { type Table, takeRows } from '../dataset/table.ts'
import { type Importance, permutationImportance } from '../explain/permutation-importance.ts'
import { joinStored } from '../feature-store/offline/join-stored.ts'
import type { Learner, TrainingTable, TrialCache, Tuning } from '../learner/learner.ts'
import { evaluate } from '../metric/evaluate.ts'
import type { Evaluation } from '../metric/evaluation.ts'
import { type FeatureTable, takeFeatureRows } from '../model/features.ts'
import type { Model } from '../model/model.ts'
import { type Reference, referenceOf } from '../model/reference.ts'
import { FeatureBuilder } from '../project/feature-builder.ts'
import type { Project } from '../project/project.ts'
import { hideStored } from './hide-stored.ts'
import { type LeakCheck, leakChecks } from './leak-checks.ts'
import { type PolicyResult, policyResult, type PredictedSide } from './policy-result.ts'
import { type RepeatedFolds, repeatFolds } from './repeated-folds.ts'
import { type SliceMetrics, sliceMetrics } from './slices.ts'
import { type WithoutStored, withoutStored } from './without-stored.ts'

/** What to train on and how. */
export interface TrainRequest {
  readonly files: readonly string[]
  readonly synthetic: boolean
  readonly learner: Learner
  /** `rows` leaks siblings of held-out rows into training: asked for by name, and marked wherever a number shows. */
  readonly split: 'entity' | 'rows'
  readonly seed: number
  readonly threads: number
}

export interface TrainEffects {
  readonly progress: (step: string, share: number) => void
  readonly signal: AbortSignal
  /** Keeps what a tuning finished, should it be stopped. */
  readonly trials?: TrialCache
}

/** Everything that one training made, before any of it is kept. */
export interface Training {
  readonly project: Project
  readonly request: TrainRequest
  readonly report: DataReport
  readonly builder: FeatureBuilder
  readonly model: Model
  /** Of a learner that tunes. */
  readonly tuning: Tuning | null
  readonly trainTable: Table
  /** The whole table as it was read, for views that are computed from it. */
  readonly whole: Table
  /** Distribution of the training side. */
  readonly reference: Reference
  readonly evaluation: Evaluation
  /** Of a project that asks for it (`evaluation`), on the training side. */
  readonly repeated: RepeatedFolds | null
  /** Of a project with a policy. */
  readonly policy: PolicyResult | null
  /** Null without stored columns. */
  readonly withoutStored: WithoutStored | null
  readonly importance: readonly Importance[]
  readonly slices: readonly SliceMetrics[]
  readonly leaks: readonly LeakCheck[]
}

/** One in so many entities is held out: those of fold 0. */
export const holdOutFolds = 5

/** A clean table with its features and target, ready to be split. */
export interface PreparedTable {
  readonly table: Table
  /** The table with the rows that have no target: what views of the project's own table are computed from. */
  readonly whole: Table
  readonly report: DataReport
  readonly builder: FeatureBuilder
  readonly features: FeatureTable
  /** The same, with the stored columns of some rows hidden as `hiddenShare` says: what a model is fitted on. */
  readonly learnFrom: FeatureTable
  readonly target: Uint8Array
  readonly classes: readonly string[]
}

/**
 * Reads, cleans, joins the columns that feature views give, and derives: nothing here is fitted, so it may come before the split.
 *
 * @param folder the project's
 */
export async function prepareTable(
  project: Project,
  request: TrainRequest,
  folder: string,
  effects: TrainEffects,
): Promise<PreparedTable> {
  const { columns, target, entity, data } = project
  const schema = { columns, target, data, ...(entity === undefined ? {} : { entity }) }
  const { signal } = effects
  const read = await readTable(request.files, schema, {
    requireTarget: true,
    synthetic: request.synthetic,
    threads: request.threads,
    signal,
    progress: (share) => effects.progress('Reading', share),
  })
  const { whole } = read
  const stored: ColumnReport[] = []
  const parts = { project, folder, table: async () => whole, signal }
  const table = await joinStored(parts, read.table, (column) => stored.push(column))
  const report = { ...read.report, columns: [...read.report.columns, ...stored] }
  const builder = new FeatureBuilder(project)
  const features = builder.ofTable(table)
  const hidden = hideStored(project, table, request.seed)
  const learnFrom = hidden === table ? features : builder.ofTable(hidden)
  return { table, whole, report, builder, features, learnFrom, ...targetOf(project, table) }
}

/** Fits on the training side and measures on the held-out side. Keeps nothing. */
export async function train(
  project: Project,
  request: TrainRequest,
  prepared: PreparedTable,
  effects: TrainEffects,
): Promise<Training> {
  const { table, whole, features, learnFrom, target, classes, builder, report } = prepared
  const { split: by, seed } = request
  const sides = splitRows(table, { entity: project.entity, folds: holdOutFolds, heldOutFold: 0, by, seed })
  const trainTarget = takeTarget(target, sides.train)
  const heldOutTarget = takeTarget(target, sides.heldOut)
  refuseEmptySide(trainTarget, heldOutTarget)
  const trainFeatures = takeFeatureRows(learnFrom, sides.train)
  const trainTable = takeRows(table, sides.train)
  const training = { ...trainFeatures, target: trainTarget, classes, groups: groupsOf(trainTable, project.entity) }
  const context = { seed, threads: request.threads, signal: effects.signal }
  let tuning: Tuning | null = null
  const fitting = request.learner.fit(training, {
    ...context,
    ...(effects.trials === undefined ? {} : { trials: effects.trials }),
    tuned: (told) => void (tuning = told),
    progress: (share) => effects.progress('Training', share),
  })
  fitting.catch(() => undefined) // awaited below; if what comes before fails, that is the error to show
  // What needs no model is done while other threads fit it.
  const heldOut = takeFeatureRows(features, sides.heldOut)
  const heldOutTable = takeRows(table, sides.heldOut)
  const groups = groupsOf(heldOutTable, project.entity)
  const leaks = leakChecks({ project, table, features, target, sides, split: request.split })
  const reference = referenceOf(trainFeatures, trainTarget, classes.length)
  const model = await fitting
  effects.signal.throwIfAborted()
  effects.progress('Evaluating', 0)
  const shuffling = permutationImportance(model, heldOut, heldOutTarget, groups, { ...context, repeats: 5 })
  shuffling.catch(() => undefined) // awaited below
  const probabilities = model.predict(heldOut)
  const evaluation = evaluate({
    classes,
    target: heldOutTarget,
    probabilities,
    groups,
    trainShares: reference.classShares,
    seed: request.seed,
  })
  const slices = sliceMetrics({ project, table: heldOutTable, classes, target: heldOutTarget, probabilities })
  effects.progress('Evaluating', 0.5)
  const importance = await shuffling
  effects.progress('Evaluating', 1)
  const heldOutSide = { target: heldOutTarget, groups, repeats: [probabilities] }
  const measured = learnFrom === features ? trainFeatures : takeFeatureRows(features, sides.train)
  const again = await measureAgain(project, { request, tuning, training, measured, heldOutSide }, effects)
  effects.signal.throwIfAborted()
  const unknown = withoutStored({ project, builder, model, table: heldOutTable, target: heldOutTarget })
  const made = { project, request, report, builder, model, tuning, trainTable, whole, reference }
  return { ...made, evaluation, ...again, withoutStored: unknown, importance, slices, leaks }
}

interface MeasureAgainInput {
  readonly request: TrainRequest
  readonly tuning: Tuning | null
  readonly training: TrainingTable & { readonly groups: Int32Array }
  readonly measured: FeatureTable
  readonly heldOutSide: PredictedSide
}

/** What a project asks for beside the evaluation of every training: repeated folds of the training side, and what thresholds mean. */
async function measureAgain(
  { evaluation: plan, policy }: Project,
  { request, tuning, training, measured, heldOutSide }: MeasureAgainInput,
  { signal, progress }: TrainEffects,
): Promise<Pick<Training, 'repeated' | 'policy'>> {
  const { learner, seed, threads } = request
  const context = { seed, threads, signal, progress: (share: number) => progress('Repeating folds', share) }
  const chosen = tuning === null ? undefined : learner.chosen?.(tuning.chosen)
  const folds = { learner: chosen ?? learner, table: training, measured, context }
  const again = plan === undefined ? null : await repeatFolds({ plan, ...folds })
  const outOfFold = again && { target: training.target, groups: training.groups, repeats: again.repeats }
  const sides = { heldOut: heldOutSide, outOfFold }
  return {
    repeated: again && again.evaluation,
    policy: policy === undefined ? null : policyResult(policy, training.classes, sides, seed),
  }
}

function targetOf(project: Project, table: Table): Pick<PreparedTable, 'target' | 'classes'> {
  const data = table.columns.get(project.target)
  if (data?.kind !== 'category') throw new TypeError(`The target ${project.target} was not read as a category.`)
  return { target: Uint8Array.from(data.codes), classes: data.categories }
}

function takeTarget(target: Uint8Array, rows: Int32Array): Uint8Array {
  const taken = new Uint8Array(rows.length)
  for (let i = 0; i < rows.length; i++) taken[i] = target[rows[i] as number] as number
  return taken
}

function refuseEmptySide(train: Uint8Array, heldOut: Uint8Array): void {
  if (heldOut.length === 0 || new Set(train).size < 2) {
    throw new LapidaryError('too-few-entities', { train: train.length, classes: new Set(train).size, heldOut: heldOut.length })
  }
}
