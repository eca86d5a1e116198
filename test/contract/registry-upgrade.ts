import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { registryMigrations } from '../../src/store/registry/drivers/tables.ts'
import type { Migrations } from '../../src/store/sql/migrate.ts'
import type { SqlDatabase } from '../../src/store/sql/sql-database.ts'
import { openCatalog } from './catalog.ts'

const at = '2026-01-02T03:04:05.006Z'
/** The tables before models of clients. */
const before: Migrations = { ...registryMigrations, steps: registryMigrations.steps.slice(0, 2) }

/** Registers a version with the statements of the program before models of clients. */
async function registerAsBefore({ kysely }: SqlDatabase, model: string, runId: string): Promise<number> {
  return await kysely.transaction().execute(async (db) => {
    await sql`INSERT INTO model (name, created_at, description) VALUES (${model}, ${at}, 'old')
      ON CONFLICT (name) DO UPDATE SET name = ${model}`.execute(db)
    const last = await sql<{ version: number | null }>`
      SELECT max(version) AS version FROM model_version WHERE model = ${model}`.execute(db)
    const version = Number(last.rows[0]?.version ?? 0) + 1
    await sql`INSERT INTO model_version (model, version, run_id, created_at, description, tags)
      VALUES (${model}, ${version}, ${runId}, ${at}, 'old', ${'{"learner":"forest"}'})`.execute(db)
    return version
  })
}

async function moveAliasAsBefore({ kysely }: SqlDatabase, model: string, version: number): Promise<void> {
  await kysely.transaction().execute(async (db) => {
    await sql`UPDATE model SET name = ${model} WHERE name = ${model}`.execute(db)
    await sql`INSERT INTO alias_change (model, alias, version, previous, at, by, reason, rollback)
      VALUES (${model}, 'champion', ${version},
        (SELECT version FROM model_alias WHERE model = ${model} AND alias = 'champion'), ${at}, 'ana', '', 0)`.execute(
      db,
    )
    await sql`INSERT INTO model_alias (model, alias, version) VALUES (${model}, 'champion', ${version})
      ON CONFLICT (model, alias) DO UPDATE SET version = ${version}`.execute(db)
  })
}

/**
 * Tests the tables of registered models with data of the version before, and with a replica of it
 * that goes on working.
 *
 * @param open opens one and the same database with these tables
 */
export function registryUpgradeSuite(
  name: string,
  create: () => Promise<(tables: Migrations) => Promise<SqlDatabase>>,
): void {
  describe(`tables of models of the version before: ${name}`, () => {
    test('are read and changed', async () => {
      const open = await create()
      const old = await open(before)
      for (const run of ['r1', 'r2']) await registerAsBefore(old, 'Credit', run)
      await moveAliasAsBefore(old, 'Credit', 2)
      const { catalog, registry } = openCatalog(await open(registryMigrations))
      expect(await registry.listModels()).toEqual([
        {
          name: 'Credit',
          createdAt: at,
          updatedAt: at,
          description: 'old',
          tags: {},
          latestVersion: 2,
          aliases: { champion: 2 },
        },
      ])
      expect(await registry.getVersion('Credit', 1)).toMatchObject({
        tags: { learner: 'forest' },
        source: 'runs:/r1/model',
        updatedAt: at,
        stage: 'None',
        status: 'ready',
        createdBy: null,
      })
      const found = await catalog.searchVersions({
        filter: "source_path = 'runs:/r2/model' AND tags.learner = 'forest'",
        limit: 10,
      })
      expect(found.items.map(({ version }) => version)).toEqual([2])
      await catalog.updateVersion('Credit', 1, { tags: { checked: 'yes' } })
      expect((await registry.getVersion('Credit', 1))?.tags).toEqual({ learner: 'forest', checked: 'yes' })
      expect(await catalog.renameModel('Credit', { newName: 'Score', at, keepsNumbers: false })).toBe(
        'renamed',
      )
      expect(await registry.getModel('Score')).toMatchObject({ aliases: { champion: 2 } })
      expect(await registry.aliasHistory('Score', 'champion')).toHaveLength(1)
    })

    test('are written by both at once', async () => {
      const open = await create()
      const old = await open(before)
      await registerAsBefore(old, 'Credit', 'r0')
      const { catalog, registry } = openCatalog(await open(registryMigrations))
      const version = {
        model: 'Credit',
        runId: 'n',
        createdAt: at,
        description: '',
        tags: {},
        source: 's3://b/x',
        createdBy: 'ana',
      }
      const numbers: (number | null)[] = []
      for (let i = 0; i < 5; i++) {
        const first = registerAsBefore(old, 'Credit', `o${i}`)
        // Two connections of one process would wait for each other's lock of a SQLite file forever.
        if (name === 'sqlite') await first
        numbers.push(...(await Promise.all([first, catalog.addVersion(version)])))
      }
      expect(numbers.map(Number).toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
      await moveAliasAsBefore(old, 'Credit', 3)
      expect((await registry.getModel('Credit'))?.aliases).toEqual({ champion: 3 })
      const removal = {
        model: 'Credit',
        alias: 'champion',
        version: null,
        at,
        by: 'ana',
        reason: '',
        rollback: false,
      }
      expect(await registry.setAlias(removal, 3)).not.toBeNull()
      await moveAliasAsBefore(old, 'Credit', 4)
      expect((await registry.aliasHistory('Credit', 'champion')).map(({ version: to }) => to)).toEqual([
        4,
        null,
        3,
      ])
      expect((await catalog.searchVersions({ limit: 100 })).items).toHaveLength(11)
      expect(await catalog.deleteVersion('Credit', 11, at, 'ana')).toBe(true)
      expect(await catalog.addVersion(version)).toBe(12)
      expect(await registerAsBefore(old, 'Credit', 'o5')).toBe(13)
      expect(await catalog.addVersion(version)).toBe(14)
    })
  })
}
