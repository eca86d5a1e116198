import type { Table } from '../../../data/table.ts'
import type { FeatureView } from '../../../project/feature-view.ts'
import type { Project } from '../../../project/project.ts'
import { storedColumnsOf } from '../stored-columns.ts'
import { DatasetViewSource } from './dataset-source.ts'
import { checkDuckDbSource, DuckDbViewSource } from './duckdb-source.ts'
import type { ViewSource } from './view-source.ts'

export interface SourceParts {
  readonly project: Project
  /** The project's folder. */
  readonly folder: string
  /** The table for views with a `dataset` source; asked for only by those. */
  readonly table: () => Promise<Table>
  readonly signal?: AbortSignal | undefined
  /** Sources of files and queries that stay open for the next table. Whoever gives the map closes them. Default: each is closed after its table. */
  readonly opened?: Map<FeatureView, ViewSource> | undefined
}

/** Opens the rows of a view. Whoever opens closes. @throws LapidaryError as the sources do. */
export async function openSource(view: FeatureView, parts: SourceParts): Promise<ViewSource> {
  const { project, folder, table, signal, opened } = parts
  const { source } = view
  if (source.kind === 'dataset') return new DatasetViewSource(view, source, project, await table())
  const open = (): Promise<DuckDbViewSource> => {
    return DuckDbViewSource.open(view, source, storedColumnsOf(project, view), { folder, signal })
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

/** Looks whether a view's source is there and has its columns, without reading it. @throws LapidaryError as the sources do. */
export async function checkSource({ source, ...view }: FeatureView, folder: string): Promise<void> {
  if (source.kind !== 'dataset') await checkDuckDbSource({ ...view, source }, source, folder)
}
