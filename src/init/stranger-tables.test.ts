import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tempFolder } from '../../test/kit/temp-folder.ts'
import { SeededRandom } from '../base/math/random.ts'
import type { ColumnGuess } from './column-guess.ts'
import { type Inspection, type InspectOptions, inspectFile } from './inspect-file.ts'

const rows = 2000

type MakeCell = (random: SeededRandom, row: number) => string | number

/**
 * Inspects a table of named columns, each made row by row, and a target of two classes by chance.
 */
async function inspected(
  columns: Readonly<Record<string, MakeCell>>,
  options: InspectOptions & { readonly count?: number } = {},
): Promise<
  Inspection & { readonly of: (name: string) => ColumnGuess; readonly text: (name: string) => string }
> {
  const random = new SeededRandom(11)
  const { count = rows, ...wanted } = options
  const made: Readonly<Record<string, MakeCell>> = {
    alvo: (draw) => (draw.next() < 0.4 ? 'sim' : 'nao'),
    ...columns,
  }
  const lines = Array.from({ length: count }, (_, row) =>
    Object.values(made).map((make) => make(random, row)),
  )
  const file = join(tempFolder(), 'table.csv')
  writeFileSync(file, [Object.keys(made), ...lines].map((line) => line.join(',')).join('\n'))
  const inspection = await inspectFile(file, { target: 'alvo', ...wanted })
  const of = (name: string): ColumnGuess =>
    inspection.columns.find((column) => column.name === name) as ColumnGuess
  return { ...inspection, of, text: (name) => of(name).reasons.join('; ') }
}

const whole = (low: number, high: number) => (random: SeededRandom) =>
  low + Math.floor(random.next() * (high - low + 1))
const normal = (random: SeededRandom): number => random.normal()
const logNormal = (middle: number, spread: number) => (random: SeededRandom) =>
  Math.round(middle * Math.exp(spread * normal(random)))

/** Missing values that the definition would make of values of the file. */
function lost({ keys, raw }: ColumnGuess): number {
  return raw.codes.reduce(
    (sum, code) => sum + (raw.texts[code] !== '' && (keys[code] as number) < 0 ? 1 : 0),
    0,
  )
}

describe('init keeps numbers', () => {
  test.each<[string, (random: SeededRandom, row: number) => number]>([
    ['zero-inflated', (random) => (random.next() < 0.96 ? 0 : whole(500, 5000)(random))],
    ['zero-inflated with few others', (_, row) => (row % 400 === 7 ? 10_000 + row : 0)],
    [
      'mostly small with a group far off',
      (random) => (random.next() < 0.95 ? whole(0, 3)(random) : whole(90, 3000)(random)),
    ],
    ['log-normal', logNormal(3000, 1)],
    ['log-normal with a very long tail', logNormal(3000, 2)],
    ['counts', (random) => Math.floor(-3 * Math.log(1 - random.next()))],
    ['durations', (random) => Math.round(-300 * Math.log(1 - random.next())) / 10],
    ['shares', (random) => Math.round(random.next() ** 2 * 1000) / 1000],
    ['balances', (random) => Math.round(50_000 + 90_000 * normal(random)) / 100],
    [
      'overdrafts, seldom',
      (random) => (random.next() < 0.01 ? -whole(100, 5000)(random) : logNormal(1000, 1)(random)),
    ],
    ['a Pareto tail', (random) => Math.round(10 / (1 - random.next()))],
  ])('%s: none is lost', async (_name, make) => {
    const { of } = await inspected({ x: make, y: whole(1, 9) })
    const guess = of('x')
    expect(['number', 'integer']).toContain(guess.type)
    expect(guess.feature).toBeUndefined()
    expect(lost(guess)).toBe(0)
    const largest = Math.max(...(guess.values as Float64Array).filter((value) => !Number.isNaN(value)))
    // A new row may well have twice as much as any of the file.
    expect(guess.max ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(2 * largest)
  })

  test('points out a sentinel in a column with a heavy tail, and keeps it', async () => {
    const gain = (random: SeededRandom, row: number): number =>
      random.next() < 0.9 ? 0 : row % 50 === 0 ? 99_999 : logNormal(5000, 0.5)(random)
    const { of, text } = await inspected({ capital_gain: gain, y: whole(1, 9) })
    expect(lost(of('capital_gain'))).toBe(0)
    expect(of('capital_gain').max).toBeUndefined()
    expect(text('capital_gain')).toMatch(
      /rows have 99,999 and the nearest other value is [\d,]+: if it stands for "not known", add missing: \['99999'\]/,
    )
  })

  test.each([99, 9])('points out %d in a coded column', async (code) => {
    const { of, text } = await inspected({
      moradia: (_, row) => (row % 20 === 0 ? code : (row % 4) + 1),
      y: whole(1, 9),
    })
    expect(lost(of('moradia'))).toBe(0)
    expect(text('moradia')).toContain(`100 rows have ${code} and the nearest other value is 4`)
  })

  test('points out -1 where nothing else is negative, but not on a scale from -1 to 1', async () => {
    const { text } = await inspected({
      meses: (_, row) => (row % 20 === 0 ? -1 : row % 31),
      opiniao: (_, row) => (row % 3) - 1,
    })
    expect(text('meses')).toContain('100 rows have -1')
    expect(text('opiniao')).not.toContain('not known')
  })

  test('takes one -500 among ages as an error, with its count and how to change it', async () => {
    const { of, text } = await inspected({
      age: (random, row) => (row === 700 ? -500 : whole(18, 95)(random)),
      y: whole(1, 9),
    })
    expect(of('age').min).toBe(0)
    expect(lost(of('age'))).toBe(1)
    expect(text('age')).toContain(
      'taken as errors, which become missing: 1 row (<0.1%) far from all others (-500); if they are real, change min and max',
    )
  })

  test('keeps values far from all others that come with one class', async () => {
    const far = (_: SeededRandom, row: number): number =>
      row % 50 === 3 ? 100_000 + row * 37 : 20 + ((row * 7) % 60)
    const { of, text } = await inspected({
      alvo: (_, row) => (row % 50 === 3 || row % 7 === 0 ? 'sim' : 'nao'),
      valor: far,
      y: whole(1, 9),
    })
    expect(lost(of('valor'))).toBe(0)
    expect(text('valor')).toContain(
      '40 rows lie far from all others, but with some classes more than with others',
    )
  })
})

describe('init keeps many categories', () => {
  test('lists 60 cities of 3,000 rows, and 300 products', async () => {
    const { of } = await inspected(
      {
        cidade: (random) => `Cidade ${whole(1, 60)(random)}`,
        produto: (random) => `P${whole(1, 300)(random)}`,
      },
      { count: 3000 },
    )
    expect(of('cidade')).toMatchObject({ type: 'category' })
    expect(of('cidade').categories).toHaveLength(60)
    expect(of('produto').categories).toHaveLength(300)
    expect(lost(of('produto'))).toBe(0)
  })

  test.each(['product_id', 'id_loja', 'CO_MUNICIPIO', 'cd_agencia'])(
    'takes %s for a category',
    async (name) => {
      const { of } = await inspected({ [name]: whole(1001, 1200), y: whole(1, 9) })
      expect(of(name)).toMatchObject({ type: 'category' })
      expect(of(name).categories).toHaveLength(200)
    },
  )

  test('says that values of one row become missing where they are many', async () => {
    const { of, text } = await inspected({
      bairro: (random) => `Vila ${whole(1, 2000)(random)}`,
      y: whole(1, 9),
    })
    expect(of('bairro').type).toBe('category')
    expect(text('bairro')).toMatch(/\d+ others \(in one row each, \d+% of the rows\) become missing/)
  })
})

describe('init tells identifiers from quantities', () => {
  const ids: [string, (random: SeededRandom, row: number) => string | number][] = [
    ['conta', (_, row) => 38_900 + ((row * 7919) % rows)],
    ['NU_CONTRATO', whole(100_000_000, 999_999_999)],
    [
      'processo',
      (random) =>
        `${whole(10_000, 99_999)(random)}${whole(10_000_000, 99_999_999)(random)}${whole(1000, 9999)(random)}`,
    ],
    ['linha', (_, row) => 5000 + row * 3],
    ['x', (random) => `${whole(1_000_000, 9_999_999)(random)}${whole(1_000_000, 9_999_999)(random)}000`],
  ]
  test.each(ids)('%s is an identifier', async (name, make) => {
    const { of } = await inspected({ [name]: make, y: whole(1, 9) })
    expect(of(name).type).toBe('identifier')
  })

  const quantities: [string, (random: SeededRandom, row: number) => number][] = [
    ['renda', logNormal(3000, 1)],
    ['x1', (random) => whole(20_000, 90_000)(random)],
    ['preco_centavos', logNormal(9000, 1)],
    ['populacao', logNormal(14_000, 1.3)],
    ['posto', (_, row) => 1 + ((row * 7919) % rows)],
    ['NU_IDADE', whole(15, 70)],
    ['qtd_pedido', whole(1, 900)],
    ['ano', whole(2001, 2024)],
  ]
  test.each(quantities)('%s is a quantity', async (name, make) => {
    const { of } = await inspected({ [name]: make, y: whole(1, 9) })
    expect(of(name).type).toBe('integer')
    expect(lost(of(name))).toBe(0)
  })

  test('an identifier says why it is one and how to change it', async () => {
    const { text } = await inspected({ conta: (_, row) => 38_900 + ((row * 7919) % rows), y: whole(1, 9) })
    expect(text('conta')).toBe(
      'an identifier: every row has its own value; its name suggests it; no value repeats, unlike in a quantity of this range; if it is a quantity, write column.integer',
    )
  })
})

describe('init finds the entity', () => {
  const entity = (row: number): number => Math.floor(row / 4)
  const features = {
    idade: (_: SeededRandom, row: number) => 18 + ((entity(row) * 37) % 60),
    dependentes: (_: SeededRandom, row: number) => (entity(row) * 7) % 5,
    faltas: whole(0, 9),
    renda: (random: SeededRandom, row: number) => 1000 + ((entity(row) * 911) % 9000) + whole(0, 60)(random),
  }

  test.each(['account', 'aluno', 'x1'])('in the whole numbers of %s', async (name) => {
    const found = await inspected({ [name]: (_, row) => 38_900 + ((entity(row) * 7919) % 500), ...features })
    expect(found.entity).toMatchObject({
      name,
      reason: expect.stringMatching(/^500 values in 2,000 rows; rows with the same value agree/),
    })
    expect(found.of(name).type).toBe('identifier')
  })

  test('and takes no other name of it for a feature', async () => {
    const { of } = await inspected({
      conta: (_, row) => 38_900 + entity(row),
      apelido: (_, row) => `ap ${entity(row)}`,
      ...features,
    })
    expect(of('apelido')).toMatchObject({
      type: 'identifier',
      reasons: ['500 values, almost one for each conta: it names the entity too'],
    })
  })

  test('in ids that are one as doubles', async () => {
    const options = {
      [`id`]: (_: SeededRandom, row: number) => `158221819562593${8000 + entity(row)}`,
      ...features,
    }
    for (const asked of [undefined, 'id']) {
      const found = await inspected(options, { entity: asked })
      expect(found.entity?.name).toBe('id')
      expect(new Set(found.of('id').keys).size).toBe(500)
    }
  })

  test('in no quantity that is alike in rows with near values, and says so only where it is true', async () => {
    const found = await inspected({
      imposto: (_, row) => 100 + (row % 200),
      distancia: (_, row) => (row % 200) * 3,
      poluicao: (_, row) => 900 - (row % 200) * 2,
      vizinhos: (_, row) => row % 200,
    })
    expect(found.entity).toBeUndefined()
    expect(found.of('imposto').type).toBe('integer')
  })

  test('points out a quantity that stands for a customer, and an id without near-equal rows', async () => {
    const alike = await inspected({ ...features, renda: (_, row) => 1000 + ((entity(row) * 911) % 9000) })
    expect(alike.entity).toBeUndefined()
    expect(alike.entityReason).toMatch(/^Rows with the same "renda" are near-equal/)
    const apart = await inspected({
      cliente: (random) => whole(1, 500)(random),
      ...features,
      renda: whole(1, 9),
      idade: whole(1, 90),
      dependentes: whole(1, 9),
    })
    expect(apart.entity).toBeUndefined()
    expect(apart.entityReason).toMatch(
      /^"cliente" repeats \(\d+ values in 2,000 rows\), but its rows are not near-equal/,
    )
    expect(apart.entityReason).toContain('write entity: "cliente"')
  })
})

describe('init takes codes as texts', () => {
  test.each<[string, (random: SeededRandom, row: number) => string | number, string]>([
    ['cep', (_, row) => `0${1_310_000 + (row % 400)}`, 'begin with 0, such as "01310000"'],
    [
      'ibge7',
      (_, row) => [1100205, 1302603, 2304400, 2611606, 2927408][row % 5] as number,
      '5 values of 7 digits that repeat',
    ],
    ['municipio', (_, row) => [110020, 130260, 230440][row % 3] as number, 'a numbered place or thing'],
    ['cbo', (_, row) => [223505, 411010][row % 2] as number, 'named like a code'],
    ['x', (_, row) => ['01', '02', '11', '33'][row % 4] as string, 'begin with 0, such as "01"'],
  ])('%s', async (name, make, because) => {
    const { of, text } = await inspected({ [name]: make, y: whole(1, 9) })
    expect(of(name).type).toBe('category')
    expect(of(name).categories).toContain(String(make(new SeededRandom(1), 0)))
    expect(text(name)).toContain(because)
  })

  test('takes 1A and 1B for two categories, and 70kg for a number', async () => {
    const { of } = await inspected({
      turma: (_, row) => `${(row % 3) + 1}${'ABC'[(row % 7) % 3]}`,
      peso: (_, row) => `${50 + (row % 60)}kg`,
    })
    expect(of('turma')).toMatchObject({
      type: 'category',
      categories: ['1A', '1B', '1C', '2A', '2B', '2C', '3A', '3B', '3C'],
    })
    expect(of('peso')).toMatchObject({ type: 'integer', parse: 'looseNumber' })
  })

  test('keeps 01 and 1 apart, and says so', async () => {
    const { of, text } = await inspected({
      uf_cod: (_, row) => ['01', '1', '02', '11'][row % 4] as string,
      y: whole(1, 9),
    })
    expect([...(of('uf_cod').categories as string[])].sort()).toEqual(['01', '02', '1', '11'])
    expect(text('uf_cod')).toContain('"01" and "1" are kept apart')
  })

  test('points out zeros in front that were lost, and a code of nines', async () => {
    const { text } = await inspected({
      zip: (_, row) => [1234, 60601, 94103, 99999][row % 4] as number,
      y: whole(1, 9),
    })
    expect(text('zip')).toContain(
      'some have 4 digits instead of 5: if zeros in front were lost, either form is read as the other',
    )
    expect(text('zip')).toContain(`if "99999" stands for "not known", write missing: ['99999']`)
  })

  test('keeps NA among codes of two letters, and names it elsewhere', async () => {
    const { of, text } = await inspected({
      country: (_, row) => ['NA', 'AO', 'ZM'][row % 3] as string,
      pool: (_, row) => ['NA', 'Gd', 'Ex', 'Fa'][row % 4] as string,
    })
    expect(of('country').categories).toEqual(['AO', 'NA', 'ZM'])
    expect(text('country')).toContain('"NA" is taken as a code like the others')
    expect(text('pool')).toContain(
      '25% missing, all of them the text "NA": add it to categories if that is a value',
    )
  })
})

describe('init looks at the target', () => {
  test('points out scores that only those have who were present, of three classes', async () => {
    const classes = ['presente', 'presente', 'ausente', 'eliminado']
    const { of, text } = await inspected({
      alvo: (_, row) => classes[row % 4] as string,
      nota: (random, row) => (row % 4 === 2 ? '' : whole(300, 800)(random)),
      renda: (random, row) => (row % 5 === 0 ? '' : whole(300, 800)(random)),
    })
    expect(of('nota').knownAfter).toBe(true)
    expect(text('nota')).toContain(
      'leaks: it is missing in the rows of class "ausente" (500) and present in those of the others',
    )
    expect(of('renda').knownAfter).toBeUndefined()
  })

  test('names classes that nothing can measure, rare ones, and the marker of rows without one', async () => {
    const few = await inspected({
      alvo: (_, row) => (row === 9 ? 'D' : ['A', 'B'][row % 2]) as string,
      y: whole(1, 9),
    })
    expect(few.of('alvo').categories).toEqual(['A', 'B', 'D'])
    expect(few.text('alvo')).toContain('too few rows to be measured: "D" 1 row')
    const rare = await inspected({ alvo: (_, row) => (row % 100 === 0 ? 'sim' : 'nao'), y: whole(1, 9) })
    expect(rare.text('alvo')).toContain('"sim" is rare (20 rows of 2,000)')
    const none = await inspected({
      alvo: (_, row) => ['None', 'Alone', 'Cone'][row % 3] as string,
      y: whole(1, 9),
    })
    expect(none.text('alvo')).toContain(
      '33% missing, all of them the text "None": add it to categories if that is a value',
    )
  })

  test('keeps the zeros of classes', async () => {
    const { of } = await inspected({ alvo: (_, row) => ['01', '02'][row % 2] as string, y: whole(1, 9) })
    expect(of('alvo').categories).toEqual(['01', '02'])
  })
})

test('init points out headings that differ in case or accents only', async () => {
  const { text } = await inspected({ Valor: whole(1, 9), VALOR: whole(1, 9) })
  expect(text('VALOR')).toContain('its name differs from "Valor" only in letter case, accents or spaces')
})
