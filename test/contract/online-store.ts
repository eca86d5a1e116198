import { describe, expect, test } from 'vitest'
import type { OnlineStore } from '../../src/store/features/store.ts'
import type { FeatureView } from '../../src/project/feature-view.ts'
import { maxEntityIdLength } from '../../src/project/entity-id.ts'

const source = { kind: 'file', files: ['x.parquet'], timestamp: 'event_timestamp' } as const

export const every: FeatureView = {
  name: 'every',
  entity: 'student',
  joinKey: 'student_id',
  features: {
    small: { type: 'int32' },
    large: { type: 'int64' },
    half: { type: 'float' },
    whole: { type: 'double' },
    word: { type: 'string' },
    yes: { type: 'bool' },
    moment: { type: 'unix_timestamp' },
  },
  source,
}
const grades: FeatureView = {
  ...every,
  name: 'grades',
  features: { mean: { type: 'double' }, last: { type: 'double' } },
}
const numbered: FeatureView = { ...grades, name: 'numbered', joinKey: 'number', joinKeyType: 'int64' }

const noon = Date.parse('2026-01-01T12:00:00Z')
const row = (entity: string, eventTime: number, mean: number, createdTime?: number) => ({
  entity,
  eventTime,
  values: { mean, last: null },
  ...(createdTime !== undefined && { createdTime }),
})
const means = async (store: OnlineStore, ...entities: string[]): Promise<unknown[]> =>
  (await store.read(grades, entities, ['mean'])).map((found) => found?.values['mean'])

/** Tests an online store. `open` returns an empty one, which the end of the test closes. */
export function onlineStoreSuite(name: string, open: () => Promise<OnlineStore>): void {
  describe(`OnlineStore: ${name}`, () => {
    test('gives back each type as it was, at its ends', async () => {
      const store = await open()
      const ends = [
        { small: 0, large: 0, half: 0, whole: 0, word: '', yes: false, moment: 0 },
        { small: -1, large: -1, half: 0.5, whole: -0.1, word: 'ágata 💎', yes: true, moment: 1_767_225_600 },
        {
          small: 2_147_483_647,
          large: 2n ** 63n - 1n,
          half: 1e30,
          whole: 5e-324,
          word: 'x'.repeat(300),
          yes: true,
          moment: -1,
        },
        {
          small: -2_147_483_648,
          large: -(2n ** 63n),
          half: -Infinity,
          whole: NaN,
          word: '\u0000',
          yes: false,
          moment: 2 ** 40,
        },
        {
          small: null,
          large: Number.MAX_SAFE_INTEGER,
          half: NaN,
          whole: Infinity,
          word: null,
          yes: null,
          moment: null,
        },
      ]
      const rows = ends.map((values, i) => ({ entity: `s${i}`, eventTime: noon + i + 0.25, values }))
      expect(await store.write(every, rows)).toBe(ends.length)
      const entities = rows.map(({ entity }) => entity)
      const found = await store.read(every, entities, Object.keys(every.features))
      const expected = ends.map((values) => ({
        ...values,
        half: values.half === null ? null : Math.fround(values.half),
      }))
      expect(found.map((each) => each?.values)).toEqual(expected)
      expect(found.map((each) => each?.eventTime)).toEqual(rows.map(({ eventTime }) => eventTime))
    })

    test('distinguishes null, a feature that it never had and an unknown entity', async () => {
      const store = await open()
      await store.write(grades, [row('known', noon, 5)])
      const grown = { ...grades, features: { ...grades.features, first: { type: 'double' } } } as const
      const [known, unknown] = await store.read(grown, ['known', 'unknown'], ['mean', 'last', 'first'])
      expect(known).toEqual({ eventTime: noon, values: { mean: 5, last: null, first: undefined } })
      expect(unknown).toBeNull()
      expect(await store.read(grades, [], ['mean'])).toEqual([])
    })

    test('writes what is newer by event time, then by created time', async () => {
      const store = await open()
      const write = (...args: Parameters<typeof row>) => store.write(grades, [row(...args)])
      expect(await write('a', noon, 1)).toBe(1)
      expect(await write('a', noon - 1, 2)).toBe(0)
      expect(await write('a', noon, 3)).toBe(0)
      expect(await means(store, 'a')).toEqual([1])
      expect(await write('a', noon, 4, noon + 10)).toBe(1)
      expect(await write('a', noon, 5, noon + 9)).toBe(0)
      expect(await write('a', noon, 6, noon + 10)).toBe(0)
      expect(await write('a', noon, 7)).toBe(0)
      expect(await means(store, 'a')).toEqual([4])
      expect(await write('a', noon, 8, noon + 10.001)).toBe(1)
      expect(await write('a', noon + 0.001, 9)).toBe(1)
      expect(await write('a', noon + 0.001, 10, 0)).toBe(1)
      expect(await write('a', -1.5, 11, noon * 2)).toBe(0)
      expect(await means(store, 'a')).toEqual([10])
    })

    test('replaces a row that holds from after the latest time, and no other', async () => {
      const store = await open()
      const future = Date.parse('2999-01-01T00:00:00Z')
      await store.write(grades, [row('a', future, 1), row('b', noon + 60_000, 1), row('c', noon + 60_001, 1)])
      expect(await store.write(grades, [row('a', noon, 2)])).toBe(0)
      const rows = ['a', 'b', 'c'].map((entity) => row(entity, noon, 3, noon))
      expect(await store.write(grades, rows, noon + 60_000)).toBe(2)
      expect(await means(store, 'a', 'b', 'c')).toEqual([3, 1, 3])
      expect(await store.write(grades, [row('a', noon - 1, 4)], noon + 60_000)).toBe(0)
    })

    test('orders times before and around 1970', async () => {
      const store = await open()
      const times = [-86_400_000.5, -1500, -1000, -0.001, 0, 0.001, 999, 1000]
      for (const [i, time] of times.entries())
        expect(await store.write(grades, [row('a', time, i)]), String(time)).toBe(1)
      for (const [i, time] of times.slice(0, -1).entries())
        expect(await store.write(grades, [row('a', time, i)]), String(time)).toBe(0)
      expect((await store.read(grades, ['a'], ['mean']))[0]).toEqual({ eventTime: 1000, values: { mean: 7 } })
    })

    test('keeps the newest of many writers, and of one batch', async () => {
      const store = await open()
      const batch = [3, 9, 1, 7].map((i) => row('b', noon + i, i))
      expect(await store.write(grades, batch)).toBe(2)
      expect(await means(store, 'b')).toEqual([9])
      const times = Array.from({ length: 60 }, (_, i) => (i * 37) % 60)
      await Promise.all(times.map((i) => store.write(grades, [row('a', noon + i, i), row('b', noon + i, i)])))
      expect(await means(store, 'a', 'b')).toEqual([59, 59])
    })

    test('reads and writes thousands of entities in order, the same one twice', async () => {
      const store = await open()
      const rows = Array.from({ length: 5000 }, (_, i) => row(`s${i}`, noon + i, i))
      expect(await store.write(grades, rows)).toBe(5000)
      const found = await store.read(grades, [...rows.map(({ entity }) => entity), 's7', 'nobody'], ['mean'])
      expect(found.map((each) => each?.values['mean'])).toEqual([
        ...rows.map(({ values }) => values.mean),
        7,
        undefined,
      ])
      expect(found.at(-3)?.eventTime).toBe(noon + 4999)
    })

    test('accepts numbers as keys when the view says so, and then no text', async () => {
      const store = await open()
      await store.write(numbered, [
        { entity: 42, eventTime: noon, values: { mean: 1 } },
        { entity: 2n ** 60n, eventTime: noon, values: { mean: 2 } },
        { entity: -7n, eventTime: noon, values: { mean: 3 } },
      ])
      const found = await store.read(numbered, [42n, 2n ** 60n, -7, 43], ['mean'])
      expect(found.map((each) => each?.values['mean'])).toEqual([1, 2, 3, undefined])
      expect([...(await store.keys(10))].sort()).toEqual([
        'number=-7',
        'number=1152921504606846976',
        'number=42',
      ])
      await expect(store.read(numbered, ['42'], ['mean'])).rejects.toMatchObject({ code: 'bad-entity-key' })
      await expect(store.read(grades, [42], ['mean'])).rejects.toMatchObject({ code: 'bad-entity-key' })
      await expect(store.read(grades, [''], ['mean'])).rejects.toMatchObject({ code: 'bad-entity-key' })
    })

    test('refuses a value of another type, naming it, and writes nothing of the call', async () => {
      const store = await open()
      const wrong: readonly [feature: string, value: number | string | boolean | bigint][] = [
        ['small', 1.5],
        ['small', 2 ** 31],
        ['large', 2 ** 60],
        ['large', 2n ** 63n],
        ['large', '1'],
        ['half', 'x'],
        ['whole', true],
        ['word', 1],
        ['word', 'x'.repeat(20_000)],
        ['yes', 1],
        ['moment', 1.5],
      ]
      for (const [feature, value] of wrong) {
        const rows = ['a', 'b'].map((entity, i) => ({
          entity,
          eventTime: noon,
          values: i === 0 ? {} : { [feature]: value },
        }))
        const write = store.write(every, rows)
        await expect(write, feature).rejects.toMatchObject({
          code: 'bad-feature-value',
          values: { view: 'every', feature },
        })
      }
      expect(await store.read(every, ['a', 'b'], ['small'])).toEqual([null, null])
    })

    test('lists each key once, at most as many as requested', async () => {
      const store = await open()
      expect(await store.keys(10)).toEqual([])
      await store.write(grades, [row('b', noon, 1), row('a', noon, 1), row('ç*?[', noon, 1)])
      await store.write(every, [{ entity: 'a', eventTime: noon, values: {} }])
      await store.setMaterializedUntil('grades', noon)
      expect([...(await store.keys(10))].sort()).toEqual(['student_id=a', 'student_id=b', 'student_id=ç*?['])
      expect(await store.keys(2)).toHaveLength(2)
    })

    test('erases one entity in one view and no other', async () => {
      const store = await open()
      await store.write(grades, [row('a', noon, 1), row('b', noon, 2)])
      await store.write(every, [{ entity: 'a', eventTime: noon, values: { small: 3 } }])
      expect(await store.erase(grades, 'a')).toBe(true)
      expect(await means(store, 'a', 'b')).toEqual([undefined, 2])
      expect((await store.read(every, ['a'], ['small']))[0]?.values).toEqual({ small: 3 })
      expect(await store.erase(grades, 'a')).toBe(false)
      expect(await store.erase(every, 'a')).toBe(true)
      expect(await store.keys(10)).toEqual(['student_id=b'])
      expect(await store.write(grades, [row('a', noon - 5, 9, noon)])).toBe(1)
    })

    test('distinguishes text keys by every character', async () => {
      const store = await open()
      const ids = [
        'a\0b',
        'a',
        'A',
        ' a ',
        'a/..',
        '%61',
        'é',
        'e\u0301',
        '😀'.repeat(maxEntityIdLength),
        '\ufffd',
      ]
      await store.write(
        grades,
        ids.map((id, i) => row(id, noon, i)),
      )
      expect(await means(store, ...ids)).toEqual(ids.map((_, i) => i))
      for (const id of ids) {
        expect(await store.erase(grades, id)).toBe(true)
        expect(await means(store, id)).toEqual([undefined])
      }
    })

    test('notes until when a view was materialized, and never goes back', async () => {
      const store = await open()
      expect(await store.materializedUntil()).toEqual(new Map())
      await store.setMaterializedUntil('grades', noon)
      await store.setMaterializedUntil('grades', noon - 1)
      await store.setMaterializedUntil('every', noon + 0.5)
      expect(await store.materializedUntil()).toEqual(
        new Map([
          ['grades', noon],
          ['every', noon + 0.5],
        ]),
      )
    })

    test('responds to a ping', async () => {
      await expect((await open()).ping()).resolves.toBeUndefined()
    })
  })
}
