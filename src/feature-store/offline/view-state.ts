import type { Kysely } from 'kysely'
import type { Migrations } from '../../sql/migrate.ts'
import type { SqlDatabase } from '../../sql/sql-database.ts'

/** What a feature view was when it was last applied or materialized, so that a change is noticed. */
export interface ViewState {
  /** Definitions by the name of their view. */
  definitions(project: string): Promise<ReadonlyMap<string, string>>
  /** @param at ISO 8601 */
  setDefinition(project: string, view: string, definition: string, at: string): Promise<void>
  /** Forgets a view that is declared no more. */
  removeDefinition(project: string, view: string): Promise<void>
}

export const viewStateMigrations: Migrations = {
  part: 'feature-view',
  steps: [
    `CREATE TABLE feature_view (
      project TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, applied_at TEXT NOT NULL, PRIMARY KEY (project, name)
    ) STRICT, WITHOUT ROWID;`,
  ],
}

type Tables = { feature_view: { project: string; name: string; definition: string; applied_at: string } }

/** Definitions of views in SQLite or PostgreSQL. */
export class SqlViewState implements ViewState {
  readonly #db: Kysely<Tables>

  constructor(database: SqlDatabase) {
    this.#db = database.kysely.$extendTables<Tables>()
  }

  async definitions(project: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#db.selectFrom('feature_view').select(['name', 'definition']).where('project', '=', project).execute()
    return new Map(rows.map(({ name, definition }) => [name, definition]))
  }

  async setDefinition(project: string, view: string, definition: string, at: string): Promise<void> {
    await this.#db
      .insertInto('feature_view')
      .values({ project, name: view, definition, applied_at: at })
      .onConflict((conflict) => conflict.columns(['project', 'name']).doUpdateSet({ definition, applied_at: at }))
      .execute()
  }

  async removeDefinition(project: string, view: string): Promise<void> {
    await this.#db.deleteFrom('feature_view').where('project', '=', project).where('name', '=', view).execute()
  }
}
