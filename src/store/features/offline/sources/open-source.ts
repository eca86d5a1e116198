import type { Table } from '../../../../data/table.ts'
import type { FeatureView } from '../../../../project/feature-view.ts'
import type { Project } from '../../../../project/project.ts'
import { findStoredColumns } from '../../stored-columns.ts'
import { DatasetViewSource } from './dataset-source.ts'
import { checkDuckDbSource, DuckDbViewSource } from './duckdb-source.ts'
import type { ViewSource } from './view-source.ts'

export interface SourceParts {
  readonly project: Project
  /** The project's folder. */
  readonly folder: string
  /** Reads the table for views with a `dataset` source; called only for those. */
  readonly table: () => Promise<Table>
  readonly signal?: AbortSignal | undefined
  /**
   * Sources of files and queries that stay open for the next table; the caller closes them.
   * Default: each is closed after its table.
   */
  readonly opened?: Map<FeatureView, ViewSource> | undefined
}

/**
 * Opens the rows of a view. The caller closes the source.
 *
 * @throws LapidaryError as the sources do
 */
export async function openSource(view: FeatureView, parts: SourceParts): Promise<ViewSource> {
  const { project, folder, table, signal, opened } = parts
  const { source } = view
  if (source.kind === 'dataset') return new DatasetViewSource(view, source, project, await table())
  const open = (): Promise<DuckDbViewSource> => {
    return DuckDbViewSource.open(view, source, findStoredColumns(project, view), { folder, signal })
  }
  if (opened === undefined) return await open()
  const known = opened.get(view) ?? (await open())
  opened.set(view, known)
  return {
    index: () => known.index(),
    take: (features, rows) => known.take(features, rows),
    latest: (window) => known.latest(window),
    close: () => undefined,
  }
}

/**
 * Checks that a view's source exists and has its columns, without reading it.
 *
 * @throws LapidaryError as the sources do
 */
export async function checkSource({ source, ...view }: FeatureView, folder: string): Promise<void> {
  if (source.kind !== 'dataset') await checkDuckDbSource({ ...view, source }, source, folder)
}
