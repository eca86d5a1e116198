import { decodeDocument } from '../base/documents/decode-document.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import type { Tracking } from '../store/tracking/tracking.ts'
import { firstVersions, type RunDocumentPath, type RunDocuments } from './run-documents.ts'

/**
 * Reads a document of a run, or returns null if the run has none.
 *
 * @throws LapidaryError `run-not-found`, `document-newer`, `artifact-missing`, `artifact-corrupted`
 */
export async function readRunDocument<Path extends RunDocumentPath>(
  tracking: Pick<Tracking, 'readArtifact'>,
  runId: string,
  path: Path,
): Promise<RunDocuments[Path] | null> {
  try {
    const bytes = await tracking.readArtifact(runId, path)
    return decodeDocument(path, bytes, firstVersions[path]) as RunDocuments[Path]
  } catch (error) {
    // A run that failed early has no document; a damaged document is an error.
    if (error instanceof LapidaryError && error.code === 'run-artifact-not-found') return null
    throw error
  }
}
