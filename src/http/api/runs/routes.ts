import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { Run } from '../../../store/tracking/store.ts'
import { readRunDocument } from '../../../train/read-run-document.ts'
import type { RunDocumentPath } from '../../../train/run-documents.ts'
import type { PlatformServices } from '../../platform-services.ts'
import type { RunDetail, RunInfo } from '../types.ts'
import { page, pageQuery } from '../../openapi/describe.ts'
import { problemResponses } from '../problem.ts'
import { runDetail, runInfo, runParams } from './schema.ts'
import type { Routes } from '../../route-context.ts'

const about = { tags: ['Runs'] }
type PageQuery = { readonly limit: number; readonly cursor?: string }

export const runRoutes: Routes = (app, { services }) => {
  const { tracking } = services
  app.get<{ Querystring: PageQuery }>(
    '/v1/runs',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        operationId: 'listRuns',
        summary: 'Trainings',
        querystring: pageQuery(),
        response: { 200: page('runs', runInfo), ...problemResponses([400, 422]) },
      },
    },
    async ({ query }) => {
      const { items, nextCursor } = await tracking.list(query)
      return { items: items.map(runInfoOf), next_cursor: nextCursor }
    },
  )
  app.get<{ Params: { run_id: string } }>(
    '/v1/runs/:run_id',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        operationId: 'getRun',
        summary: 'One training with all it kept',
        params: runParams,
        response: { 200: runDetail, ...problemResponses([404, 422]) },
      },
    },
    async ({ params }) => runDetailOf(await tracking.get(params.run_id), tracking),
  )
}

function runInfoOf({ id, experiment, name, status, startedAt, endedAt, params, metrics, tags }: Run): RunInfo {
  return { run_id: id, experiment, name, status, started_at: startedAt, ended_at: endedAt, params, metrics, tags }
}

async function runDetailOf(run: Run, tracking: PlatformServices['tracking']): Promise<RunDetail> {
  const read = <Path extends RunDocumentPath>(path: Path) => readRunDocument(tracking, run.id, path)
  const [en, pt] = [
    await readText(tracking, run.id, 'model/model-card.md'),
    await readText(tracking, run.id, 'model/model-card.pt-BR.md'),
  ]
  const [noteEn, notePt] = [
    await readText(tracking, run.id, 'promotion.md'),
    await readText(tracking, run.id, 'promotion.pt-BR.md'),
  ]
  const cardOf = (card: string, note: string | null): string => (note === null ? card : `${card}\n${note}`)
  return {
    ...runInfoOf(run),
    artifacts: (await tracking.artifacts(run.id)).map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
    evaluation: await read('evaluation.json'),
    importance: await read('importance.json'),
    data_report: await read('data-report.json'),
    leak_checks: await read('leak-checks.json'),
    warnings: await read('warnings.json'),
    model_card: en === null || pt === null ? null : { en: cardOf(en, noteEn), 'pt-BR': cardOf(pt, notePt) },
  }
}

async function readText(tracking: PlatformServices['tracking'], runId: string, path: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await tracking.readArtifact(runId, path))
  } catch (error) {
    // A run that failed early has none; one that is damaged is an error.
    if (error instanceof LapidaryError && error.code === 'run-artifact-not-found') return null
    throw error
  }
}
