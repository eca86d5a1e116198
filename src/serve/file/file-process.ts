/**
 * Runs as a process that scores files from outside. A crash of a reader's native code, or a file
 * that takes too much memory, ends this process and not the server. The process also ends with the
 * server.
 */
import { constants, setPriority } from 'node:os'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { loadModel } from '../../model/load.ts'
import type { Model } from '../../model/model.ts'
import { FeatureBuilder } from '../../project/feature-builder.ts'
import { loadServedProject } from '../../project/load-project.ts'
import type { Project } from '../../project/project.ts'
import { createDecide } from '../decide.ts'
import type { FromProcess, ToProcess } from './file-protocol.ts'
import { inspectFile, scoreFile } from './score-file.ts'

type Job = Extract<ToProcess, { kind: 'score' }>

/** Number of blocks that may be sent, and the function that continues when there are more. */
let allowed = 0
let wake = (): void => undefined
let known:
  | { readonly project: Project; readonly folder: string; readonly builder: FeatureBuilder }
  | undefined
let loaded: { readonly version: string; readonly model: Model } | undefined

function send(message: FromProcess): void {
  process.send?.(message)
}

async function run(received: Job): Promise<void> {
  const { folder, job, model, limits } = received
  if (known === undefined) {
    const { project } = await loadServedProject(received)
    known = { project, folder, builder: new FeatureBuilder(project) }
  }
  if (model !== null) loaded = { version: job.version, model: loadModel(model) }
  if (loaded?.version !== job.version) throw new TypeError('The model was not sent.')
  if (job.purpose === 'inspect') {
    send({ kind: 'report', report: await inspectFile({ ...known, ...job, limits }) })
    return send({ kind: 'done' })
  }
  const decideAt = createDecide(loaded.model.classes, known.project.policy)
  const decide = (probabilities: Float64Array): string => decideAt(probabilities, job.threshold)
  const { report, blocks } = await scoreFile({ ...known, ...job, model: loaded.model, decide, limits })
  send({ kind: 'report', report })
  for await (const block of blocks()) {
    while (allowed === 0) await new Promise<void>((resolve) => (wake = resolve))
    allowed--
    send({ kind: 'block', block })
  }
  send({ kind: 'done' })
}

// Single predictions have priority.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

process.on('message', (message: ToProcess) => {
  if (message.kind === 'next') {
    allowed++
    wake()
    return
  }
  allowed = message.blocksAhead
  run(message).catch((error: unknown) => {
    if (error instanceof LapidaryError) send({ kind: 'failed', error: error.toSent() })
    else
      send({ kind: 'broken', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  })
})
process.on('disconnect', () => process.exit())
// Ctrl-C reaches the whole process group: the server finishes running work, and then ends this
// process.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)
