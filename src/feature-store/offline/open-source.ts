import type { Table } from '../../dataset/table.ts'
import type { FeatureView } from '../../project/feature-view.ts'
import type { Project } from '../../project/project.ts'
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
}

/** Opens the rows of a view. Whoever opens closes. @throws LapidaryError as the sources do. */
export async function openSource(view: FeatureView, { project, folder, table, signal }: SourceParts): Promise<ViewSource> {
  const { source } = view
  if (source.kind === 'dataset') return new DatasetViewSource(view, source, project, await table())
  return await DuckDbViewSource.open(view, source, storedColumnsOf(project, view), { folder, signal })
}

/** Looks whether a view's source is there and has its columns, without reading it. @throws LapidaryError as the sources do. */
export async function checkSource({ source, ...view }: FeatureView, folder: string): Promise<void> {
  if (source.kind !== 'dataset') await checkDuckDbSource({ ...view, source }, source, folder)
}
