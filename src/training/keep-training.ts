import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { categoryLabel, columnLabel } from '../dataset/labels.ts'
import type { DataReport } from '../dataset/data-report.ts'
import { isLeaking } from '../dataset/split.ts'
import { dataReportHtml } from '../report/data-report-html.ts'
import { modelCard } from '../report/model-card.ts'
import { type PlotOptions, plots } from '../report/plots.ts'
import { thresholdPlot } from '../report/threshold-plot.ts'
import { encodeModelFolder, type SignatureColumn } from '../model/model-folder.ts'
import { type Estimate, lowerIsBetter, metricNames } from '../metric/evaluation.ts'
import { featureColumns } from '../project/define-project.ts'
import type { Project } from '../project/project.ts'
import type { Comparison } from '../registry/gate.ts'
import type { RunValues } from '../tracking/tracking.ts'
import { comparisonPath } from './evidence.ts'
import { inputExamples } from './input-examples.ts'
import { holdOutFolds, type Training, type TrainRequest } from './train.ts'

/** Made-up requests that a model must answer alike for as long as it serves. */
const exampleRows = 20

/** Params of a run: the learner's own, then how the table was split. */
export function runParams(request: TrainRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries({
      learner: request.learner.kind,
      ...request.learner.params,
      split: request.split,
      held_out: `1/${holdOutFolds}`,
      seed: request.seed,
    }).map(([name, value]) => [name, String(value)]),
  )
}

/** Tags of a run: where it came from. */
export function runTags(
  project: Project,
  request: TrainRequest,
  { folder, version }: { folder: string; version: string },
): Record<string, string> {
  const commit = gitCommit(folder)
  return {
    project: project.name,
    synthetic: String(request.synthetic),
    leaking: String(isLeaking(project.entity, request.split)),
    ...(project.entity !== undefined && { entity: project.entity }),
    'version.lapidary': version,
    'version.node': process.versions.node,
    ...(commit === null ? {} : { 'git.commit': commit }),
  }
}

/** Of decisions by a threshold: how often they are right is among the metrics already. */
const decisionMetricNames = ['precision', 'recall', 'f1'] as const

/** Estimates under flat names, their intervals as `<metric>_low` and `<metric>_high`; what is no number is left out. */
export function estimatesByName<Name extends string>(
  estimates: Readonly<Record<Name, Estimate>> | null | undefined,
  names: readonly Name[],
  prefix = '',
): Record<string, number> {
  const metrics: Record<string, number> = {}
  if (estimates === null || estimates === undefined) return metrics
  for (const name of names) {
    const { value, low, high } = estimates[name]
    const key = prefix + name
    for (const [field, number] of Object.entries({ [key]: value, [`${key}_low`]: low, [`${key}_high`]: high })) {
      if (Number.isFinite(number)) metrics[field] = number
    }
  }
  return metrics
}

/**
 * What was measured, for the run's metrics; intervals as `<metric>_low` and `<metric>_high`. `precision`, `recall` and `f1` are those of the policy's
 * positive class at its threshold; `oof_` is out of fold on the training side, `without_stored_` with nothing from the feature store, all else on held-out rows.
 */
export function runValues({
  project,
  evaluation,
  report,
  request,
  model,
  trainTable,
  repeated,
  policy,
  withoutStored,
}: Training): RunValues & { metrics: Record<string, number> } {
  const metrics: Record<string, number> = {
    ...estimatesByName(evaluation.metrics, metricNames),
    ...estimatesByName(policy?.heldOut, decisionMetricNames),
    ...estimatesByName(repeated?.metrics, metricNames, 'oof_'),
    ...estimatesByName(policy?.outOfFold, decisionMetricNames, 'oof_'),
  }
  for (const name of metricNames) {
    metrics[`baseline_${name}`] = evaluation.baselines[lowerIsBetter.has(name) ? 'prior' : 'majority'][name]
  }
  for (const [name, value] of Object.entries(withoutStored ?? {})) metrics[`without_stored_${name}`] = value
  metrics['rows_train'] = trainTable.rowCount
  metrics['rows_held_out'] = evaluation.rows
  metrics['features'] = model.features.length
  const data = dataHashes(report)
  const files = JSON.stringify(report.files.map(({ name }) => name)) // a name may hold any character
  return { metrics, tags: { 'data.sha256': data, 'data.files': files, held_out: heldOutName({ project, report, request }) } }
}

/** Every file of a run: the model folder, plots, reports and what the page shows, by path. */
export function runFiles(training: Training, comparison: Comparison | null): Record<string, Uint8Array | string> {
  const { project, builder, model, evaluation, importance, slices, leaks, report, repeated, policy } = training
  const cards = modelCard({ training })
  const folder = encodeModelFolder({
    model,
    examples: inputExamples({ project, builder, model }, training.trainTable, exampleRows),
    inputs: signatureOf(project),
    reference: training.reference,
    cards: { 'model-card.md': cards.en, 'model-card.pt-BR.md': cards['pt-BR'] },
  })
  const files: Record<string, Uint8Array | string> = {
    'evaluation.json': JSON.stringify(evaluation),
    'importance.json': JSON.stringify(importance),
    'slices.json': JSON.stringify(slices),
    'leak-checks.json': JSON.stringify(leaks),
    'data-report.json': JSON.stringify(report),
    'data-report.html': dataReportHtml(report, 'en'),
    'data-report.pt-BR.html': dataReportHtml(report, 'pt-BR'),
  }
  if (comparison !== null) files[comparisonPath] = JSON.stringify(comparison)
  if (repeated !== null) files['repeated-folds.json'] = JSON.stringify(repeated)
  if (policy !== null) {
    const { threshold } = policy.heldOut
    files['threshold-metrics.json'] = JSON.stringify({
      positive: policy.positive,
      held_out: policy.heldOut,
      out_of_fold: policy.outOfFold,
    })
    files['threshold-curve.json'] = JSON.stringify(policy.curve)
    files['plots/threshold.svg'] = thresholdPlot({ curve: policy.curve, threshold, ...plotOptions(training) })
  }
  if (training.tuning !== null) files['tuning.json'] = JSON.stringify(training.tuning)
  for (const [path, bytes] of folder) files[`model/${path}`] = bytes
  for (const [path, svg] of Object.entries(plots(evaluation, importance, plotOptions(training)))) files[`plots/${path}`] = svg
  return files
}

/** Names the held-out rows of a training: the same table, and the same side of the same split. */
export function heldOutName({
  project,
  report,
  request: { split, seed },
}: Pick<Training, 'project' | 'report' | 'request'>): string {
  const isByRows = split === 'rows' || project.entity === undefined // then the seed decides which rows are held out
  return hash('sha256', `${dataHashes(report)} ${split} ${isByRows ? seed : ''} ${holdOutFolds}`, 'hex')
}

function dataHashes({ files }: DataReport): string {
  return files.map(({ sha256 }) => sha256).join(' ')
}

/** What plots say beside their numbers, and the names that people know. */
function plotOptions({ project, request, report }: Training): PlotOptions {
  return {
    synthetic: report.synthetic,
    leaking: isLeaking(project.entity, request.split),
    classLabel: (name) => categoryLabel(project.columns[project.target], name).en,
    columnLabel: (name) => columnLabel(project.columns[name], name).en,
  }
}

function signatureOf(project: Project): SignatureColumn[] {
  const types = {
    number: 'double',
    integer: 'long',
    category: 'string',
    list: 'array',
    // As a request writes them.
    date: 'string',
    datetime: 'string',
    text: 'string',
    identifier: 'string',
  } as const
  return featureColumns(project).map((name) => {
    const column = project.columns[name]
    return { name, type: types[column?.type ?? 'text'], required: column?.required ?? false }
  })
}

/** The commit of the project's folder, with `-dirty` when files differ from it; null outside a repository or without git. */
function gitCommit(folder: string): string | null {
  const args = ['-C', folder, 'status', '--porcelain=v2', '--branch', '--untracked-files=no', '.']
  try {
    const told = execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 5000 })
    const commit = /^# branch\.oid ([\da-f]+)$/m.exec(told)?.[1]
    return commit === undefined ? null : `${commit}${/^[^#]/m.test(told) ? '-dirty' : ''}`
  } catch {
    return null // no git, or no repository: the run is recorded without a commit
  }
}
