import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { Run } from '../../../store/tracking/store.ts'
import { readRunDocument } from '../../../train/read-run-document.ts'
import type { RunDocumentPath } from '../../../train/run-documents.ts'
import type { PlatformServices } from '../../platform-services.ts'
import type { RunDetail, RunInfo } from './schema.ts'

/** Returns a run as the API lists it. */
export function toRunInfo({
  id,
  experiment,
  name,
  status,
  startedAt,
  endedAt,
  params,
  metrics,
  tags,
}: Run): RunInfo {
  return {
    run_id: id,
    experiment,
    name,
    status,
    started_at: startedAt,
    ended_at: endedAt,
    params,
    metrics,
    tags,
  }
}

/** Reads the documents that a run kept and returns it with them. */
export async function readRunDetail(run: Run, tracking: PlatformServices['tracking']): Promise<RunDetail> {
  const read = <Path extends RunDocumentPath>(path: Path) => readRunDocument(tracking, run.id, path)
  const readText = (path: string) => readTextOf(tracking, run.id, path)
  const [en, pt] = [await readText('model/model-card.md'), await readText('model/model-card.pt-BR.md')]
  const [noteEn, notePt] = [await readText('promotion.md'), await readText('promotion.pt-BR.md')]
  const cardOf = (card: string, note: string | null): string => (note === null ? card : `${card}\n${note}`)
  return {
    ...toRunInfo(run),
    artifacts: (await tracking.artifacts(run.id)).map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
    evaluation: await read('evaluation.json'),
    importance: await read('importance.json'),
    data_report: await read('data-report.json'),
    leak_checks: await read('leak-checks.json'),
    warnings: await read('warnings.json'),
    model_card: en === null || pt === null ? null : { en: cardOf(en, noteEn), 'pt-BR': cardOf(pt, notePt) },
  }
}

async function readTextOf(
  tracking: PlatformServices['tracking'],
  runId: string,
  path: string,
): Promise<string | null> {
  try {
    return new TextDecoder().decode(await tracking.readArtifact(runId, path))
  } catch (error) {
    // A run that failed early has no such document; any other error means that the document is
    // damaged.
    if (error instanceof LapidaryError && error.code === 'run-artifact-not-found') return null
    throw error
  }
}
