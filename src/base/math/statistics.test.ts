import { describe, expect, test } from 'vitest'
import { seededRandom } from './random.ts'
import { filterPresent, selectPlaces } from './statistics.ts'

const shapes: Readonly<Record<string, (i: number, random: ReturnType<typeof seededRandom>) => number>> = {
  'normal numbers': (_, random) => random.normal(),
  'few different numbers': (_, random) => random.integer(3),
  'one number': () => 7,
  'ascending numbers': (i) => i,
  'descending numbers': (i) => -i,
  'numbers with infinities': (i) =>
    i % 5 === 0 ? Number.POSITIVE_INFINITY : i % 7 === 0 ? Number.NEGATIVE_INFINITY : i % 11,
  'an organ pipe': (i) => Math.min(i, 5000 - i),
}

describe('selectPlaces', () => {
  test.each(Object.entries(shapes))('puts what sorting would put at each place: %s', (_, valueAt) => {
    const random = seededRandom(1)
    for (const size of [1, 2, 47, 49, 300, 5000]) {
      const values = Float64Array.from({ length: size }, (_, i) => valueAt(i, random))
      const sorted = values.slice().sort()
      const places = Array.from({ length: 11 }, (_, tenth) => Math.round((tenth / 10) * (size - 1)))
      selectPlaces(values, places)
      expect(places.map((place) => values[place])).toEqual(places.map((place) => sorted[place]))
      expect(values.sort()).toEqual(sorted)
    }
  })

  test('leaves an empty array alone', () => {
    const values = new Float64Array(0)
    selectPlaces(values, [])
    expect(values).toHaveLength(0)
  })
})

test('filterPresent drops missing values and keeps the order', () => {
  expect(Array.from(filterPresent(Float64Array.of(3, Number.NaN, 1, Number.NaN)))).toEqual([3, 1])
})
