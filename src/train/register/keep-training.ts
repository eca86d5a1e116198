import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { encodeDocument } from '../../base/documents/document.ts'
import { getCategoryLabel, getColumnLabel } from '../../data/labels.ts'
import type { DataReport } from '../../data/data-report.ts'
import { defaultTimeShare, holdOutFolds, isByTime, isLeaking } from '../../data/split/split-kind.ts'
import { renderDataReportHtml } from '../../report/data/data-report-html.ts'
import { createEvaluationWarnings } from '../../report/evaluation-warnings.ts'
import { renderModelCard } from '../../report/card/model-card.ts'
import { onnxNote } from '../../report/onnx-note.ts'
import { type PlotOptions, renderPlots } from '../../report/plots/plots.ts'
import { renderThresholdPlot } from '../../report/plots/threshold-plot.ts'
import { encodeModelFolder, type SignatureColumn } from '../../model/model-folder.ts'
import { type Estimate, getBaselineName, metricNames } from '../../task/classification/evaluation.ts'
import { beatsGuessing } from '../../task/classification/guessing.ts'
import { featureColumns } from '../../project/define-project.ts'
import type { Project } from '../../project/project.ts'
import type { Comparison } from '../../store/registry/gate.ts'
import type { RunValues } from '../../store/tracking/tracking.ts'
import type { RunDocuments } from '../run-documents.ts'
import { createInputExamples } from './input-examples.ts'
import { getSplitOptions, type Training, type TrainRequest } from '../train.ts'

/** Number of synthetic requests whose predictions are verified whenever the model is loaded. */
const exampleRows = 20

/** Returns the params of a run: those of the learner and of the split. */
export function collectRunParams(project: Project, request: TrainRequest): Record<string, string> {
  const { time } = getSplitOptions(project, request)
  const byTime = isByTime(request.split) && time !== undefined
  return Object.fromEntries(
    Object.entries({
      learner: request.learner.kind,
      ...request.learner.params,
      split: request.split,
      held_out:
        request.split === 'time'
          ? String(time?.from ?? time?.heldOut ?? defaultTimeShare)
          : `1/${holdOutFolds}`,
      ...(byTime && { split_time: time.time, split_gap: time.gap ?? 0 }),
      seed: request.seed,
    }).map(([name, value]) => [name, String(value)]),
  )
}

/** Returns the tags of a run, which record its origin. */
export function collectRunTags(
  project: Project,
  request: TrainRequest,
  { folder, version }: { folder: string; version: string },
): Record<string, string> {
  const commit = readGitCommit(folder)
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

/** Metrics of decisions at the threshold. Their accuracy is among the other metrics already. */
const decisionMetricNames = ['precision', 'recall', 'f1'] as const

/**
 * Metrics that a run stores for each part of the held-out period; `windows.json` has the others.
 */
const windowMetricNames = ['accuracy', 'log_loss', 'macro_auc'] as const

/**
 * Returns estimates under flat names, with their intervals as `<metric>_low` and `<metric>_high`.
 * Estimates that were not measured are left out.
 */
export function flattenEstimates<Name extends string>(
  estimates: Readonly<Record<Name, Estimate | null>> | null | undefined,
  names: readonly Name[],
  prefix = '',
): Record<string, number> {
  const metrics: Record<string, number> = {}
  if (estimates === null || estimates === undefined) return metrics
  for (const name of names) {
    const estimate = estimates[name]
    if (estimate === null) continue
    const { value, low, high } = estimate
    const key = prefix + name
    for (const [field, number] of Object.entries({
      [key]: value,
      [`${key}_low`]: low,
      [`${key}_high`]: high,
    })) {
      if (Number.isFinite(number)) metrics[field] = number
    }
  }
  return metrics
}

/**
 * Returns the measurements as metrics and tags of the run. Intervals are `<metric>_low` and
 * `<metric>_high`. `precision`, `recall` and `f1` are those of the policy's positive class at its
 * threshold. With repeated folds the plain names are of all rows out of fold, and `held_out_` of
 * the held-out rows. `without_stored_` and `as_file_` are held-out rows in another way (see
 * `otherInputs`); `window_1_` is the first part of the held-out period.
 */
export function collectRunValues({
  evaluation,
  heldOut,
  windows,
  split,
  table,
  heldOutRows,
  report,
  model,
  repeated,
  policy,
  otherInputs,
}: Training): RunValues & { metrics: Record<string, number> } {
  const metrics: Record<string, number> = {
    ...flattenEstimates(evaluation.metrics, metricNames),
    ...flattenEstimates(policy?.outOfFold ?? policy?.heldOut, decisionMetricNames),
    ...(repeated !== null && flattenEstimates(heldOut.metrics, metricNames, 'held_out_')),
    ...(repeated !== null && flattenEstimates(policy?.heldOut, decisionMetricNames, 'held_out_')),
  }
  for (const [place, window] of windows.entries()) {
    Object.assign(metrics, flattenEstimates(window.metrics, windowMetricNames, `window_${place + 1}_`))
  }
  for (const name of metricNames) {
    const guess = evaluation.baselines[getBaselineName(name)][name]
    if (guess !== null) metrics[`baseline_${name}`] = guess
  }
  for (const { input, accuracy, log_loss: loss } of otherInputs) {
    metrics[`${input}_accuracy`] = accuracy
    metrics[`${input}_log_loss`] = loss
  }
  metrics['rows_train'] = split.train.rows
  metrics['rows_held_out'] = split.held_out.rows
  metrics['features'] = model.features.length
  const data = joinFileHashes(report)
  const files = JSON.stringify(report.files.map(({ name }) => name)) // a name may hold any character
  const from = split.time === null ? {} : { 'split.from': split.time.from }
  const note = onnxNote(model)
  return {
    metrics,
    tags: {
      'data.sha256': data,
      'data.files': files,
      held_out: hashHeldOutRows({ report, table, heldOutRows }),
      no_better_than_guessing: String(!beatsGuessing(evaluation)),
      ...from,
      ...(note === null ? {} : { 'mlflow.note.content': note.en }),
    },
  }
}

/** Encodes every file of a run by path: the model folder, plots, reports and documents. */
export function encodeRunFiles(
  training: Training,
  comparison: Comparison | null,
): Record<string, Uint8Array | string> {
  return {
    'data-report.html': renderDataReportHtml(training.report, 'en'),
    'data-report.pt-BR.html': renderDataReportHtml(training.report, 'pt-BR'),
    ...encodeRunDocuments(training, comparison),
    ...putInFolder('model', encodeRunModel(training)),
    ...putInFolder('plots', Object.entries(renderRunPlots(training))),
  }
}

/** Encodes the JSON documents that a run has. */
function encodeRunDocuments(training: Training, comparison: Comparison | null): Record<string, string> {
  const { repeated, policy, windows, tuning } = training
  const documents: Partial<RunDocuments> = {
    'evaluation.json': training.evaluation,
    'split.json': training.split,
    'warnings.json': createEvaluationWarnings(training),
    'importance.json': training.importance,
    'slices.json': training.slices,
    'leak-checks.json': training.leaks,
    'data-report.json': training.report,
    ...(comparison !== null && { 'comparison.json': comparison }),
    ...(repeated !== null && { 'repeated-folds.json': repeated, 'held-out.json': training.heldOut }),
    ...(windows.length > 0 && { 'windows.json': windows }),
    ...(policy !== null && {
      'threshold-metrics.json': {
        positive: policy.positive,
        held_out: policy.heldOut,
        out_of_fold: policy.outOfFold,
      },
      'threshold-curve.json': policy.curve,
    }),
    ...(tuning !== null && { 'tuning.json': tuning }),
  }
  return Object.fromEntries(
    Object.entries(documents).map(([path, document]) => [path, encodeDocument(document)]),
  )
}

/** Encodes the files of the model folder by path. */
function encodeRunModel(training: Training): ReturnType<typeof encodeModelFolder> {
  const { project, builder, model, table, sides, reference, tuning } = training
  const cards = renderModelCard({ training })
  return encodeModelFolder({
    model,
    chosenParams: tuning?.chosen,
    examples: createInputExamples({ project, builder, model }, { table, rows: sides.train }, exampleRows),
    inputs: describeSignature(project),
    reference,
    cards: { 'model-card.md': cards.en, 'model-card.pt-BR.md': cards['pt-BR'] },
  })
}

/** Renders the plots of a run as SVG by file name. */
function renderRunPlots(training: Training): Record<string, string> {
  const { evaluation, importance, policy } = training
  const options = getPlotOptions(training)
  const plots = renderPlots(evaluation, importance, options)
  if (policy === null) return plots
  const { curve, heldOut } = policy
  return {
    ...plots,
    'threshold.svg': renderThresholdPlot({ curve, threshold: heldOut.threshold, ...options }),
  }
}

function putInFolder<Content>(
  folder: string,
  files: Iterable<readonly [string, Content]>,
): Record<string, Content> {
  return Object.fromEntries(Array.from(files, ([path, content]) => [`${folder}/${path}`, content]))
}

/** Returns a hash that is the same for the same held-out rows of the same table. */
export function hashHeldOutRows({
  report,
  table,
  heldOutRows,
}: Pick<Training, 'report' | 'table' | 'heldOutRows'>): string {
  const rows = new Uint8Array(heldOutRows.buffer, heldOutRows.byteOffset, heldOutRows.byteLength)
  return hash('sha256', `${joinFileHashes(report)} ${table.rowCount} ${hash('sha256', rows, 'hex')}`, 'hex')
}

function joinFileHashes({ files }: DataReport): string {
  return files.map(({ sha256 }) => sha256).join(' ')
}

/** Returns the warnings and labels of the plots. */
function getPlotOptions({ project, request, report }: Training): PlotOptions {
  return {
    synthetic: report.synthetic,
    leaking: isLeaking(project.entity, request.split),
    classLabel: (name) => getCategoryLabel(project.columns[project.target], name).en,
    getColumnLabel: (name) => getColumnLabel(project.columns[name], name).en,
  }
}

function describeSignature(project: Project): SignatureColumn[] {
  const types = {
    number: 'double',
    integer: 'long',
    category: 'string',
    list: 'array',
    // The type is the one that requests use.
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

/**
 * Returns the commit of the project's folder, with `-dirty` when files differ from it, or null
 * outside a repository or without git.
 */
function readGitCommit(folder: string): string | null {
  const args = ['-C', folder, 'status', '--porcelain=v2', '--branch', '--untracked-files=no', '.']
  try {
    const output = execFileSync('git', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    })
    const commit = /^# branch\.oid ([\da-f]+)$/m.exec(output)?.[1]
    return commit === undefined ? null : `${commit}${/^[^#]/m.test(output) ? '-dirty' : ''}`
  } catch {
    return null // no git, or no repository: the run is recorded without a commit
  }
}
