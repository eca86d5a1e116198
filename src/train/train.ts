import { LapidaryError } from '../base/errors/lapidary-error.ts'
import type { ColumnReport, DataReport } from '../data/data-report.ts'
import { readTable } from '../data/readers/read-table.ts'
import { isByTime, type SplitKind } from '../data/split/split-kind.ts'
import type { RowSplit } from '../data/split/row-split.ts'
import { type SplitOptions, splitRows } from '../data/split/split.ts'
import { type SplitReport, createSplitReport } from '../data/split/split-report.ts'
import { type Table, viewRows } from '../data/table.ts'
import type { Importance } from '../report/importance/importance.ts'
import { computePermutationImportance } from '../report/importance/permutation-importance.ts'
import { joinStored } from '../store/features/offline/join-stored.ts'
import type { Fitted, Learner, TrainingTable, TrialCache, Tuning } from '../learner/learner.ts'
import { takeTrainingRows } from '../learner/take-training-rows.ts'
import { evaluate } from '../task/classification/evaluate.ts'
import type { Evaluation } from '../task/classification/evaluation.ts'
import type { WindowMetrics } from '../task/classification/window-metrics.ts'
import { type FeatureTable, viewFeatureRows } from '../model/features.ts'
import type { Model } from '../model/model.ts'
import { computeLostShares } from '../data/readers/lost-cells.ts'
import { type Reference, referenceOf } from '../model/reference.ts'
import { FeatureBuilder } from '../project/feature-builder.ts'
import type { Project } from '../project/project.ts'
import { planEvaluation } from './evaluate/evaluation-plan.ts'
import { hideStored } from './hide-stored.ts'
import type { LeakCheck } from './leaks/leak-check.ts'
import { checkLeaks } from './leaks/check-leaks.ts'
import { minOrderedRows, orderBySide } from './order-rows.ts'
import {
  measureOtherInput,
  type OtherInput,
  type OtherTable,
  listOtherTables,
} from './evaluate/other-inputs.ts'
import { type PolicyResult, computePolicyResult, type PredictedSide } from './evaluate/policy-result.ts'
import { type RepeatedFolds, repeatFolds } from './evaluate/repeated-folds.ts'
import { type SliceMetrics, measureSlices } from './evaluate/slices.ts'
import { measureWindows } from './evaluate/window-metrics.ts'

/** Data, learner and split of a training. */
export interface TrainRequest {
  readonly files: readonly string[]
  /**
   * Sheet of a workbook.
   *
   * @defaultValue the project's sheet, or the one whose headings match the most columns
   */
  readonly sheet?: string | undefined
  readonly synthetic: boolean
  readonly learner: Learner
  /**
   * How rows are split. `rows` leaks siblings of held-out rows into training, so it must be
   * requested by name and is marked beside every number.
   */
  readonly split: SplitKind
  readonly seed: number
  readonly threads: number
}

export interface TrainEffects {
  readonly progress: (step: string, share: number) => void
  readonly signal: AbortSignal
  /** Stores finished trials, so that an interrupted tuning resumes. */
  readonly trials?: TrialCache
}

/** The result of one training, before any of it is stored. */
export interface Training {
  readonly project: Project
  readonly request: TrainRequest
  readonly report: DataReport
  readonly builder: FeatureBuilder
  readonly model: Model
  /** Result of the search. Null for a learner that does not tune. */
  readonly tuning: Tuning | null
  /** Rows of both sides, which `sides` tells apart. */
  readonly table: Table
  /** The whole table as it was read, from which views are computed. */
  readonly whole: Table
  /** Distribution of the training side. */
  readonly reference: Reference
  readonly sides: RowSplit
  /** Places of the held-out rows in the table as it was read. */
  readonly heldOutRows: Int32Array
  readonly split: SplitReport
  /**
   * The headline: of repeated folds over all rows if there are any, otherwise of the held-out rows.
   */
  readonly evaluation: Evaluation
  /** Evaluation of the held-out rows alone; the same as `evaluation` without repeated folds. */
  readonly heldOut: Evaluation
  /** Evaluation of all rows out of fold. Null if the held-out rows are enough. */
  readonly repeated: RepeatedFolds | null
  /**
   * Parts of the held-out period in the order of time. Empty for a split that does not order rows
   * in time.
   */
  readonly windows: readonly WindowMetrics[]
  /** Null for a project without a policy. */
  readonly policy: PolicyResult | null
  /** Empty if rows arrive only as single requests. */
  readonly otherInputs: readonly OtherInput[]
  readonly importance: readonly Importance[]
  readonly slices: readonly SliceMetrics[]
  readonly leaks: readonly LeakCheck[]
}

/**
 * A clean table with its features, its target and its split. The rows of a large table are ordered
 * by side.
 */
export interface PreparedTable {
  readonly table: Table
  /**
   * The table including the rows without a target, from which views of the project's own table are
   * computed.
   */
  readonly whole: Table
  readonly sides: RowSplit
  /** Places of the held-out rows in the table as it was read. */
  readonly heldOutRows: Int32Array
  readonly report: DataReport
  readonly builder: FeatureBuilder
  readonly features: FeatureTable
  /**
   * The same features, with the stored columns of some rows hidden as `hiddenShare` says. Models
   * are fitted on them.
   */
  readonly learnFrom: FeatureTable
  readonly target: Uint8Array
  readonly classes: readonly string[]
}

/**
 * Reads and cleans the table, joins the columns of feature views, splits, and derives features.
 * Nothing here is fitted, so it may use both sides.
 *
 * @param folder the project's folder
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
    sheet: request.sheet,
    signal,
    progress: (share) => effects.progress('Reading', share),
  })
  const { whole } = read
  const stored: ColumnReport[] = []
  const parts = { project, folder, table: async () => whole, signal }
  const table = await joinStored(parts, read.table, (column) => stored.push(column))
  const report = { ...read.report, columns: [...read.report.columns, ...stored] }
  const hidden = hideStored(project, table, request.seed)
  const split = splitRows(table, project, getSplitOptions(project, request))
  const sides = table.rowCount < minOrderedRows ? split : orderBySide([table, hidden], split)
  const builder = new FeatureBuilder(project)
  const features = builder.ofTable(table)
  const learnFrom = hidden === table ? features : builder.ofTable(hidden)
  return {
    table,
    whole,
    sides,
    heldOutRows: split.heldOut,
    report,
    builder,
    features,
    learnFrom,
    ...getTarget(project, table),
  }
}

/** Returns the options with which `splitRows` splits the table of a request. */
export function getSplitOptions(project: Project, { split, seed }: TrainRequest): SplitOptions {
  const time = project.split ?? (project.time === undefined ? undefined : { time: project.time })
  return { kind: split, seed, time }
}

/** Fits on the training side and measures on the held-out side. Stores nothing. */
export async function train(
  project: Project,
  request: TrainRequest,
  prepared: PreparedTable,
  effects: TrainEffects,
): Promise<Training> {
  const { table, whole, sides, heldOutRows, features, target, classes, builder, report } = prepared
  const trainTarget = takeTarget(target, sides.train)
  const heldOutTarget = takeTarget(target, sides.heldOut)
  checkSides(trainTarget, heldOutTarget)
  const training = takeTrainingRows(buildTrainingTable(request.split, prepared, sides), sides.train)
  const fitting = startFit(request, training, effects)
  fitting.catch(() => undefined) // awaited below; an error before that is the one to report
  // Steps that need no model run while other threads fit it.
  const heldOutSide = viewHeldOutSide(prepared, heldOutTarget)
  const leaks = checkLeaks({ project, table, features, target, sides, split: request.split })
  const split = createSplitReport(project, request.split, sides, { target, classes })
  const reference = {
    ...referenceOf(training, trainTarget, classes.length),
    lost_shares: computeLostShares(report.columns),
  }
  const { model, tuning = null } = await fitting
  effects.signal.throwIfAborted()
  const trainRows = countClasses(trainTarget, classes.length)
  const { predicted, ...measured } = await measureHeldOut(
    { project, request, prepared, model, heldOutSide, trainRows },
    effects,
  )
  const again = await measureFolds(
    { project, request, prepared, tuning, sides, split, heldOut: measured.heldOut, heldOutSide: predicted },
    effects,
  )
  effects.signal.throwIfAborted()
  const ofHeldOut = ({ input, table: other }: OtherTable): OtherInput =>
    measureOtherInput(input, [model.predict(builder.ofTable(other))], heldOutTarget)
  const otherInputs = again.otherInputs ?? listOtherTables(project, heldOutSide.table).map(ofHeldOut)
  const source = { project, request, report, builder, table, whole, sides, heldOutRows, split }
  return { ...source, model, tuning, reference, ...measured, ...again, otherInputs, leaks }
}

/** Starts to fit the learner of a request. */
function startFit(request: TrainRequest, training: TrainingTable, effects: TrainEffects): Promise<Fitted> {
  return request.learner.fit(training, {
    seed: request.seed,
    threads: request.threads,
    signal: effects.signal,
    ...(effects.trials === undefined ? {} : { trials: effects.trials }),
    progress: (share) => effects.progress('Training', share),
  })
}

/** The held-out rows. */
interface HeldOutSide {
  readonly features: FeatureTable
  readonly table: Table
  readonly target: Uint8Array
  readonly groups: Int32Array
}

function viewHeldOutSide({ features, table, sides }: PreparedTable, target: Uint8Array): HeldOutSide {
  return {
    features: viewFeatureRows(features, sides.heldOut),
    table: viewRows(table, sides.heldOut),
    target,
    groups: sides.heldOut.map((row) => sides.groups[row] as number),
  }
}

interface MeasureHeldOutInput {
  readonly project: Project
  readonly request: TrainRequest
  readonly prepared: PreparedTable
  readonly model: Model
  readonly heldOutSide: HeldOutSide
  /** Number of training rows of each class. */
  readonly trainRows: readonly number[]
}

/** Measures a model on the held-out rows, and returns their predictions beside the measurements. */
async function measureHeldOut(
  { project, request, prepared, model, heldOutSide, trainRows }: MeasureHeldOutInput,
  { progress, signal }: TrainEffects,
): Promise<
  Pick<Training, 'heldOut' | 'windows' | 'importance' | 'slices'> & { readonly predicted: PredictedSide }
> {
  const { classes, sides } = prepared
  const { features, table, target, groups } = heldOutSide
  const { seed, threads } = request
  progress('Evaluating', 0)
  const shuffling = computePermutationImportance(model, features, target, groups, {
    seed,
    threads,
    signal,
    repeats: 5,
  })
  shuffling.catch(() => undefined) // awaited below
  const probabilities = model.predict(features)
  const heldOut = evaluate({ classes, target, probabilities, groups, trainRows, seed })
  const windows = measureWindows({ sides, classes, target: prepared.target, probabilities, seed })
  const slices = measureSlices({ project, table, classes, target, probabilities })
  progress('Evaluating', 0.5)
  const importance = await shuffling
  progress('Evaluating', 1)
  const predicted = { target, groups, repeats: [probabilities] }
  return { heldOut, windows, importance, slices, predicted }
}

/** Returns the whole table to fit on, with its groups and, in a split by time, its times. */
export function buildTrainingTable(
  kind: SplitKind,
  { learnFrom, target, classes }: PreparedTable,
  { groups, time }: Pick<RowSplit, 'groups' | 'time'>,
): TrainingTable & { readonly groups: Int32Array } {
  const order =
    time === null || !isByTime(kind)
      ? {}
      : { time: { values: time.values, gap: time.gap, byEntity: kind === 'entity-time' } }
  return { ...learnFrom, target, classes, groups, ...order }
}

interface MeasureFoldsInput {
  readonly project: Project
  readonly request: TrainRequest
  readonly prepared: PreparedTable
  readonly tuning: Tuning | null
  readonly sides: RowSplit
  readonly split: SplitReport
  readonly heldOut: Evaluation
  readonly heldOutSide: PredictedSide
}

/** Measures a small table by repeated folds of all its rows, and the effect of thresholds. */
async function measureFolds(
  { project, request, prepared, tuning, sides, split, heldOut, heldOutSide }: MeasureFoldsInput,
  { signal, progress }: TrainEffects,
): Promise<
  Pick<Training, 'evaluation' | 'repeated' | 'policy'> & {
    readonly otherInputs: readonly OtherInput[] | null
  }
> {
  const { learner, seed, threads, split: kind } = request
  const { features, classes } = prepared
  const size = {
    heldOutEntities: split.held_out.entities,
    rows: features.rowCount,
    features: features.specs.length,
  }
  const plan = planEvaluation(project, { kind, ...size })
  const table = buildTrainingTable(kind, prepared, sides)
  const context = { seed, threads, signal, progress: (share: number) => progress('Repeating folds', share) }
  const chosen = tuning === null ? undefined : learner.withParams?.(tuning.chosen)
  const others = plan === null ? [] : listOtherTables(project, prepared.table)
  const parts = { learner: chosen ?? learner, table, measured: features, context }
  const again =
    plan &&
    (await repeatFolds({
      plan,
      ...parts,
      others: others.map((other) => prepared.builder.ofTable(other.table)),
    }))
  const outOfFold = again && { target: table.target, groups: table.groups, repeats: again.repeats }
  const { policy } = project
  return {
    evaluation: again === null ? heldOut : again.headline,
    repeated: again && again.evaluation,
    otherInputs:
      again &&
      others.map(({ input }, i) =>
        measureOtherInput(input, again.others[i] as readonly Float64Array[], table.target),
      ),
    policy:
      policy === undefined
        ? null
        : computePolicyResult(policy, classes, { heldOut: heldOutSide, outOfFold }, seed),
  }
}

function getTarget(project: Project, table: Table): Pick<PreparedTable, 'target' | 'classes'> {
  const data = table.columns.get(project.target)
  if (data?.kind !== 'category')
    throw new TypeError(`The target ${project.target} was not read as a category.`)
  return { target: Uint8Array.from(data.codes), classes: data.categories }
}

function takeTarget(target: Uint8Array, rows: Int32Array): Uint8Array {
  const taken = new Uint8Array(rows.length)
  for (let i = 0; i < rows.length; i++) taken[i] = target[rows[i] as number] as number
  return taken
}

function countClasses(target: Uint8Array, classCount: number): number[] {
  const counts = new Array<number>(classCount).fill(0)
  for (const code of target) counts[code] = (counts[code] as number) + 1
  return counts
}

function checkSides(train: Uint8Array, heldOut: Uint8Array): void {
  if (heldOut.length === 0 || new Set(train).size < 2) {
    throw new LapidaryError('too-few-entities', {
      train: train.length,
      classes: new Set(train).size,
      heldOut: heldOut.length,
    })
  }
}
