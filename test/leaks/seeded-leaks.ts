import { column } from '../../src/data/column.ts'
import type { LeakCheckName } from '../../src/train/leaks/leak-check.ts'
import { clients, groups, latent, linear, passengers, threeClasses, valuesOf } from './clean-tables.ts'
import { addCategory, addNumber, appendCopies, type MadeTable, numbers } from './made-table.ts'

export interface SeededLeak {
  readonly make: () => MadeTable
  /** A check that may name it; any of them will do. */
  readonly by: readonly LeakCheckName[]
}

const alone: readonly LeakCheckName[] = ['feature-equals-target', 'feature-predicts-target', 'noisy-target']
const copies: readonly LeakCheckName[] = ['duplicate-rows', 'near-copies']

/** Tables with one leak each. Those that no check finds are listed by the test, too. */
export const seededLeaks: Readonly<Record<string, SeededLeak>> = {
  'rows of a client on both sides': {
    by: ['entity-on-both-sides'],
    make: () => ({ ...clients('both sides', 300, 6), split: 'rows' }),
  },
  'a column that is known after the decision': {
    by: ['known-after-decision'],
    make: () => {
      const table = linear('known after', 1000, 6)
      table.columns['x1'] = column.number({ knownAfter: true })
      return table
    },
  },
  'one row in twenty twice': {
    by: copies,
    make: () => withIds(copied(linear('one in twenty', 2000, 10), 0.05)),
  },
  'one row in ten twice, mixed columns': {
    by: copies,
    make: () => withIds(copied(threeClasses('one in ten', 1500), 0.1)),
  },
  'a third of the passengers twice': { by: copies, make: () => withIds(copied(passengers('twice'), 0.33)) },
  'every row twice': { by: copies, make: () => withIds(copied(latent('every row', 800, 4, 12, 0.3), 1)) },
  'the rare class copied until it is half': {
    by: copies,
    make: () => {
      const table = linear('oversampled', 3000, 8, 1, -4)
      const positive = [...table.target.keys()].filter((row) => table.target[row] === 1)
      const times = Math.floor((table.rows - positive.length) / positive.length) - 1
      appendCopies(table, Array.from({ length: times }, () => positive).flat())
      return withIds(table)
    },
  },
  'siblings without an id': { by: ['near-copies'], make: () => withoutId(clients('siblings', 400, 4)) },
  'siblings with jitter': { by: ['near-copies'], make: () => withoutId(clients('jitter', 400, 3, 2)) },
  'a fifth of the rows has a sibling': {
    by: ['near-copies'],
    make: () => {
      const table = linear('a fifth', 1500, 12)
      appendCopies(
        table,
        Array.from({ length: 300 }, (_, i) => i * 5),
      )
      for (const name of ['x0', 'x3', 'x7']) {
        const values = valuesOf(table, name)
        for (let row = 1500; row < table.rows; row++) values[row] = table.random.normal()
      }
      return table
    },
  },
  'siblings under ids of their own': {
    by: ['near-copies'],
    make: () => {
      const table = clients('own ids', 300, 5)
      return withIds(table)
    },
  },
  'the target under another name': {
    by: alone,
    make: () => withCategory(threeClasses('renamed', 1200), (code) => [2, 0, 1][code] as number),
  },
  'the target under another name, with gaps': {
    by: alone,
    make: () => {
      const table = linear('renamed, gaps', 1200, 6)
      addNumber(table, 'leak', (row) =>
        table.random.next() < 0.2 ? Number.NaN : 7 * (table.target[row] as number),
      )
      return table
    },
  },
  'the target with 1 % errors': { by: alone, make: () => withErrors(linear('1 %', 2000, 8), 0.01) },
  'the target with 3 % errors': { by: alone, make: () => withErrors(linear('3 %', 2000, 8), 0.03) },
  'the target with 10 % errors': { by: alone, make: () => withErrors(linear('10 %', 2000, 8), 0.1) },
  'three classes with 3 % errors': {
    by: alone,
    make: () => withErrors(threeClasses('three, 3 %', 2000), 0.03),
  },
  'three classes with 10 % errors': {
    by: alone,
    make: () => withErrors(threeClasses('three, 10 %', 2000), 0.1),
  },
  'the target with gaussian noise': {
    by: alone,
    make: () => withNumber(linear('gaussian', 2000, 8), (code, random) => code + 0.15 * random.normal()),
  },
  'a number cut into the classes': {
    by: alone,
    make: () => withNumber(threeClasses('cut', 2000), (code, random) => 100 * code + 100 * random.next()),
  },
  'a number that overlaps a little': {
    by: alone,
    make: () => withNumber(linear('overlaps', 2000, 8, 0.5), (code, random) => 3.4 * code + random.normal()),
  },
  'an amount that is paid after a default only': {
    by: alone,
    make: () =>
      withNumber(linear('paid', 2000, 8), (code, random) =>
        code === 1 ? Math.round(100 + 900 * random.next()) : 0,
      ),
  },
  'a date that only one class has': {
    by: alone,
    make: () =>
      withNumber(linear('a date', 2000, 8), (code, random) =>
        code === 1 ? random.integer(365) : Number.NaN,
      ),
  },
  'a grade of those who were present, three classes': {
    by: alone,
    make: () =>
      withNumber(threeClasses('grade', 2000), (code, random) =>
        code === 0 ? Number.NaN : 4 * code + 3 * random.next(),
      ),
  },
  'a grade that says nothing but who was present, three classes': {
    by: alone,
    make: () =>
      withNumber(threeClasses('present', 1500), (code, random) =>
        code === 2 ? Number.NaN : random.normal(),
      ),
  },
  'a reason that only one class has, with 4 % errors': {
    by: alone,
    make: () => {
      const table = linear('reason', 2000, 8, 0.5)
      addCategory(table, 'reason', 5, (row) => {
        const isPositive = (table.target[row] === 1) !== table.random.next() < 0.04
        return isPositive ? table.random.integer(5) : Number.NaN
      })
      return table
    },
  },
  'rows sorted by the target and numbered': {
    by: alone,
    make: () => {
      const table = linear('sorted', 1000, 6)
      const order = [...table.target.keys()].sort(
        (a, b) => (table.target[a] as number) - (table.target[b] as number),
      )
      const place = new Float64Array(table.rows)
      for (const [i, row] of order.entries()) place[row] = i
      addNumber(table, 'row', (row) => place[row] as number)
      return table
    },
  },
  'the mean of the target of 5 rows': {
    by: ['target-encoding'],
    make: () => encoded('5 rows', 3000, 600, 0),
  },
  'the mean of the target of 40 rows': {
    by: ['target-encoding'],
    make: () => encoded('40 rows', 4000, 100, 0),
  },
  'the mean of the target, smoothed': {
    by: ['target-encoding'],
    make: () => encoded('smoothed', 4000, 100, 10),
  },
  'the mean of an ordered target': {
    by: ['target-encoding'],
    make: () => {
      const table = threeClasses('ordered', 3000)
      addCategory(table, 'group', 200, () => table.random.integer(200))
      addNumber(table, 'mean', meansOf(table, valuesOf(table, 'group'), 0))
      return table
    },
  },
  'the target of all other rows of a group': {
    by: ['target-encoding', ...alone],
    make: () => {
      const table = groups('others', 3000, 200)
      const group = valuesOf(table, 'group')
      const sums = sumsOf(table, group)
      addNumber(table, 'others', (row) => {
        const { rows, sum } = sums.get(group[row] as number) ?? { rows: 1, sum: 0 }
        return (sum - (table.target[row] as number)) / Math.max(1, rows - 1)
      })
      return table
    },
  },
  'the difference of two columns is the target': {
    by: alone,
    make: () => {
      const table = linear('difference', 2000, 6)
      addNumber(table, 'due', () => 1000 * table.random.next())
      const due = valuesOf(table, 'due')
      addNumber(
        table,
        'paid',
        (row) => (due[row] as number) * (table.target[row] === 1 ? table.random.next() : 1),
      )
      return table
    },
  },
  'classes drift over the months': {
    by: ['drift-over-time'],
    make: () => {
      const table = linear('classes drift', 3000, 6)
      table.time = numbers(3000, (row) => Math.floor(row / 250))
      table.target = table.target.map((code, row) => (table.random.next() < row / 3000 ? 1 : code))
      return table
    },
  },
  'a feature drifts over the months': {
    by: ['drift-over-time'],
    make: () => {
      const table = linear('feature drifts', 3000, 6)
      table.time = numbers(3000, (row) => Math.floor(row / 250))
      const values = valuesOf(table, 'x2')
      for (let row = 0; row < values.length; row++) values[row] = (values[row] as number) + row / 1500
      return table
    },
  },
}

function copied(table: MadeTable, share: number): MadeTable {
  appendCopies(
    table,
    Array.from({ length: table.rows }, (_, row) => row).filter(() => table.random.next() < share),
  )
  return table
}

/** Gives each row an id of its own, as exports do. Copies without ids are held on one side. */
function withIds(table: MadeTable): MadeTable {
  table.entity = Array.from({ length: table.rows }, (_, row) => `row ${row}`)
  return table
}

function withoutId(table: MadeTable): MadeTable {
  const { entity: _, ...rest } = table
  return rest
}

function withNumber(
  table: MadeTable,
  value: (code: number, random: MadeTable['random']) => number,
): MadeTable {
  addNumber(table, 'leak', (row) => value(table.target[row] as number, table.random))
  return table
}

function withCategory(table: MadeTable, value: (code: number) => number): MadeTable {
  addCategory(table, 'leak', table.classes, (row) => value(table.target[row] as number))
  return table
}

/** The target as a category, another class in a share of the rows. */
function withErrors(table: MadeTable, share: number): MadeTable {
  const { random, classes } = table
  return withCategory(table, (code) =>
    random.next() < share ? (code + 1 + random.integer(classes - 1)) % classes : code,
  )
}

function sumsOf({ target }: MadeTable, group: Float64Array): Map<number, { rows: number; sum: number }> {
  const sums = new Map<number, { rows: number; sum: number }>()
  for (const [row, code] of target.entries()) {
    const { rows, sum } = sums.get(group[row] as number) ?? { rows: 0, sum: 0 }
    sums.set(group[row] as number, { rows: rows + 1, sum: sum + code })
  }
  return sums
}

/**
 * The mean of the target in the group of a row, drawn towards the mean of all by `smoothing` rows.
 */
function meansOf(table: MadeTable, group: Float64Array, smoothing: number): (row: number) => number {
  const sums = sumsOf(table, group)
  const mean = table.target.reduce((sum, code) => sum + code, 0) / table.rows
  return (row) => {
    const { rows, sum } = sums.get(group[row] as number) ?? { rows: 0, sum: 0 }
    return (sum + smoothing * mean) / (rows + smoothing)
  }
}

function encoded(name: string, rows: number, count: number, smoothing: number): MadeTable {
  const table = groups(name, rows, count)
  addNumber(table, 'mean', meansOf(table, valuesOf(table, 'group'), smoothing))
  return table
}
