import type { Static } from 'typebox'
import type { FastifyRequest } from 'fastify'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { flag, list, object, text } from '../../../project/json-schema.ts'
import type { ArtifactEntry } from '../../../store/artifacts/tree.ts'
import { int64, message } from '../fields.ts'

export const tag = 'Artifacts'

/** The path of a file or folder in an address. */
export const pathInAddress = text(
  'Path of a file or folder below the root of all artifacts.',
  '1/3f0c8a52d1f14a0a9c4b7a1f0c2d9e11/artifacts/model/MLmodel',
)

/** The path of a file in a query. */
export const pathInRun = text('Path from the root of the run.', 'model/MLmodel')

const fileInfo = object(
  'A file or folder.',
  {
    path: text('Its path.', 'model/MLmodel'),
    is_dir: flag('Whether it is a folder.', false),
    file_size: int64('Bytes of a file.', 532),
  },
  ['file_size'],
)

export const fileList = message('The files and folders of a folder.', {
  files: list('By path; not sent if there are none.', fileInfo),
})

export const rootedFileList = message('The files and folders of a folder.', {
  root_uri: text('Root of the artifacts.', 'mlflow-artifacts:/1/3f0c8a52d1f14a0a9c4b7a1f0c2d9e11/artifacts'),
  files: list('By path; not sent if there are none.', fileInfo),
  next_page_token: text('Not sent: every list is whole.', ''),
})

/**
 * Returns entries as MLflow sends them.
 * @param toPath returns the path of an entry
 */
export function filesOf(
  entries: readonly ArtifactEntry[],
  toPath: (name: string) => string,
): { readonly files?: readonly Static<typeof fileInfo>[] } {
  if (entries.length === 0) return {}
  const files = entries.map(({ name, bytes }) => ({
    path: toPath(name),
    is_dir: bytes === null,
    ...(bytes !== null && { file_size: bytes }),
  }))
  return { files }
}

/** Returns a text of the query that is not empty, or undefined. Of several, the first. */
export function findQueryText({ query }: FastifyRequest, name: string): string | undefined {
  const value = [(query as Readonly<Record<string, string | readonly string[]>>)[name]].flat()[0]
  return value === '' ? undefined : value
}

/**
 * Returns a text of the query, which old clients give another name.
 * @throws LapidaryError `missing-parameter`
 */
export function queryText(request: FastifyRequest, name: string, alias = name): string {
  const value = findQueryText(request, name) ?? findQueryText(request, alias)
  if (value === undefined) throw new LapidaryError('missing-parameter', { parameter: name })
  return value
}
