import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../base/math/random.ts'
import { column } from '../column.ts'
import { createCrossSplits, groupsOf, splitRows } from './split.ts'
import { getDefaultSplitKind, type SplitKind, splitKinds, type TimeSplit } from './split-kind.ts'
import { computeEntityFold } from './units.ts'
import { concatTables, type Table, takeRows } from '../table.ts'

// Python: int(hashlib.sha256(e.encode()).hexdigest()[:8], 16) % k
test.each([
  ['CUS_0xd40', [1, 3, 3]],
  ['CUS_0x21b1', [0, 4, 4]],
  ['CUS_0x2dbc', [1, 2, 7]],
  ['José', [1, 2, 7]],
  ['', [0, 0, 0]],
])('computeEntityFold() puts %j where hashlib does', (entity, folds) => {
  expect([2, 5, 10].map((count) => computeEntityFold(entity, count))).toEqual(folds)
})

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August']
const schema = {
  entity: 'customer',
  target: 'grade',
  columns: {
    customer: column.identifier({}),
    month: column.category({ categories: months }),
    income: column.number({}),
    grade: column.category({ categories: ['bad', 'middling', 'good'] }),
    history: column.number({ stored: true }),
  },
}
const alone = { columns: schema.columns, target: schema.target }
const time: TimeSplit = { time: 'month' }

interface Cells {
  readonly customer: string | null
  readonly month: number
  readonly income: number
  readonly grade: number
}

function tableOf(cells: readonly Cells[], history = 0): Table {
  const categories = schema.columns.grade.categories
  return {
    rowCount: cells.length,
    columns: new Map([
      ['customer', { kind: 'text', values: cells.map(({ customer }) => customer) }],
      [
        'month',
        { kind: 'category', codes: Int32Array.from(cells, ({ month }) => month), categories: months },
      ],
      ['income', { kind: 'number', values: Float64Array.from(cells, ({ income }) => income) }],
      ['grade', { kind: 'category', codes: Int32Array.from(cells, ({ grade }) => grade), categories }],
      ['history', { kind: 'number', values: new Float64Array(cells.length).fill(history) }],
    ]),
  }
}

/**
 * Customers of eight months; some rows name none, some months are missing. A good grade is rare.
 */
function customers(count: number, seed = 1): Cells[] {
  const random = seededRandom(seed)
  const gradeOf = (share: number): number => (share < 0.6 ? 0 : share < 0.92 ? 1 : 2)
  return Array.from({ length: count * 8 }, (_, row) => ({
    customer: random.next() < 0.1 ? null : `C${row >> 3}`,
    month: random.next() < 0.03 ? -1 : row % 8,
    income: random.integer(1_000_000),
    grade: gradeOf(random.next()),
  }))
}

/** Names each row of a table by its content. */
function names(table: Table, rows: Int32Array): string[] {
  const income = table.columns.get('income')
  const customer = table.columns.get('customer')
  const month = table.columns.get('month')
  return [...rows]
    .map((row) =>
      [customer, month, income]
        .map((data) => (data?.kind === 'category' ? data.codes : data?.values)?.[row])
        .join(' '),
    )
    .sort()
}

const table = tableOf(customers(300))
const shuffled = (rowCount: number): Int32Array => {
  const order = Int32Array.from({ length: rowCount }, (_, row) => row)
  seededRandom(9).shuffle(order)
  return order
}

/** What holds for every kind of split. */
describe.each([
  ...splitKinds.map((kind) => ({ name: kind, kind, schema })),
  ...(['entity', 'rows', 'time'] as const).map((kind) => ({
    name: `${kind} without an entity`,
    kind,
    schema: alone,
  })),
])('splitRows() by $name', ({ kind, schema }) => {
  const options = { kind, seed: 1, time }
  const split = splitRows(table, schema, options)
  const monthOf = (row: number): number =>
    (table.columns.get('month') as { codes: Int32Array }).codes[row] as number
  const customerOf = (row: number): string | null =>
    (table.columns.get('customer') as { values: (string | null)[] }).values[row] ?? null
  const byEntity = kind.startsWith('entity') && 'entity' in schema
  const byTime = kind === 'time' || kind === 'entity-time'

  test('loses no row and puts none on two sides', () => {
    const all = [...split.train, ...split.heldOut, ...split.leftOut].sort((a, b) => a - b)
    expect(all).toEqual([...Array(table.rowCount).keys()])
    expect(split.train.length).toBeGreaterThan(0)
    expect(split.heldOut.length).toBeGreaterThan(0)
  })

  test('deals the same rows in any order, and after other columns are added by a feature store', () => {
    const order = shuffled(table.rowCount)
    const other = splitRows(takeRows(table, order), schema, options)
    for (const side of ['train', 'heldOut', 'leftOut'] as const) {
      expect(names(takeRows(table, order), other[side])).toEqual(names(table, split[side]))
    }
    const later = splitRows(tableOf(customers(300), 7), schema, options)
    expect([...later.heldOut]).toEqual([...split.heldOut])
  })

  test('gives the same sides again', () => {
    expect(splitRows(table, schema, options)).toEqual(split)
  })

  test('keeps copies of a row on one side', () => {
    const twice = concatTables([table, takeRows(table, shuffled(table.rowCount))])
    const { train, heldOut, groups } = splitRows(twice, schema, options)
    const trained = new Set(names(twice, train))
    expect(names(twice, heldOut).filter((name) => trained.has(name))).toEqual([])
    expect(Math.max(...groups)).toBe(Math.max(...split.groups))
  })

  test('numbers groups from 0, without gaps', () => {
    expect(new Set(split.groups).size).toBe(Math.max(...split.groups) + 1)
  })

  test.runIf(byEntity)('keeps an entity on one side, by its name alone', () => {
    const nameOf = (rows: Int32Array): Set<string | null> => new Set([...rows].map(customerOf))
    const named = [...nameOf(split.heldOut)].filter((name) => name !== null)
    expect(named.filter((name) => nameOf(split.train).has(name))).toEqual([])
    expect(named.every((name) => computeEntityFold(name, 5) === 0)).toBe(true)
  })

  test.runIf(byTime)('holds out what is later than all training rows', () => {
    const latest = Math.max(...[...split.train].map(monthOf))
    expect(latest).toBeLessThan(Math.min(...[...split.heldOut].map(monthOf)))
    expect(split.time?.leftOut.missing).toBe(
      [...Array(table.rowCount).keys()].filter((row) => monthOf(row) === -1).length,
    )
    const { gap, missing, otherEntities } = split.time?.leftOut ?? { gap: 0, missing: 0, otherEntities: 0 }
    expect(gap + missing + otherEntities).toBe(split.leftOut.length)
  })

  test.runIf(byTime)('cuts the held-out time into windows, in order, each row in one', () => {
    const windows = split.time?.windows ?? []
    expect(windows.flatMap(({ rows }) => [...rows]).sort((a, b) => a - b)).toEqual([...split.heldOut])
    expect(windows.map(({ from, to }) => [from, to])).toEqual([
      ['July', 'July'],
      ['August', 'August'],
    ])
  })

  test.runIf(!byTime && !byEntity)('holds out a fifth of each class', () => {
    const codes = (table.columns.get('grade') as { codes: Int32Array }).codes
    for (const grade of [0, 1, 2]) {
      const rows = codes.filter((code) => code === grade).length
      expect(
        Math.abs(split.heldOut.filter((row) => codes[row] === grade).length - rows / 5),
      ).toBeLessThanOrEqual(1)
    }
  })

  test('cross-validation keeps the same rules', () => {
    const splits = createCrossSplits(table, schema, options, 4)
    expect(splits).toHaveLength(4)
    const heldOut = splits.flatMap(({ heldOut: rows }) => [...rows])
    expect(new Set(heldOut).size).toBe(heldOut.length)
    if (!byTime) expect(heldOut).toHaveLength(table.rowCount)
    for (const { train, heldOut: rows } of splits) {
      const seen = new Set(train)
      expect([...rows].filter((row) => seen.has(row))).toEqual([])
      if (byTime)
        expect(Math.max(...[...train].map(monthOf))).toBeLessThan(Math.min(...[...rows].map(monthOf)))
      const known = new Set([...train].map(customerOf))
      if (byEntity)
        expect([...rows].filter((row) => customerOf(row) !== null && known.has(customerOf(row)))).toEqual([])
    }
  })
})

const cells = fc.array(
  fc.record({
    customer: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { nil: null }),
    month: fc.integer({ min: -1, max: 7 }),
    income: fc.constantFrom(Number.NaN, -0, 0, 1, 2.5, 1e300, 7, 8, 9),
    grade: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 1, maxLength: 60 },
)

test('property: any table in any order has the same contents on each side, and every row once', () => {
  const kinds = fc.constantFrom<SplitKind>(...splitKinds)
  const run = fc.property(
    cells,
    kinds,
    fc.integer({ min: 0, max: 1000 }),
    fc.boolean(),
    (rows, kind, seed, isAlone) => {
      const given = tableOf(rows.map((row, i) => (i === 0 ? { ...row, month: 3 } : row)))
      const options = { kind, seed, time }
      const known = isAlone && kind !== 'entity-time' ? alone : schema
      const split = splitRows(given, known, options)
      const order = shuffled(given.rowCount)
      const moved = takeRows(given, order)
      const other = splitRows(moved, known, options)
      for (const side of ['train', 'heldOut', 'leftOut'] as const)
        expect(names(moved, other[side])).toEqual(names(given, split[side]))
      expect(split.train.length + split.heldOut.length + split.leftOut.length).toBe(given.rowCount)
    },
  )
  fc.assert(run, { numRuns: 300, seed: 5 })
})

test('rows that are added move few of the rows that were there, and entities never', () => {
  const before = customers(400).map((row) => ({ ...row, customer: null }))
  const [old, more] = [
    tableOf(before),
    tableOf([...customers(20, 3).map((row) => ({ ...row, customer: null })), ...before]),
  ]
  const options = { kind: 'entity', seed: 1 } as const
  const held = new Set(names(old, splitRows(old, schema, options).heldOut))
  const heldNow = names(more, splitRows(more, schema, options).heldOut)
  const stayed = heldNow.filter((name) => held.has(name)).length
  expect(held.size - stayed).toBeLessThan(held.size * 0.05)
  const named = customers(400)
  const heldNames = new Set(
    names(tableOf(named), splitRows(tableOf(named), schema, options).heldOut).filter(
      (name) => name[0] === 'C',
    ),
  )
  const longer = tableOf([
    ...customers(50, 8).map((row) => ({ ...row, customer: `new ${row.customer}` })),
    ...named,
  ])
  const stillHeld = new Set(names(longer, splitRows(longer, schema, options).heldOut))
  expect([...heldNames].filter((name) => !stillHeld.has(name))).toEqual([])
})

test('another seed deals other rows, and the same entities', () => {
  const heldOf = (seed: number, known: typeof alone): number[] => [
    ...splitRows(table, known, { kind: 'entity', seed }).heldOut,
  ]
  expect(heldOf(1, alone)).not.toEqual(heldOf(2, alone))
  const entities = (seed: number): number[] =>
    heldOf(seed, schema).filter(
      (row) => (table.columns.get('customer') as { values: unknown[] }).values[row] !== null,
    )
  expect(entities(1)).toEqual(entities(2))
})

test('a table that consists of a few contents is dealt row by row, a fifth of each class', () => {
  const random = seededRandom(3)
  const few = tableOf(
    Array.from({ length: 1000 }, () => ({
      customer: null,
      month: random.integer(2),
      income: random.integer(2),
      grade: random.integer(3),
    })),
  )
  const { heldOut, copies, groups } = splitRows(few, alone, { kind: 'entity', seed: 1 })
  expect([copies, new Set(groups).size]).toEqual([0, 1000])
  expect(Math.abs(heldOut.length - 200)).toBeLessThanOrEqual(2)
  expect(new Set(names(few, heldOut)).size).toBe(4)
})

test('rows that differ in the target alone stay together, and a class of one row is learned from', () => {
  const rows = customers(60).map((row, i) => ({
    ...row,
    customer: null,
    month: 0,
    income: i >> 1,
    grade: i === 0 ? 2 : i % 2,
  }))
  const { heldOut, train, copies } = splitRows(tableOf(rows), alone, { kind: 'rows', seed: 1 })
  expect(copies).toBe(rows.length)
  const trained = new Set([...train].map((row) => row >> 1))
  expect([...heldOut].filter((row) => trained.has(row >> 1))).toEqual([])
  const single = customers(60).map((row, i) => ({
    ...row,
    customer: null,
    income: i,
    grade: i === 7 ? 2 : 0,
  }))
  expect(splitRows(tableOf(single), alone, { kind: 'entity', seed: 4 }).train).toContain(7)
})

describe('splits by time', () => {
  const of = (kind: SplitKind, change: Partial<TimeSplit> = {}) =>
    splitRows(table, schema, { kind, seed: 1, time: { ...time, ...change } })
  const monthOf = (row: number): number =>
    (table.columns.get('month') as { codes: Int32Array }).codes[row] as number
  const monthsOf = (rows: Int32Array): string[] =>
    [...new Set([...rows].map(monthOf))].sort((a, b) => a - b).map((code) => months[code] ?? 'none')

  test('the gap is on no side', () => {
    const { train, heldOut, leftOut, time: sides } = of('time', { from: 'June', gap: 2 })
    expect(monthsOf(heldOut)).toEqual(['June', 'July', 'August'])
    expect(monthsOf(train)).toEqual(['January', 'February', 'March'])
    expect(monthsOf(leftOut)).toEqual(['none', 'April', 'May'])
    expect(sides?.leftOut.gap).toBe([...leftOut].filter((row) => monthOf(row) >= 0).length)
  })

  test('the share decides where the cut is, and rows of one time are never cut', () => {
    expect(monthsOf(of('time', { heldOut: 0.13 }).heldOut)).toEqual(['August'])
    expect(monthsOf(of('time', { heldOut: 0.95 }).train)).toEqual(['January'])
    expect(
      of('time', { heldOut: 0.5, windows: 2 }).time?.windows.map(({ from, to }) => `${from}-${to}`),
    ).toEqual(['May-June', 'July-August'])
    expect(of('time', { heldOut: 0.5, windows: 1 }).time?.windows).toHaveLength(1)
  })

  test('text in ISO 8601 orders rows, with a gap in days', () => {
    const days = [
      '2026-01-01',
      '2026-01-31T10:00:00Z',
      'soon',
      '2026-03-01',
      '2026-03-02',
      null,
      '2026-05-01',
    ]
    const columns = { day: column.text({}), grade: schema.columns.grade }
    const given: Table = {
      rowCount: days.length,
      columns: new Map([
        ['day', { kind: 'text', values: days }],
        ['grade', { kind: 'category', codes: new Int32Array(days.length), categories: [] }],
      ]),
    }
    const split = splitRows(
      given,
      { columns, target: 'grade' },
      { kind: 'time', seed: 1, time: { time: 'day', from: '2026-03-02', gap: '30d' } },
    )
    expect([[...split.train], [...split.heldOut], [...split.leftOut]]).toEqual([[0], [4, 6], [1, 2, 3, 5]])
    expect(split.time?.leftOut).toEqual({ gap: 2, missing: 2, otherEntities: 0 })
    expect(split.time?.windows.map(({ from, to }) => [from, to])).toEqual([
      ['2026-03-02', '2026-03-02'],
      ['2026-05-01', '2026-05-01'],
    ])
  })

  test('numbers order rows, and a single time leaves a side empty', () => {
    const columns = { year: column.integer({}), grade: schema.columns.grade }
    const years = (values: number[]): Table => ({
      rowCount: values.length,
      columns: new Map([
        ['year', { kind: 'number', values: Float64Array.from(values) }],
        ['grade', { kind: 'category', codes: new Int32Array(values.length), categories: [] }],
      ]),
    })
    const split = (values: number[]) =>
      splitRows(
        years(values),
        { columns, target: 'grade' },
        { kind: 'time', seed: 1, time: { time: 'year', heldOut: 0.3 } },
      )
    expect([...split([2020, 2022, Number.NaN, 2021, 2022]).heldOut]).toEqual([1, 4])
    expect([...split([2020, 2020]).heldOut]).toEqual([])
  })

  test('a column without times is an error that names it', () => {
    const empty = tableOf(customers(2).map((row) => ({ ...row, month: -1 })))
    expect(() => splitRows(empty, schema, { kind: 'time', seed: 1, time })).toThrow(
      '"month" does not hold times',
    )
    expect(() => splitRows(table, schema, { kind: 'time', seed: 1 })).toThrow('does not name a time column')
    expect(() => splitRows(table, alone, { kind: 'entity-time', seed: 1, time })).toThrow(
      'does not name an entity',
    )
  })
})

test('a project is split by time when it says so, and keeps its entities apart', () => {
  expect(getDefaultSplitKind({})).toBe('entity')
  expect(getDefaultSplitKind({ split: time })).toBe('time')
  expect(getDefaultSplitKind({ entity: 'customer', split: time })).toBe('entity-time')
  expect(getDefaultSplitKind({ entity: 'customer', split: { ...time, by: 'time' } })).toBe('time')
})

test('groupsOf() numbers entities in order of appearance, rows without one apart', () => {
  const entities = ['CUS_0xd40', 'CUS_0x21b1', 'CUS_0xd40', null, 'CUS_0x2dbc', null, 'CUS_0x21b1']
  const given: Table = { rowCount: 7, columns: new Map([['customer', { kind: 'text', values: entities }]]) }
  expect([...groupsOf(given, 'customer')]).toEqual([0, 1, 0, 2, 3, 4, 1])
  expect([...groupsOf(given, undefined)]).toEqual([0, 1, 2, 3, 4, 5, 6])
})
