import { cellValue } from '../../data/table.ts'
import { computeEntityFold } from '../../data/split/units.ts'
import { holdOutFolds, isByTime, isLeaking, type SplitKind, splitKinds } from '../../data/split/split-kind.ts'
import type { RowSplit } from '../../data/split/row-split.ts'
import { timesOf } from '../../data/times.ts'
import { createTimeScale } from '../../data/split/time-scale.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { predictClasses } from '../../task/classification/confusion.ts'
import { estimatePairedDifference } from '../../task/intervals/paired-difference.ts'
import { computeRowLogLoss } from '../../task/classification/proper-score.ts'
import { viewFeatureRows } from '../../model/features.ts'
import type { Model } from '../../model/model.ts'
import { corrupted } from '../../model/saved-model.ts'
import { readModel } from '../../project/read-model.ts'
import type { Project } from '../../project/project.ts'
import type { Comparison } from '../../store/registry/gate.ts'
import type { Registry } from '../../store/registry/registry.ts'
import type { Run } from '../../store/tracking/store.ts'
import type { Tracking } from '../../store/tracking/tracking.ts'
import type { PreparedTable, TrainRequest } from '../train.ts'

/** Minimum number of entities from which a difference is meaningful. */
const minEntities = 20

export interface ComparisonInput {
  readonly project: Project
  readonly request: TrainRequest
  readonly prepared: PreparedTable
  readonly model: Model
  readonly sides: RowSplit
  /** Hash that identifies the held-out rows of this training. */
  readonly heldOut: string
}

/**
 * The comparison with the champion. `problem` is why the champion could not be evaluated on these
 * rows; it is null also when there is no champion.
 */
export interface ComparisonResult {
  readonly comparison: Comparison | null
  /** Version of the champion, or null when there is none. */
  readonly champion: number | null
  readonly problem: LapidaryError | null
}

/**
 * Evaluates the champion on the held-out rows of a new model, row by row. Only rows count that the
 * champion was not trained on: all of them if its own held-out rows were the same; otherwise, if
 * both were split by the same entity column, those that name an entity, since an entity is on the
 * same side in every table; and those that are later than all rows that the champion was trained
 * on.
 */
export async function compareWithChampion(
  { registry, tracking }: { readonly registry: Registry; readonly tracking: Tracking },
  input: ComparisonInput,
): Promise<ComparisonResult> {
  const { project } = input
  const champion = await registry.resolve(project.model)
  if (champion === null) return { comparison: null, champion, problem: null }
  try {
    const { runId } = await registry.getVersion(project.model, champion)
    const rows = findUnseenRows(await tracking.get(runId), input)
    const read = (path: string): Promise<Uint8Array> => tracking.readArtifact(runId, `model/${path}`)
    const { model: other } = await readModel(input.prepared.builder, read).catch(throwAsKnown)
    return { comparison: compareModels(rows, other, champion, input), champion, problem: null }
  } catch (error) {
    // The definition may have changed since, or files may be gone. The gate then compares less and
    // reports it.
    if (error instanceof LapidaryError) return { comparison: null, champion, problem: error }
    throw error
  }
}

/**
 * Throws an error of the project's own code, which old examples may cause, as one that does not end
 * a training.
 */
function throwAsKnown(error: unknown): never {
  throw error instanceof LapidaryError ? error : corrupted(String(error), error)
}

/**
 * Returns the held-out rows that the champion's run did not train on.
 *
 * @throws LapidaryError `not-compared`
 */
function findUnseenRows({ params, tags }: Run, input: ComparisonInput): Int32Array {
  const { project, request, sides, heldOut } = input
  if (tags['held_out'] === heldOut) return sides.heldOut
  const kind = splitKinds.find((known) => known === params['split'])
  if (kind === undefined || isLeaking(project.entity, request.split)) throw new LapidaryError('not-compared')
  const rules = [
    createEntityRule(kind, { params, tags }, input),
    createTimeRule(kind, { params, tags }, input),
  ].filter((rule) => rule !== null)
  if (rules.length === 0) throw new LapidaryError('not-compared')
  return sides.heldOut.filter((row) => rules.some((isUnseen) => isUnseen(row)))
}

type Rule = (row: number) => boolean

const isByEntity = (kind: SplitKind): boolean => kind === 'entity' || kind === 'entity-time'

/**
 * Returns a rule for rows of entities that no split by entity trains on, or null if either split
 * was of another kind.
 */
function createEntityRule(
  kind: SplitKind,
  { params, tags }: Pick<Run, 'params' | 'tags'>,
  { project, request, prepared }: ComparisonInput,
): Rule | null {
  const column = project.entity === undefined ? undefined : prepared.table.columns.get(project.entity)
  const isSplitAlike =
    isByEntity(kind) &&
    isByEntity(request.split) &&
    params['held_out'] === `1/${holdOutFolds}` &&
    tags['entity'] === project.entity
  if (column === undefined || !isSplitAlike) return null
  return (row) => {
    const value = cellValue(column, row)
    return value !== null && computeEntityFold(String(value), holdOutFolds) === 0
  }
}

/**
 * Returns a rule for rows at or after the time from which the champion's held-out rows began, or
 * null if it was not split by time.
 */
function createTimeRule(
  kind: SplitKind,
  { params, tags }: Pick<Run, 'params' | 'tags'>,
  { project, prepared }: ComparisonInput,
): Rule | null {
  const name = params['split_time'] ?? ''
  const column = Object.hasOwn(project.columns, name) ? project.columns[name] : undefined
  const data = prepared.table.columns.get(name)
  const scale = column === undefined || !isByTime(kind) ? null : createTimeScale(column)
  const from = scale?.parse(tags['split.from'] ?? '') ?? null
  if (scale === null || from === null || data === undefined) return null
  const times = timesOf(data)
  return (row) => (times[row] as number) >= from
}

/**
 * Compares both models on `rows`.
 *
 * @throws LapidaryError `not-compared` with other classes, or too few entities.
 */
function compareModels(rows: Int32Array, other: Model, champion: number, input: ComparisonInput): Comparison {
  const { model, prepared, sides, request } = input
  const ofRows = rows.map((row) => sides.groups[row] as number)
  const entities = new Set(ofRows).size
  const target = Uint8Array.from(rows, (row) => prepared.target[row] as number)
  const order = prepared.classes.map((name) => other.classes.indexOf(name))
  if (entities < minEntities || order.includes(-1)) throw new LapidaryError('not-compared')
  const features = viewFeatureRows(prepared.features, rows)
  const ours = measureRows(model, features, target)
  const theirs = measureRows(
    other,
    features,
    target.map((code) => order[code] as number),
  )
  return {
    champion,
    rows: rows.length,
    entities,
    log_loss: estimatePairedDifference(ours.losses, theirs.losses, ofRows, request.seed),
    accuracy: estimatePairedDifference(ours.hits, theirs.hits, ofRows, request.seed),
  }
}

/** Computes the log-loss of each row, and 1 where the most probable class is the true one. */
function measureRows(model: Model, features: Parameters<Model['predict']>[0], target: Uint8Array) {
  const probabilities = model.predict(features)
  const predicted = predictClasses(probabilities, model.classes.length)
  return {
    losses: computeRowLogLoss(target, probabilities, model.classes.length),
    hits: Float64Array.from(predicted, (code, row) => (code === target[row] ? 1 : 0)),
  }
}
