import {
  addCategory,
  addNumber,
  drawClasses,
  logistic,
  type MadeTable,
  makeTable,
  numbers,
} from './made-table.ts'

/** Tables without a leak, of the kinds that users bring. Each call makes the same table anew. */
export const cleanTables: Readonly<Record<string, () => MadeTable>> = {
  'numbers, linear': () => linear('numbers, linear', 2000, 10),
  'numbers, little signal': () => linear('numbers, little signal', 1500, 8, 0.3),
  'exclusive or of two numbers': () => {
    const table = makeTable('xor', 2000)
    const { random } = table
    for (let k = 0; k < 10; k++) addNumber(table, `x${k}`, () => random.normal())
    const [a, b] = [valuesOf(table, 'x0'), valuesOf(table, 'x1')]
    table.target = Uint8Array.from(a, (x, row) => (x > 0 !== (b[row] as number) > 0 ? 1 : 0))
    return table
  },
  'three classes': () => threeClasses('three classes', 2000),
  'ten classes, 30 numbers': () => {
    const table = makeTable('ten classes', 3000, 10)
    const { random } = table
    table.target = drawClasses(random, 3000, () => new Array(10).fill(0.1))
    for (let k = 0; k < 30; k++) {
      const centers = Array.from({ length: 10 }, () => 1.2 * random.normal())
      addNumber(table, `x${k}`, (row) => (centers[table.target[row] as number] as number) + random.normal())
    }
    return table
  },
  'two percent positive': () => {
    const table = linear('two percent positive', 6000, 8, 1, -5)
    return table
  },
  'passengers: few discrete values': () => passengers('passengers'),
  'survey of twelve yes and no': () => {
    const table = makeTable('survey', 3000)
    const { random } = table
    const mood = numbers(3000, () => random.normal())
    for (let k = 0; k < 12; k++)
      addCategory(table, `q${k}`, 2, (row) => (random.normal() + (mood[row] as number) > 0 ? 1 : 0))
    table.target = drawClasses(random, 3000, (row) => [logistic(mood[row] as number), 1])
    return table
  },
  'zero-inflated amounts': () => {
    const table = linear('zero-inflated', 3000, 4)
    const { random } = table
    for (const name of ['gain', 'loss', 'fees']) {
      addNumber(table, name, (row) =>
        random.next() < 0.9
          ? 0
          : Math.round(500 + 4500 * random.next() + 800 * (table.target[row] as number)),
      )
    }
    return table
  },
  'incomes with heavy tails': () => {
    const table = makeTable('heavy tails', 2500)
    const { random } = table
    for (let k = 0; k < 7; k++)
      addNumber(table, `income ${k}`, () => Math.round(100 * Math.exp(7 + 1.2 * random.normal())) / 100)
    const [a, b] = [valuesOf(table, 'income 0'), valuesOf(table, 'income 1')]
    table.target = drawClasses(random, 2500, (row) => [
      logistic(Math.log(a[row] as number) - Math.log(b[row] as number)),
      1,
    ])
    return table
  },
  'twenty columns of two latent numbers': () => latent('two latent numbers', 4000, 2, 20, 0.05),
  'thirty correlated measurements, 600 rows': () => latent('measurements', 600, 5, 30, 0.3),
  'a third of the cells missing': () => {
    const table = linear('missing', 2000, 12)
    for (const feature of table.features.values()) {
      feature.values = feature.values.map((value) => (table.random.next() < 0.33 ? Number.NaN : value))
    }
    return table
  },
  '300 products': () => {
    const table = linear('products', 6000, 5)
    const { random } = table
    addCategory(table, 'product', 300, () => Math.floor(300 * random.next() ** 2))
    return table
  },
  'clients of eight rows, split by client': () => clients('clients', 400, 8),
  'months without drift': () => {
    const table = linear('months', 3000, 8)
    table.time = numbers(3000, () => table.random.integer(12))
    return table
  },
  'one strong column': () => {
    const table = linear('one strong column', 3000, 6)
    const { random } = table
    addNumber(table, 'debt', (row) => 2 * (table.target[row] as number) + random.normal())
    return table
  },
  'a calibrated score of two decimals': () => {
    const table = makeTable('score', 4000)
    const { random } = table
    addNumber(table, 'score', () => Math.round(100 * logistic(1.5 * random.normal())) / 100)
    for (let k = 0; k < 6; k++) addNumber(table, `x${k}`, () => random.normal())
    const score = valuesOf(table, 'score')
    table.target = drawClasses(random, 4000, (row) => [1 - (score[row] as number), 1])
    return table
  },
  counts: () => {
    const table = linear('counts', 3000, 3)
    const { random } = table
    for (let k = 0; k < 6; k++) {
      addNumber(table, `count ${k}`, (row) =>
        Math.floor(-Math.log(1 - random.next()) * (2 + (table.target[row] as number))),
      )
    }
    return table
  },
  '100 columns of 200 rows': () => linear('wide', 200, 100),
  '120 rows': () => linear('tiny', 120, 6),
  'wages of two columns, in cents': () => {
    const table = makeTable('wages', 5000)
    const { random } = table
    addNumber(table, 'year', () => 1992 + 2 * random.integer(4))
    const year = valuesOf(table, 'year')
    // The prices of each year make values of its own of the same round wages.
    addNumber(
      table,
      'wage',
      (row) => Math.round(24 * Math.exp(0.5 * random.normal())) * (1 + ((year[row] as number) - 1992) / 37),
    )
    table.target = drawClasses(random, 5000, () => [0.5, 0.5])
    return table
  },
  'households with missing codes': () => {
    const table = linear('households', 4000, 3)
    const { random } = table
    addNumber(table, 'earnings', () => (random.next() < 0.3 ? 0 : 50 * Math.round(400 * random.next())))
    addNumber(table, 'hours', () => (random.next() < 0.3 ? 0 : 8 * random.integer(300)))
    table.target = drawClasses(random, 4000, () => [
      0.3, 0.25, 0.2, 0.1, 0.05, 0.04, 0.02, 0.01, 0.01, 0.01, 0.01,
    ])
    return { ...table, classes: 11 }
  },
  'the mean of earlier rows of a group': () => {
    const table = groups('earlier rows', 3000, 250)
    const seen = new Map<number, { rows: number; sum: number }>()
    const group = valuesOf(table, 'group')
    addNumber(table, 'earlier', (row) => {
      const entry = seen.get(group[row] as number) ?? { rows: 0, sum: 0 }
      const mean = entry.rows === 0 ? Number.NaN : entry.sum / entry.rows
      seen.set(group[row] as number, { rows: entry.rows + 1, sum: entry.sum + (table.target[row] as number) })
      return mean
    })
    return table
  },
}

export function valuesOf({ features }: MadeTable, name: string): Float64Array {
  const feature = features.get(name)
  if (feature === undefined) throw new TypeError(`no feature is named ${name}`)
  return feature.values
}

export function linear(name: string, rows: number, count: number, strength = 1, intercept = 0): MadeTable {
  const table = makeTable(name, rows)
  const { random } = table
  for (let k = 0; k < count; k++) addNumber(table, `x${k}`, () => random.normal())
  const all = [...table.features.values()].map(({ values }) => values)
  const score = (row: number): number => {
    return (
      intercept +
      strength *
        all.reduce(
          (sum, values, k) => sum + ((values[row] as number) * (k % 2 === 0 ? 1 : -1)) / (1 + k / 2),
          0,
        )
    )
  }
  table.target = drawClasses(random, rows, (row) => [1 - logistic(score(row)), 1])
  return table
}

export function threeClasses(name: string, rows: number): MadeTable {
  const table = makeTable(name, rows, 3)
  const { random } = table
  table.target = drawClasses(random, rows, () => [0.3, 0.5, 0.2])
  for (let k = 0; k < 6; k++)
    addNumber(table, `x${k}`, (row) => 0.4 * (table.target[row] as number) + random.normal())
  for (let k = 0; k < 3; k++) addCategory(table, `kind ${k}`, 4, () => random.integer(4))
  return table
}

export function passengers(name: string): MadeTable {
  const table = makeTable(name, 1300)
  const { random } = table
  addCategory(table, 'class', 3, () => [0, 1, 2, 2][random.integer(4)] as number)
  addCategory(table, 'sex', 2, () => (random.next() < 0.65 ? 1 : 0))
  addCategory(table, 'port', 3, () => [0, 0, 0, 1, 2][random.integer(5)] as number)
  addNumber(table, 'age', () => (random.next() < 0.2 ? Number.NaN : Math.round(30 + 14 * random.normal())))
  addNumber(table, 'relatives', () => Math.max(0, Math.round(1.3 * random.normal())))
  const fares = [
    [26, 30, 50, 80, 150],
    [10.5, 13, 21, 26],
    [7.75, 7.9, 8.05, 14.5],
  ]
  const [passengerClass, sex] = [valuesOf(table, 'class'), valuesOf(table, 'sex')]
  addNumber(table, 'fare', (row) => {
    const ofClass = fares[passengerClass[row] as number] as number[]
    return ofClass[random.integer(ofClass.length)] as number
  })
  table.target = drawClasses(random, table.rows, (row) => [logistic(2.4 * (sex[row] as number) - 1.5), 1])
  return table
}

/** Columns that are functions of a few latent numbers, with noise. */
export function latent(
  name: string,
  rows: number,
  dimensions: number,
  count: number,
  noise: number,
): MadeTable {
  const table = makeTable(name, rows)
  const { random } = table
  const hidden = Array.from({ length: dimensions }, () => numbers(rows, () => random.normal()))
  for (let k = 0; k < count; k++) {
    const weights = hidden.map(() => random.normal())
    addNumber(table, `m${k}`, (row) => {
      return hidden.reduce(
        (sum, values, d) => sum + (values[row] as number) * (weights[d] as number),
        noise * random.normal(),
      )
    })
  }
  table.target = drawClasses(random, rows, (row) => [logistic(2 * (hidden[0]?.[row] as number)), 1])
  return table
}

/** Clients whose rows share most of their columns. */
export function clients(name: string, count: number, rowsEach: number, jitter = 0): MadeTable {
  const table = makeTable(name, count * rowsEach)
  const { random } = table
  const clientOf = (row: number): number => Math.floor(row / rowsEach)
  for (let k = 0; k < 5; k++) {
    const own = numbers(count, () => Math.round(1000 * random.normal()))
    addNumber(table, `own ${k}`, (row) => (own[clientOf(row)] as number) + jitter * random.normal())
  }
  for (let k = 0; k < 3; k++) {
    const own = numbers(count, () => random.integer(6))
    addCategory(table, `own kind ${k}`, 6, (row) => own[clientOf(row)] as number)
  }
  for (let k = 0; k < 4; k++) addNumber(table, `month ${k}`, () => random.normal())
  const risk = numbers(count, () => 2 * random.normal())
  table.target = drawClasses(random, table.rows, (row) => [logistic(risk[clientOf(row)] as number), 1])
  table.entity = Array.from({ length: table.rows }, (_, row) => `c${clientOf(row)}`)
  return table
}

/** Rows of groups with their own shares of the classes; the group is a category. */
export function groups(name: string, rows: number, count: number): MadeTable {
  const table = makeTable(name, rows)
  const { random } = table
  const risk = numbers(count, () => 1.2 * random.normal())
  addCategory(table, 'group', count, () => random.integer(count))
  for (let k = 0; k < 5; k++) addNumber(table, `x${k}`, () => random.normal())
  const group = valuesOf(table, 'group')
  table.target = drawClasses(random, rows, (row) => [logistic(-(risk[group[row] as number] as number)), 1])
  return table
}
