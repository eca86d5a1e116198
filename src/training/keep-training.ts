import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { categoryLabel, columnLabel } from '../dataset/labels.ts'
import { isLeaking } from '../dataset/split.ts'
import { dataReportHtml } from '../report/data-report-html.ts'
import { modelCard } from '../report/model-card.ts'
import { type PlotOptions, plots } from '../report/plots.ts'
import { encodeModelFolder, type SignatureColumn } from '../model/model-folder.ts'
import { lowerIsBetter, metricNames } from '../metric/evaluation.ts'
import { featureColumns } from '../project/define-project.ts'
import type { Project } from '../project/project.ts'
import type { RunValues } from '../tracking/tracking.ts'
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
    'version.lapidary': version,
    'version.node': process.versions.node,
    ...(commit === null ? {} : { 'git.commit': commit }),
  }
}

/** What was measured, for the run's metrics; intervals as `<metric>_low` and `<metric>_high`. */
export function runValues({
  evaluation,
  report,
  request,
  model,
  trainTable,
}: Training): RunValues & { metrics: Record<string, number> } {
  const metrics: Record<string, number> = {}
  for (const name of metricNames) {
    const { value, low, high } = evaluation.metrics[name]
    for (const [key, number] of Object.entries({ [name]: value, [`${name}_low`]: low, [`${name}_high`]: high })) {
      if (Number.isFinite(number)) metrics[key] = number
    }
    metrics[`baseline_${name}`] = evaluation.baselines[lowerIsBetter.has(name) ? 'prior' : 'majority'][name]
  }
  metrics['rows_train'] = trainTable.rowCount
  metrics['rows_held_out'] = evaluation.rows
  metrics['features'] = model.features.length
  const data = report.files.map(({ sha256 }) => sha256).join(' ')
  const files = JSON.stringify(report.files.map(({ name }) => name)) // a name may hold any character
  return { metrics, tags: { 'data.sha256': data, 'data.files': files, held_out: heldOutName(data, request) } }
}

/** Every file of a run: the model folder, plots, reports and what the page shows, by path. */
export function runFiles(training: Training): Record<string, Uint8Array | string> {
  const { project, builder, model, evaluation, importance, slices, leaks, report } = training
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
  for (const [path, bytes] of folder) files[`model/${path}`] = bytes
  for (const [path, svg] of Object.entries(plots(evaluation, importance, plotOptions(training)))) files[`plots/${path}`] = svg
  return files
}

/** Versions with the same name were asked the same questions: same table, same side of the same split. */
function heldOutName(data: string, { split, seed }: TrainRequest): string {
  return hash('sha256', `${data} ${split} ${split === 'rows' ? seed : ''} ${holdOutFolds}`, 'hex')
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
  const git = (...args: string[]): string => {
    return execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    }).trim()
  }
  try {
    return `${git('rev-parse', 'HEAD')}${git('status', '--porcelain', '--untracked-files=no', '.') === '' ? '' : '-dirty'}`
  } catch {
    return null // no git, or no repository: the run is recorded without a commit
  }
}
