import type { Kysely } from 'kysely'
import type { Migrations } from '../../sql/migrate.ts'
import type { SqlDatabase } from '../../sql/sql-database.ts'

/** Definitions of a view, as `serializeDefinition` returns them; null if there was none yet. */
export interface KnownView {
  /** Definition when it was last applied, which people were shown. */
  readonly applied: string | null
  /**
   * Definition when it was last materialized from the beginning, by which the rows of the online
   * store were written.
   */
  readonly written: string | null
  /** Report of the last materialization, as JSON; null if there was none yet. */
  readonly report: string | null
}

/** Stores the definitions of feature views, so that changes are detected. */
export interface ViewState {
  /** Returns the views by name. */
  views(project: string): Promise<ReadonlyMap<string, KnownView>>
  setApplied(project: string, view: string, definition: string): Promise<void>
  setWritten(project: string, view: string, definition: string): Promise<void>
  setReport(project: string, view: string, report: string): Promise<void>
  /** Removes a view that is no longer declared. */
  remove(project: string, view: string): Promise<void>
}

export const viewStateMigrations: Migrations = {
  part: 'feature-view',
  steps: [
    ({ text, strictByKey }) => `CREATE TABLE feature_view (
      project ${text} NOT NULL, name ${text} NOT NULL, applied ${text}, written ${text}, PRIMARY KEY (project, name)
    ) ${strictByKey};`,
    ({ text }) => `ALTER TABLE feature_view ADD COLUMN report ${text}`,
  ],
}

type Tables = { feature_view: { project: string; name: string } & KnownView }

/** Stores the definitions of views in SQLite or PostgreSQL. */
export class SqlViewState implements ViewState {
  readonly #db: Kysely<Tables>

  constructor(database: SqlDatabase) {
    this.#db = database.kysely.$extendTables<Tables>()
  }

  async views(project: string): Promise<ReadonlyMap<string, KnownView>> {
    const rows = await this.#db
      .selectFrom('feature_view')
      .selectAll()
      .where('project', '=', project)
      .execute()
    return new Map(rows.map(({ name, applied, written, report }) => [name, { applied, written, report }]))
  }

  async setApplied(project: string, view: string, applied: string): Promise<void> {
    await this.#set(project, view, { applied })
  }

  async setWritten(project: string, view: string, written: string): Promise<void> {
    await this.#set(project, view, { written })
  }

  async setReport(project: string, view: string, report: string): Promise<void> {
    await this.#set(project, view, { report })
  }

  async remove(project: string, view: string): Promise<void> {
    await this.#db
      .deleteFrom('feature_view')
      .where('project', '=', project)
      .where('name', '=', view)
      .execute()
  }

  async #set(project: string, name: string, change: Partial<KnownView>): Promise<void> {
    await this.#db
      .insertInto('feature_view')
      .values({ project, name, applied: null, written: null, report: null, ...change })
      .onConflict((conflict) => conflict.columns(['project', 'name']).doUpdateSet(change))
      .execute()
  }
}
