import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { columns } from '../columns.ts'
import { generate } from './generate.ts'
import { indeWeights } from './student.ts'

type Student = Readonly<Record<string, string>>

function make(rows: number, seed: number): string {
  return [...generate({ rows, seed })].join('')
}

function parse(text: string): Student[] {
  const [head = '', ...lines] = text.trimEnd().split('\n')
  const names = head.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i] as string, cell])))
}

const seeds = [42, 1, 7]
const schools = seeds.map((seed) => parse(make(860, seed)))
const school = schools[0] as readonly Student[]
const numbers = (name: string, students: readonly Student[] = school): number[] =>
  students.map((one) => Number(one[name]))
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const reached = (one: Student): boolean => one['Atingiu PV'] === 'Sim'

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)]
  const sum = (value: (i: number) => number): number => a.reduce((total, _, i) => total + value(i), 0)
  const da = (i: number): number => (a[i] as number) - ma
  const db = (i: number): number => (b[i] as number) - mb
  return sum((i) => da(i) * db(i)) / Math.sqrt(sum((i) => da(i) ** 2) * sum((i) => db(i) ** 2))
}

it('makes the same text by the same seed, and another by another', () => {
  const hash = (seed: number): string => createHash('sha256').update(make(860, seed)).digest('hex')
  expect(hash(42)).toBe(hash(42))
  expect(new Set(seeds.map(hash)).size).toBe(3)
  expect(parse(make(3000, 42))).toHaveLength(3000)
})

it('has every heading that the project reads, and keeps every number in the range of its column', () => {
  for (const students of [...schools, parse(make(2000, 42))]) {
    for (const [name, column] of Object.entries(columns)) {
      const wanted = 'combine' in column ? column.combine.headings : column.headings
      const heading = wanted.find((one) => one in (students[0] ?? {}))
      expect(heading, name).toBeDefined()
      if (column.type !== 'number' && column.type !== 'integer') continue
      const values = numbers(heading as string, students)
      expect(Math.min(...values), name).toBeGreaterThanOrEqual(column.min)
      expect(Math.max(...values), name).toBeLessThanOrEqual(column.max)
      if (column.type === 'integer') expect(values.filter((value) => !Number.isInteger(value))).toEqual([])
    }
  }
})

it('makes people of whom nobody is real: their codes and names are made of their numbers', () => {
  for (const [i, student] of school.entries()) {
    expect(student['RA']).toBe(`S-${String(i + 1).padStart(5, '0')}`)
    expect(student['Nome']).toBe(`Estudante ${i + 1}`)
  }
})

it('has the shares of the sheet: 15 to 17 % reach the turning point, half are girls, every class letter is used', () => {
  for (const students of schools) {
    const share = students.filter(reached).length / students.length
    expect(share).toBeGreaterThan(0.15)
    expect(share).toBeLessThan(0.17)
    const girls = students.filter((one) => one['Gênero'] === 'Menina').length / students.length
    expect(Math.abs(girls - 0.53)).toBeLessThan(0.05)
    expect(new Set(students.map((one) => one['Turma']?.toLowerCase()))).toEqual(
      new Set(columns.turma.categories),
    )
  }
  const phases = Array.from({ length: 8 }, (_, fase) => numbers('Fase').filter((one) => one === fase).length)
  expect(phases).toEqual([190, 192, 155, 148, 76, 60, 18, 21])
})

it('computes the INDE as the weighted mean of the indicators, but for one that the sheet does not show', () => {
  const shown = school.map((one) => {
    const { ida, ieg, ipv, iaa, ips, ian } = indeWeights
    const parts = [ida * Number(one['IDA']), ieg * Number(one['IEG']), ipv * Number(one['IPV'])]
    return [...parts, iaa * Number(one['IAA']), ips * Number(one['IPS']), ian * Number(one['IAN'])].reduce(
      (a, b) => a + b,
      0,
    )
  })
  const rest = numbers('INDE 22').map((inde, i) => (inde - (shown[i] as number)) / indeWeights.hidden)
  expect(Math.min(...rest)).toBeGreaterThan(-0.01)
  expect(Math.max(...rest)).toBeLessThan(10.01)
  expect(Object.values(indeWeights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
})

it('ranks by INDE among all, in the phase and in the class', () => {
  for (const [heading, keyOf] of [
    ['Cg', () => ''],
    ['Cf', (one: Student) => `${one['Fase']}`],
    ['Ct', (one: Student) => `${one['Fase']}${one['Turma']}`],
  ] as const) {
    for (const group of Map.groupBy(school, keyOf).values()) {
      const byPlace = [...group].sort((a, b) => Number(a[heading]) - Number(b[heading]))
      expect(byPlace.map((one) => Number(one[heading]))).toEqual(byPlace.map((_, i) => i + 1))
      const indes = numbers('INDE 22', byPlace)
      expect(indes).toEqual([...indes].sort((a, b) => b - a))
    }
  }
})

it('lets IAN follow the lag, age the phase, and the stone the INDE', () => {
  for (const one of school) {
    const lag = Number(one['Defas'])
    expect(Number(one['IAN'])).toBe(lag >= 0 ? 10 : lag >= -2 ? 5 : 2.5)
  }
  expect(correlation(numbers('Idade 22'), numbers('Fase'))).toBeGreaterThan(0.85)
  const stones = ['Quartzo', 'Ágata', 'Ametista', 'Topázio'].map((stone) => {
    return numbers(
      'INDE 22',
      school.filter((one) => one['Pedra 22'] === stone),
    )
  })
  for (let i = 1; i < stones.length; i++) {
    expect(Math.min(...(stones[i] as number[]))).toBeGreaterThan(Math.max(...(stones[i - 1] as number[])))
  }
})

it('has stones only of years in which the student was there, and the errors of spreadsheets among them', () => {
  for (const one of school)
    if (Number(one['Ano ingresso']) > 2021) expect([one['Pedra 20'], one['Pedra 21']]).toEqual(['', ''])
  const old = new Set(school.flatMap((one) => [one['Pedra 20'], one['Pedra 21']]))
  for (const dirt of ['#N/A', '#NULO!', 'INCLUIR', 'Agata']) expect(old).toContain(dirt)
})

it('lets the turning point follow IPV most, then INDE, IDA and IEG, and not the gender', () => {
  const yes = school.map((one) => (reached(one) ? 1 : 0))
  const followed = (name: string): number => correlation(yes, numbers(name))
  expect(followed('IPV')).toBeGreaterThan(0.4)
  for (const name of ['INDE 22', 'IDA', 'IEG']) {
    expect(followed(name), name).toBeGreaterThan(0.25)
    expect(followed(name), name).toBeLessThan(followed('IPV'))
  }
  expect(followed('Cg')).toBeLessThan(-0.25)
  const girl = school.map((one) => (one['Gênero'] === 'Menina' ? 1 : 0))
  expect(Math.abs(correlation(yes, girl))).toBeLessThan(0.1)
})
