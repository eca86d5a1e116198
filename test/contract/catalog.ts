import { describe, expect, test } from 'vitest'
import type { CatalogSearch, CatalogStore } from '../../src/store/registry/catalog-store.ts'
import { SqlCatalogStore } from '../../src/store/registry/drivers/sql-catalog.ts'
import { SqlRegistryStore } from '../../src/store/registry/drivers/sql.ts'
import type { RegistryStore } from '../../src/store/registry/store.ts'
import type { StoreEvent } from '../../src/store/sql/emit-event.ts'
import type { SqlDatabase } from '../../src/store/sql/sql-database.ts'

interface Opened {
  readonly catalog: CatalogStore
  readonly registry: RegistryStore
  /** What the stores emitted. */
  readonly events: readonly StoreEvent[]
}

/** A time after that of the creation. */
const later = (second: number): string => `2026-01-02T03:05:${String(second).padStart(2, '0')}.000Z`
const createdAt = '2026-01-02T03:04:05.006Z'

const newModel = (name: string, tags: Record<string, string> = {}) => ({
  name,
  createdAt,
  description: '',
  tags,
})
const newVersion = (model: string, tags: Record<string, string> = {}, runId = 'run') => ({
  model,
  runId,
  createdAt,
  description: '',
  tags,
  source: `runs:/${runId}/model`,
  createdBy: 'ana',
})
const prompt = { 'mlflow.prompt.is_prompt': 'true' }

async function namesOf(catalog: CatalogStore, query: Partial<CatalogSearch>): Promise<readonly string[]> {
  return (await catalog.searchModels({ limit: 100, ...query })).items.map(({ name }) => name)
}

async function versionsOf(catalog: CatalogStore, query: Partial<CatalogSearch>): Promise<readonly string[]> {
  const { items } = await catalog.searchVersions({ limit: 100, ...query })
  return items.map(({ model, version }) => `${model} ${version}`)
}

/** Opens both stores of a database, and collects what they emit. */
export function openCatalog(database: SqlDatabase): Opened {
  const events: StoreEvent[] = []
  const emit = async (_transaction: unknown, event: StoreEvent): Promise<void> => void events.push(event)
  return {
    catalog: new SqlCatalogStore(database, emit),
    registry: new SqlRegistryStore(database, emit),
    events,
  }
}

/** Tests a catalogue of models. `open` returns an empty one, which the end of the test closes. */
export function catalogStoreSuite(name: string, open: () => Promise<Opened>): void {
  describe(`CatalogStore: ${name}`, () => {
    test('creates a model once', async () => {
      const { catalog, registry } = await open()
      const created = await Promise.all(
        [1, 2].map(async () => await catalog.createModel(newModel('A', { a: 'ç' }))),
      )
      expect(created.filter(Boolean)).toEqual([true])
      expect(await registry.getModel('A')).toEqual({
        ...newModel('A', { a: 'ç' }),
        updatedAt: createdAt,
        latestVersion: 0,
        aliases: {},
      })
    })

    test('changes description and tags, each with its time or without', async () => {
      const { catalog, registry } = await open()
      await catalog.createModel(newModel('A', { a: '1', b: '2' }))
      expect(await catalog.updateModel('A', { tags: { a: null, c: '' } })).toBe(true)
      expect(await catalog.updateModel('A', { description: 'new', at: later(1) })).toBe(true)
      expect(await catalog.updateModel('B', { description: 'new', at: later(1) })).toBe(false)
      expect(await registry.getModel('A')).toMatchObject({
        description: 'new',
        updatedAt: later(1),
        tags: { b: '2', c: '' },
      })
    })

    test('keeps every tag of simultaneous changes', async () => {
      const { catalog, registry } = await open()
      await catalog.createModel(newModel('A'))
      await catalog.addVersion(newVersion('A'))
      const keys = Array.from({ length: 10 }, (_, i) => `k${i}`)
      await Promise.all(keys.map(async (key) => await catalog.updateModel('A', { tags: { [key]: key } })))
      await Promise.all(
        keys.map(async (key) => await catalog.updateVersion('A', 1, { tags: { [key]: key } })),
      )
      const tags = Object.fromEntries(keys.map((key) => [key, key]))
      expect((await registry.getModel('A'))?.tags).toEqual(tags)
      expect((await registry.getVersion('A', 1))?.tags).toEqual(tags)
    })

    test('gives each of many simultaneous versions its own number, whatever registers it', async () => {
      const { catalog, registry } = await open()
      await catalog.createModel(newModel('A'))
      const numbers = await Promise.all(
        Array.from({ length: 20 }, async (_, i) =>
          i % 2 === 0
            ? await catalog.addVersion(newVersion('A'))
            : await registry.createVersion(newVersion('A')),
        ),
      )
      expect(numbers.toSorted((a, b) => Number(a) - Number(b))).toEqual(
        Array.from({ length: 20 }, (_, i) => i + 1),
      )
      expect(await catalog.addVersion(newVersion('B'))).toBeNull()
    })

    test('never gives a number twice, and to a new model of a deleted name only if asked to', async () => {
      const { catalog, registry } = await open()
      await catalog.createModel(newModel('A'))
      for (let i = 0; i < 3; i++) await catalog.addVersion(newVersion('A'))
      expect(await catalog.deleteVersion('A', 3, later(1), 'ana')).toBe(true)
      expect(await catalog.deleteVersion('A', 3, later(1), 'ana')).toBe(false)
      expect(await catalog.addVersion(newVersion('A'))).toBe(4)
      expect((await registry.listVersions('A')).map(({ version }) => version)).toEqual([4, 2, 1])
      expect(await catalog.deleteModel('A', true)).toBe(true)
      expect(await catalog.deleteModel('A', true)).toBe(false)
      expect(await registry.listVersions('A')).toEqual([])
      await catalog.createModel(newModel('A'))
      expect(await catalog.addVersion(newVersion('A'))).toBe(5)
      await catalog.deleteVersion('A', 5, later(1), 'ana')
      const rename = { newName: 'B', at: later(2), keepsNumbers: true }
      expect(await catalog.renameModel('A', rename)).toBe('renamed')
      await catalog.createModel(newModel('A'))
      expect(await catalog.addVersion(newVersion('A'))).toBe(6)
      expect(await catalog.addVersion(newVersion('B'))).toBe(6)
      expect(await catalog.renameModel('B', { newName: 'C', at: later(3), keepsNumbers: false })).toBe(
        'renamed',
      )
      await catalog.deleteModel('A', false)
      for (const name of ['A', 'B']) {
        await catalog.createModel(newModel(name))
        expect(await catalog.addVersion(newVersion(name))).toBe(1)
      }
      expect(await catalog.addVersion(newVersion('C'))).toBe(7)
    })

    test('removes the aliases of a deleted version, and records who did it', async () => {
      const { catalog, registry } = await open()
      await catalog.createModel(newModel('A'))
      for (let i = 0; i < 2; i++) await catalog.addVersion(newVersion('A'))
      const given = { model: 'A', at: createdAt, by: 'ana', reason: '', rollback: false }
      for (const [alias, version] of [
        ['a', 2],
        ['b', 2],
        ['c', 1],
      ] as const)
        await registry.setAlias({ ...given, alias, version })
      await catalog.deleteVersion('A', 2, later(1), 'bia')
      expect((await registry.getModel('A'))?.aliases).toEqual({ c: 1 })
      expect((await registry.aliasHistory('A', 'a'))[0]).toEqual({
        ...given,
        alias: 'a',
        version: null,
        previous: 2,
        at: later(1),
        by: 'bia',
        reason: 'version deleted',
      })
      expect((await registry.getModel('A'))?.updatedAt).toBe(later(1))
    })

    test('renames a model with versions, aliases and history', async () => {
      const { catalog, registry } = await open()
      await catalog.createModel(newModel('A', { t: '1' }))
      await catalog.createModel(newModel('Taken'))
      await catalog.addVersion(newVersion('A', { v: '2' }))
      await registry.setAlias({
        model: 'A',
        alias: 'a',
        version: 1,
        at: createdAt,
        by: 'ana',
        reason: '',
        rollback: false,
      })
      expect(await catalog.renameModel('A', { newName: 'Taken', at: later(1), keepsNumbers: false })).toBe(
        'taken',
      )
      expect((await registry.getModel('A'))?.updatedAt).toBe(createdAt)
      expect(await catalog.renameModel('Nobody', { newName: 'B', at: later(1), keepsNumbers: false })).toBe(
        'missing',
      )
      expect(await catalog.renameModel('A', { newName: 'B', at: later(1), keepsNumbers: false })).toBe(
        'renamed',
      )
      expect(await registry.getModel('A')).toBeNull()
      expect(await registry.getModel('B')).toMatchObject({
        tags: { t: '1' },
        aliases: { a: 1 },
        updatedAt: later(1),
      })
      expect(await registry.getVersion('B', 1)).toMatchObject({
        tags: { v: '2' },
        updatedAt: later(1),
        createdAt,
      })
      expect(await registry.aliasHistory('B', 'a')).toHaveLength(1)
      expect(await catalog.renameModel('B', { newName: 'B', at: later(2), keepsNumbers: false })).toBe(
        'renamed',
      )
      expect((await registry.getModel('B'))?.updatedAt).toBe(later(2))
    })

    test('moves a version to a stage, and archives the others there if asked to', async () => {
      const { catalog } = await open()
      await catalog.createModel(newModel('A'))
      for (let i = 0; i < 3; i++) await catalog.addVersion(newVersion('A'))
      for (const version of [1, 2])
        await catalog.updateVersion('A', version, { stage: 'Production', at: later(version) })
      await catalog.updateVersion('A', 3, { stage: 'Production', archiveOthers: true, at: later(3) })
      const { items } = await catalog.searchVersions({ limit: 10, orderBy: ['version_number ASC'] })
      expect(items.map(({ stage, updatedAt }) => [stage, updatedAt])).toEqual([
        ['Archived', later(3)],
        ['Archived', later(3)],
        ['Production', later(3)],
      ])
      expect((await catalog.latestVersions(['A'])).map(({ version }) => version)).toEqual([2, 3])
      expect(await catalog.latestVersions([])).toEqual([])
      expect(await catalog.updateVersion('A', 9, { stage: 'None', at: later(4) })).toBe(false)
    })

    test('finds models by name and tag, and prompts only when asked', async () => {
      const { catalog } = await open()
      await catalog.createModel(newModel('Alpha', { team: 'Risk', 'x.y': '1', '7': 'seven' }))
      await catalog.createModel(newModel('beta 100%', { team: 'fraud', 'a"b': "it's" }))
      await catalog.createModel(newModel('greet', { ...prompt, team: 'Risk' }))
      const found = async (filter: string): Promise<readonly string[]> => await namesOf(catalog, { filter })
      expect(await found('')).toEqual(['Alpha', 'beta 100%'])
      expect(await found("name LIKE '%100%'")).toEqual(['beta 100%'])
      expect(await found("name LIKE 'a%'")).toEqual([])
      expect(await found("name ILIKE 'a%'")).toEqual(['Alpha'])
      expect(await found("name NOT IN ('Alpha', 'x')")).toEqual(['beta 100%'])
      expect(await found("tags.team != 'Risk'")).toEqual(['beta 100%'])
      expect(await found("tags.`x.y` = '1'")).toEqual(['Alpha'])
      expect(await found("tags.`7` = 'seven'")).toEqual(['Alpha'])
      expect(await found('tags.`a"b` = "it\'s"')).toEqual(['beta 100%'])
      expect(await found("tags.`mlflow.prompt.is_prompt` != 'true'")).toEqual(['Alpha', 'beta 100%'])
      expect(await found("tags.`mlflow.prompt.is_prompt` = 'true' AND tags.team = 'Risk'")).toEqual(['greet'])
      await expect(found('name = 5')).rejects.toMatchObject({ code: 'bad-filter' })
    })

    test('finds versions by their fields and tags, and those of prompts only when asked', async () => {
      const { catalog } = await open()
      for (const name of ['A', 'B']) await catalog.createModel(newModel(name))
      await catalog.createModel(newModel('greet', prompt))
      await catalog.addVersion(newVersion('A', { k: 'v' }, 'r1'))
      await catalog.addVersion(newVersion('A', {}, 'r2'))
      await catalog.addVersion(newVersion('B', { k: 'w' }, 'r1'))
      await catalog.addVersion(newVersion('greet', { ...prompt, 'mlflow.prompt.text': 'Hi' }))
      const found = async (filter: string): Promise<readonly string[]> =>
        await versionsOf(catalog, { filter })
      expect(await found('')).toEqual(['A 2', 'A 1', 'B 1'])
      expect(await found("name = 'A' AND version_number >= 2")).toEqual(['A 2'])
      expect(await found("run_id IN ('r1', 'x')")).toEqual(['A 1', 'B 1'])
      expect(await found("source_path = 'runs:/r2/model'")).toEqual(['A 2'])
      expect(await found("tags.k LIKE 'w'")).toEqual(['B 1'])
      expect(await found("name = 'greet'")).toEqual([])
      expect(await found("name = 'greet' AND tags.`mlflow.prompt.is_prompt` = 'true'")).toEqual(['greet 1'])
      await catalog.updateVersion('A', 1, { description: 'new', at: later(1) })
      expect(await found('')).toEqual(['A 1', 'A 2', 'B 1'])
    })

    test('pages through every version once, in any order', async () => {
      const { catalog } = await open()
      for (const name of ['A', 'B']) await catalog.createModel(newModel(name))
      for (let i = 0; i < 5; i++) for (const name of ['A', 'B']) await catalog.addVersion(newVersion(name))
      await catalog.updateVersion('A', 3, { description: 'x', at: later(1) })
      for (const orderBy of [
        [],
        ['name DESC'],
        ['version_number ASC', 'name DESC'],
        ['creation_timestamp'],
        ['last_updated_timestamp'],
      ]) {
        const whole = await versionsOf(catalog, { orderBy })
        const paged: string[] = []
        for (let cursor: string | undefined | null; cursor !== null; ) {
          const page = await catalog.searchVersions({
            orderBy,
            limit: 3,
            ...(cursor !== undefined && { cursor }),
          })
          paged.push(...page.items.map(({ model, version }) => `${model} ${version}`))
          cursor = page.nextCursor
        }
        expect(paged).toEqual(whole)
        expect(new Set(paged).size).toBe(10)
      }
      const names: string[] = []
      for (let cursor: string | undefined | null; cursor !== null; ) {
        const page = await catalog.searchModels({
          limit: 1,
          orderBy: ['timestamp DESC'],
          ...(cursor && { cursor }),
        })
        names.push(...page.items.map((each) => each.name))
        cursor = page.nextCursor
      }
      expect(names).toEqual(['A', 'B'])
      await expect(catalog.searchModels({ limit: 1, cursor: 'x' })).rejects.toMatchObject({
        code: 'bad-cursor',
      })
    })

    test('emits each change with it, in the words of MLflow', async () => {
      const { catalog, registry, events } = await open()
      await catalog.createModel(newModel('A', { t: '1' }))
      await catalog.createModel(newModel('A'))
      await catalog.addVersion(newVersion('A', { v: '2' }))
      await catalog.updateModel('A', { tags: { t: '3' } })
      await catalog.updateVersion('A', 1, { tags: { v: null, w: '4' } })
      await registry.setAlias({
        model: 'A',
        alias: 'a',
        version: 1,
        at: createdAt,
        by: 'ana',
        reason: '',
        rollback: false,
      })
      await catalog.deleteVersion('A', 1, later(1), 'ana')
      await catalog.createModel(newModel('greet', { ...prompt, tone: 'warm' }))
      await catalog.addVersion(newVersion('greet', { ...prompt, 'mlflow.prompt.text': 'Hi', v: '1' }))
      await catalog.updateModel('greet', { tags: { tone: null } })
      await catalog.updateVersion('greet', 1, { tags: { v: '2' } })
      await registry.createVersion(newVersion('New'))
      const base = { source: 'runs:/run/model', run_id: 'run', description: null }
      const move = { name: 'A', alias: 'a', rollback: false }
      expect(events).toEqual([
        { name: 'registered_model.created', data: { name: 'A', tags: { t: '1' }, description: '' } },
        { name: 'model_version.created', data: { name: 'A', version: '1', tags: { v: '2' }, ...base } },
        { name: 'model_version_tag.deleted', data: { name: 'A', version: '1', key: 'v' } },
        { name: 'model_version_tag.set', data: { name: 'A', version: '1', key: 'w', value: '4' } },
        { name: 'model_version_alias.created', data: { name: 'A', alias: 'a', version: '1' } },
        {
          name: 'model_version_alias.moved',
          data: { ...move, version: '1', previous_version: null, by: 'ana', reason: '' },
        },
        { name: 'model_version_alias.deleted', data: { name: 'A', alias: 'a' } },
        {
          name: 'model_version_alias.moved',
          data: { ...move, version: null, previous_version: '1', by: 'ana', reason: expect.any(String) },
        },
        { name: 'prompt.created', data: { name: 'greet', tags: { tone: 'warm' }, description: '' } },
        {
          name: 'prompt_version.created',
          data: { name: 'greet', version: '1', template: 'Hi', tags: { v: '1' }, description: null },
        },
        { name: 'prompt_tag.deleted', data: { name: 'greet', key: 'tone' } },
        { name: 'prompt_version_tag.set', data: { name: 'greet', version: '1', key: 'v', value: '2' } },
        { name: 'registered_model.created', data: { name: 'New', tags: {}, description: '' } },
        { name: 'model_version.created', data: { name: 'New', version: '1', tags: {}, ...base } },
      ])
    })
  })
}
