import { describe, expect, test } from 'vitest'
import { SqlTrackingStore } from '../../src/store/tracking/drivers/sql.ts'
import { SqlExperimentStore } from '../../src/store/tracking/drivers/sql-experiments.ts'
import { Experiments } from '../../src/store/tracking/experiments.ts'
import type { Run } from '../../src/store/tracking/store.ts'
import type { SqlDatabase } from '../../src/store/sql/sql-database.ts'
import { readPages } from './runs.ts'

const firstMs = Date.parse('2026-01-02T03:04:05.006Z')
const timeAt = (second: number): string => new Date(firstMs + second * 1000).toISOString()

const training = (id: string, experiment: string): Run => ({
  id,
  experiment,
  name: 'forest',
  status: 'running',
  startedAt: timeAt(0),
  endedAt: null,
  params: {},
  metrics: {},
  tags: {},
})

/** Tests experiments. `open` returns a database without data, which the end of the test closes. */
export function experimentsSuite(name: string, open: () => Promise<SqlDatabase>): void {
  describe(`Experiments: ${name}`, () => {
    /** Experiments whose clock shows one second more for each change. */
    async function start() {
      const database = await open()
      let changes = 0
      const now = (): Date => new Date(firstMs + ++changes * 1000)
      const experiments = new Experiments(new SqlExperimentStore(database), now)
      return { experiments, tracking: new SqlTrackingStore(database), database }
    }

    test('has the experiment Default from the start', async () => {
      const { experiments } = await start()
      expect(await experiments.get('0')).toMatchObject({
        id: '0',
        name: 'Default',
        artifactLocation: 'mlflow-artifacts:/0',
        lifecycle: 'active',
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        tags: {},
      })
      expect(await experiments.getByName('Default')).toEqual(await experiments.get('0'))
    })

    test('counts ids and keeps what an experiment was created with', async () => {
      const { experiments } = await start()
      expect(await experiments.create({ name: 'credit score' })).toBe('1')
      const tags = { team: 'risk', 'mlflow.note.content': 'ção 日本' }
      expect(
        await experiments.create({ name: 'magia ✨', artifactLocation: 'mlflow-artifacts:/magic', tags }),
      ).toBe('2')
      expect(await experiments.get('1')).toEqual({
        id: '1',
        name: 'credit score',
        artifactLocation: 'mlflow-artifacts:/1',
        lifecycle: 'active',
        createdAt: timeAt(1),
        updatedAt: timeAt(1),
        tags: {},
      })
      expect(await experiments.getByName('magia ✨')).toMatchObject({
        id: '2',
        artifactLocation: 'mlflow-artifacts:/magic',
        tags,
      })
      expect(await experiments.getByName('nothing')).toBeNull()
      for (const id of ['3', '01x', '', '-1', '9'.repeat(30)])
        await expect(experiments.get(id)).rejects.toMatchObject({ code: 'experiment-not-found' })
    })

    test('rejects names, locations and tags that it cannot keep', async () => {
      const { experiments } = await start()
      const wrong = [
        [{ name: '' }, 'value-empty'],
        [{ name: 'x'.repeat(501) }, 'value-too-long'],
        [{ name: 'a', artifactLocation: 'runs:/abc' }, 'bad-artifact-location'],
        [{ name: 'a', artifactLocation: 'x'.repeat(2049) }, 'value-too-long'],
        [{ name: 'a', tags: { '../x': '1' } }, 'name-path'],
        [{ name: 'a', tags: { 'a#b': '1' } }, 'name-characters'],
        [{ name: 'a', tags: { a: 'x'.repeat(20_001) } }, 'value-too-long'],
      ] as const
      for (const [experiment, code] of wrong)
        await expect(experiments.create(experiment)).rejects.toMatchObject({ code })
      expect((await experiments.search({ limit: 10 })).items).toHaveLength(1)
      expect(await experiments.create({ name: '😀'.repeat(500) })).toMatch(/^\d+$/)
    })

    test('has each name once, also among deleted experiments and when many create it at once', async () => {
      const { experiments } = await start()
      const created = await Promise.allSettled(
        Array.from({ length: 20 }, () => experiments.create({ name: 'one' })),
      )
      expect(created.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const { id } = (await experiments.getByName('one')) ?? { id: '' }
      await experiments.delete(id)
      await expect(experiments.create({ name: 'one' })).rejects.toMatchObject({ code: 'experiment-exists' })
      const other = await experiments.create({ name: 'other' })
      await expect(experiments.rename(other, 'one')).rejects.toMatchObject({ code: 'experiment-exists' })
      await experiments.rename(other, 'other')
      await experiments.rename(other, 'new name')
      expect(await experiments.get(other)).toMatchObject({ name: 'new name', updatedAt: timeAt(26) })
    })

    test('deletes and restores, and changes active experiments only', async () => {
      const { experiments } = await start()
      const id = await experiments.create({ name: 'a', tags: { team: 'risk' } })
      await experiments.delete(id)
      expect(await experiments.get(id)).toMatchObject({
        lifecycle: 'deleted',
        createdAt: timeAt(1),
        updatedAt: timeAt(2),
      })
      for (const change of [
        () => experiments.rename(id, 'b'),
        () => experiments.setTag(id, 'a', 'b'),
        () => experiments.deleteTag(id, 'team'),
      ])
        await expect(change()).rejects.toMatchObject({ code: 'experiment-deleted' })
      await expect(experiments.delete(id)).rejects.toMatchObject({ code: 'experiment-not-found' })
      await experiments.restore(id)
      await expect(experiments.restore(id)).rejects.toMatchObject({ code: 'experiment-not-found' })
      expect(await experiments.get(id)).toMatchObject({
        name: 'a',
        lifecycle: 'active',
        tags: { team: 'risk' },
      })
      for (const change of [
        () => experiments.rename('77', 'b'),
        () => experiments.setTag('77', 'a', 'b'),
        () => experiments.deleteTag('x', 'team'),
        () => experiments.delete('77'),
        () => experiments.restore('x'),
      ])
        await expect(change()).rejects.toMatchObject({ code: 'experiment-not-found' })
    })

    test('sets, replaces and deletes tags', async () => {
      const { experiments } = await start()
      const id = await experiments.create({ name: 'a', tags: { team: 'risk' } })
      await experiments.setTag(id, 'team', 'sales')
      await experiments.setTag(id, 'empty', '')
      expect((await experiments.get(id)).tags).toEqual({ empty: '', team: 'sales' })
      await experiments.deleteTag(id, 'team')
      await expect(experiments.deleteTag(id, 'team')).rejects.toMatchObject({ code: 'tag-not-found' })
      expect((await experiments.get(id)).tags).toEqual({ empty: '' })
    })

    test('lists each experiment once, newest first, by lifecycle', async () => {
      const { experiments } = await start()
      for (const each of ['a', 'b', 'c', 'd']) await experiments.create({ name: each })
      await experiments.delete('2')
      const all = await readPages((cursor) => experiments.search({ limit: 2, view: 'all', cursor }))
      const names = all.map((item) => item.name)
      expect(names.filter((each) => each !== 'Default')).toEqual(['d', 'c', 'b', 'a'])
      expect(names).toHaveLength(5)
      const active = (await experiments.search({ limit: 10 })).items
      expect(active.map((item) => item.id)).not.toContain('2')
      expect((await experiments.search({ limit: 10, view: 'deleted' })).items.map((item) => item.id)).toEqual(
        ['2'],
      )
      for (const cursor of ['x', Buffer.from('[1,2]').toString('base64url')])
        await expect(experiments.search({ limit: 1, cursor })).rejects.toMatchObject({ code: 'bad-cursor' })
    })

    test('finds experiments by name, tags, id and times, in any order', async () => {
      const { experiments } = await start()
      await experiments.create({ name: 'Credit score', tags: { team: 'risk', a: '1' } })
      await experiments.create({ name: 'credit limit', tags: { team: 'Risk' } })
      await experiments.create({ name: 'magic_steps' })
      const find = async (filter: string, orderBy: readonly string[] = ['experiment_id']) =>
        (await readPages((cursor) => experiments.search({ filter, orderBy, limit: 1, cursor })))
          .map(({ id }) => id)
          .join('')
      expect(await find("name LIKE 'credit%'")).toBe('2')
      expect(await find("name ILIKE 'CREDIT%'")).toBe('12')
      expect(await find("attribute.name LIKE '%c_s%' AND name != 'Credit score'")).toBe('3')
      expect(await find("tags.team = 'risk'")).toBe('1')
      expect(await find("tags.team != 'risk'")).toBe('2')
      expect(await find("tag.`team` IS NULL AND name != 'Default'")).toBe('3')
      expect(await find("experiment_id IN ('1', '3', 'x')")).toBe('13')
      expect(await find("experiment_id != '1' AND experiment_id != '0'")).toBe('23')
      expect(await find(`creation_time > ${firstMs + 1000} AND name != 'Default'`)).toBe('23')
      expect(await find(`last_update_time <= ${firstMs + 1000}`)).toBe('1')
      expect(await find("name != 'Default'", ['name DESC'])).toBe('321')
      expect(await find("name != 'Default'", ['last_update_time'])).toBe('123')
      await experiments.rename('1', 'zzz')
      expect(await find("name != 'Default'", ['last_update_time DESC'])).toBe('132')
      for (const query of [{ filter: 'name > 1' }, { filter: "metrics.x = '1'" }, { orderBy: ['tags.team'] }])
        await expect(experiments.search({ limit: 1, ...query })).rejects.toMatchObject({
          code: expect.stringMatching(/^bad-(filter|order)$/),
        })
    })

    test('has an experiment for the trainings of each project', async () => {
      const { experiments, tracking } = await start()
      const id = await experiments.create({ name: 'credit-score' })
      await tracking.createRun(training('a', 'credit-score'))
      await tracking.createRun(training('b', 'magic-steps'))
      expect(await experiments.getByName('magic-steps')).toMatchObject({
        createdAt: timeAt(0),
        lifecycle: 'active',
      })
      await experiments.delete(id)
      await expect(tracking.createRun(training('c', 'credit-score'))).rejects.toMatchObject({
        code: 'experiment-deleted',
      })
      expect(await tracking.getRun('c')).toBeNull()
      const many = Array.from({ length: 20 }, (_, i) => tracking.createRun(training(`m${i}`, 'at once')))
      await Promise.all(many)
      expect((await tracking.listRuns({ experiment: 'at once', limit: 50 })).items).toHaveLength(20)
    })
  })
}
