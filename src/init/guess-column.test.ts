import { describe, expect, test } from 'vitest'
import { guessColumn } from './guess-column.ts'
import type { RawColumn } from './raw-table.ts'

function columnOf(name: string, cells: readonly string[]): RawColumn {
  const texts = [...new Set(cells)]
  return {
    name,
    texts,
    counts: texts.map((text) => cells.filter((cell) => cell === text).length),
    codes: Int32Array.from(cells, (cell) => texts.indexOf(cell)),
  }
}

/** 200 cells: `make` of each row, then the first of them replaced. */
function cells(make: (row: number) => string, ...replaced: string[]): string[] {
  return Array.from({ length: 200 }, (_, row) => replaced[row] ?? make(row))
}

const numbers = (row: number): string => String(20 + ((row * 7) % 40))

describe('guessColumn() of numbers', () => {
  test('sees whole numbers and decimals', () => {
    expect(guessColumn(columnOf('n', cells(numbers)))).toMatchObject({
      type: 'integer',
      missing: [],
      min: 0,
      max: 600,
    })
    const decimals = cells((row) => String(row / 10))
    const guess = guessColumn(columnOf('n', decimals))
    expect(guess).toMatchObject({ type: 'number', min: 0 })
    expect(guess.max).toBeUndefined()
  })

  test.each([
    ['28_', 'looseNumber'],
    ['R$ 28', 'looseNumber'],
    ['1.234,5', 'decimalComma'],
    ['12,5', 'decimalComma'],
  ])('sees the number inside %j', (cell, parse) => {
    const guess = guessColumn(columnOf('n', cells(numbers, cell)))
    expect(guess).toMatchObject({ parse, missing: [] })
    expect(guess.reasons.join()).toContain(JSON.stringify(cell))
  })

  test('reads thousands with commas as thousands', () => {
    expect(
      guessColumn(
        columnOf(
          'n',
          cells((row) => `1,${100 + row * 3}`),
        ),
      ),
    ).toMatchObject({ type: 'integer', parse: 'looseNumber', max: 20_000 })
  })

  test.each([
    ['0,051', '8,328'],
    ['-0,125', '8,328'],
    ['R$ 3.065,60', 'R$ 3.961'],
  ])('reads a comma as %j shows it: %j', (cell, open) => {
    const guess = guessColumn(
      columnOf(
        'n',
        cells((row) => open.replace(/\d$/, String(row % 10)), cell),
      ),
    )
    expect(guess).toMatchObject({ parse: 'decimalComma', missing: [] })
    expect(guess.reasons[0]).toBe(`numbers with decimal comma, such as ${JSON.stringify(cell)}`)
  })

  test('reads an open mark as the file does, and says what settled it', () => {
    const file = { mark: 'comma', because: 'the comma is the decimal mark of the column "taxa"' } as const
    const guess = guessColumn(
      columnOf(
        'peso',
        cells((row) => `8,${100 + ((row * 37) % 97)}`),
      ),
      file,
    )
    expect(guess).toMatchObject({ type: 'number', parse: 'decimalComma', example: 8.1 })
    expect(guess.reasons[0]).toBe(
      'numbers with decimal comma, such as "8,100": the comma is the decimal mark of the column "taxa"; if this one is a thousands separator, remove it from the cells',
    )
    const thousands = guessColumn(
      columnOf(
        'gasto',
        cells((row) => (row % 3 === 0 ? '803' : `62.${100 + row}`)),
      ),
      file,
    )
    expect(thousands).toMatchObject({ type: 'integer', parse: 'decimalComma' })
    expect(thousands.reasons[0]).toContain(
      'numbers with points as thousands separators, such as "62.101": the comma is',
    )
    expect(
      guessColumn(
        columnOf(
          'x',
          cells((row) => `62.${100 + row}`),
        ),
        { ...file, supposed: true },
      ).parse,
    ).toBeUndefined()
    expect([...(thousands.values ?? [])].slice(0, 3)).toEqual([803, 62_101, 62_102])
    expect(guessColumn(columnOf('whole', cells(numbers)), file).parse).toBeUndefined()
    expect(
      guessColumn(
        columnOf(
          'plain',
          cells(() => '62.235', '62.5'),
        ),
        file,
      ).parse,
    ).toBeUndefined()
  })

  test('says that a mark is open where nothing settles it, and how to change it', () => {
    const guess = guessColumn(
      columnOf(
        'n',
        cells((row) => `8,${100 + ((row * 37) % 97)}`),
      ),
    )
    expect(guess).toMatchObject({ type: 'integer', parse: 'looseNumber' })
    expect(guess.reasons[0]).toBe(
      'numbers inside text, such as "8,100"; the comma of "8,100" is read as a thousands separator, which the file does not decide; if this one is the decimal mark, import decimalComma and write parse: decimalComma',
    )
    expect(
      guessColumn(
        columnOf(
          'n',
          cells((row) => `8,${100 + ((row * 37) % 97)}`, '1,234.5'),
        ),
      ).reasons[0],
    ).not.toContain('settles')
  })

  test('sees durations', () => {
    const guess = guessColumn(
      columnOf(
        'history',
        cells((row) => `${row % 30} Years and ${row % 12} Months`, 'NA'),
      ),
    )
    expect(guess).toMatchObject({ type: 'integer', parse: 'yearsAndMonths', missing: [] })
    expect(guess.reasons.join()).toContain('read as months')
  })

  test.each([['-999'], ['9999']])('takes %s as missing where it is far from all others', (sentinel) => {
    expect(guessColumn(columnOf('n', cells(numbers, sentinel, sentinel)))).toMatchObject({
      missing: [sentinel],
      min: 0,
      max: 600,
    })
  })

  test('does not take 999 as missing among its like', () => {
    const guess = guessColumn(
      columnOf(
        'n',
        cells((row) => String(900 + row)),
      ),
    )
    expect(guess).toMatchObject({ missing: [] })
  })

  test.each([['_'], ['_______'], ['__10000__']])('takes %s as missing', (marker) => {
    const guess = guessColumn(columnOf('n', cells(numbers, marker, marker, marker)))
    expect(guess).toMatchObject({ type: 'integer', missing: [marker] })
    expect(guess.reasons.join()).toContain(`taken as missing: "${marker}"`)
  })

  test('leaves scattered errors out of the range and says so', () => {
    const guess = guessColumn(columnOf('age', cells(numbers, '8698', '-500', '4200', '-500', '3021', '7644')))
    expect(guess).toMatchObject({ min: 0, max: 150 })
    expect(guess.reasons.join()).toContain(
      'from -500 to 8,698 in the file; taken as errors, which become missing: 6 rows (3.0%) far from all others (-500; 7,644; 8,698); if',
    )
  })

  test('gives no exact value of a row as the example, and none of numbers that may name somebody', () => {
    expect(
      guessColumn(
        columnOf(
          'salary',
          cells((row) => String(1234 + row * 7)),
        ),
      ),
    ).toMatchObject({ type: 'integer', example: 1900 })
    expect(
      guessColumn(
        columnOf(
          'rate',
          cells((row) => String(12.345 + row)),
        ),
      ),
    ).toMatchObject({ type: 'number', example: 110 })
    const long = guessColumn(
      columnOf(
        'amount',
        cells((row) => String(10_000_019 + row * 37)),
      ),
    )
    expect(long).toMatchObject({ type: 'integer' })
    expect(long.example).toBeUndefined()
  })

  test('keeps a long tail', () => {
    const tail = cells((row) => String(Math.round(1000 * Math.exp(3 * Math.sin(row)))))
    expect(guessColumn(columnOf('amount', tail)).max ?? Infinity).toBeGreaterThan(200_000)
  })

  test('takes an identifier by its name, and a row counter by its values', () => {
    expect(
      guessColumn(
        columnOf(
          'customerId',
          cells((row) => String(5 + row * 3)),
        ),
      ),
    ).toMatchObject({ type: 'identifier' })
    expect(
      guessColumn(
        columnOf(
          'column_1',
          cells((row) => String(row)),
        ),
      ),
    ).toMatchObject({ type: 'identifier' })
    expect(
      guessColumn(
        columnOf(
          'weight',
          cells((row) => String(row * 3)),
        ),
      ),
    ).toMatchObject({ type: 'integer' })
  })
})

describe('guessColumn() of texts', () => {
  test('sees categories in the order that people expect, and spellings', () => {
    const grades = ['Good', 'Poor', 'Standard', 'GOOD']
    expect(
      guessColumn(
        columnOf(
          'grade',
          cells((row) => grades[row % 10 === 0 ? 3 : row % 3] as string),
        ),
      ),
    ).toMatchObject({
      type: 'category',
      categories: ['Poor', 'Standard', 'Good'],
      spellings: { GOOD: 'Good' },
    })
    const months = ['March', 'January', 'February']
    expect(
      guessColumn(
        columnOf(
          'm',
          cells((row) => months[row % 3] as string),
        ),
      ),
    ).toMatchObject({
      categories: ['January', 'February', 'March'],
    })
    const sizes = ['A10', 'A9', 'A1']
    expect(
      guessColumn(
        columnOf(
          's',
          cells((row) => sizes[row % 3] as string),
        ),
      ),
    ).toMatchObject({ categories: ['A1', 'A9', 'A10'] })
  })

  test('takes masks of symbols as missing, but not comparisons and C#', () => {
    const guess = guessColumn(
      columnOf(
        'b',
        cells((row) => (row % 2 === 0 ? '<=50K' : 'C#'), '!@9#%8', '!@9#%8', '#F%$D@*&8'),
      ),
    )
    expect(guess).toMatchObject({ categories: ['<=50K', 'C#'], missing: ['!@9#%8', '#F%$D@*&8'] })
  })

  test('sees lists', () => {
    const items = ['Auto Loan', 'Home Loan', 'Student Loan']
    const list = (row: number): string => {
      const chosen = Array.from(
        { length: (row % 4) + 1 },
        (_, i) => items[(row + i * (1 + (row % 2))) % 3] as string,
      )
      return chosen.length === 1
        ? (chosen[0] as string)
        : `${chosen.slice(0, -1).join(', ')}, and ${chosen.at(-1)}`
    }
    expect(guessColumn(columnOf('loans', cells(list)))).toMatchObject({ type: 'list', categories: items })
  })

  test('lists all of many values, but for those of one row where they are many', () => {
    const villages = (rows: number): string[] =>
      Array.from({ length: 1000 }, (_, row) => (row < rows ? `Village ${row}` : `City ${row % 29}`))
    expect(guessColumn(columnOf('city', villages(40))).categories).toHaveLength(69)
    const guess = guessColumn(columnOf('city', villages(100)))
    expect(guess.type).toBe('category')
    expect(guess.categories).toHaveLength(29)
    expect(guess.reasons.join()).toContain(
      '29 different values,100 others (in one row each, 10% of the rows) become missing, as values that training never saw do',
    )
  })

  test('keeps texts and names of rows out of the features', () => {
    expect(
      guessColumn(
        columnOf(
          'note',
          cells((row) => `some words ${row}`),
        ),
      ),
    ).toMatchObject({ type: 'text' })
    expect(
      guessColumn(
        columnOf(
          'when',
          cells((row) => `2024-01-${10 + (row % 19)}T0${row % 9}:${10 + (row % 50)}`),
        ),
      ),
    ).toMatchObject({ type: 'datetime' })
    expect(
      guessColumn(
        columnOf(
          'token',
          cells((row) => `x${row}y`),
        ),
      ),
    ).toMatchObject({ type: 'identifier' })
  })

  test('sees constant and empty columns', () => {
    const constant = guessColumn(
      columnOf(
        'c',
        cells(() => 'BR'),
      ),
    )
    expect(constant).toMatchObject({ type: 'category', feature: false })
    expect(constant.reasons.join()).toContain(
      'constant: one value in every row, so it carries no information',
    )
    const gaps = guessColumn(
      columnOf(
        'c',
        cells((row) => (row % 3 === 0 ? 'BR' : '')),
      ),
    )
    expect(gaps.reasons).toEqual([
      '1 different value',
      '67% missing',
      'one value: only its presence carries information',
    ])
    expect(gaps.feature).toBeUndefined()
    expect(
      guessColumn(
        columnOf(
          'c',
          cells(() => '7'),
        ),
      ),
    ).toMatchObject({ feature: false })
    expect(
      guessColumn(
        columnOf(
          'e',
          cells(() => 'NA'),
        ),
      ),
    ).toMatchObject({
      type: 'text',
      reasons: ['no row has a value', '100% missing, all of them the text "NA"'],
    })
  })
})

describe('guessColumn() of personal data', () => {
  test.each([
    ['contact', (row: number) => `user${row}@example.com`],
    ['doc', (row: number) => `${100 + row}-22-${1000 + row}`],
    ['x', () => '529.982.247-25'],
    ['fone', (row: number) => `(11) 9${1000 + row}-${2000 + row}`],
    ['Name', (row: number) => `Ana Souza ${row}`],
    ['customer_name', (row: number) => `Ana Souza ${row}`],
    ['Nome Completo', (row: number) => `Ana Souza ${row}`],
    ['Nome do cliente', (row: number) => `Ana Souza ${row}`],
    ['Nome do aluno', (row: number) => `Ana Souza ${row}`],
    ['Nome da mãe', (row: number) => `Ana Souza ${row}`],
    ['Nome do responsável', (row: number) => `Ana Souza ${row}`],
    ['Nome Social', (row: number) => `Ana Souza ${row}`],
    ['Data nasc.', (row: number) => `1990-01-${row}`],
    ['pis', (row: number) => `120${10_052_999 + row * 71}`],
    ['NIS', (row: number) => `120.${10_000 + row * 71}.52-9`],
    ['Título de eleitor', (row: number) => `120${100_529_990 + row * 71}`],
    ['cartao', (row: number) => `4529${100_000_529_990 + row * 71}`],
    ['Nº do cartão', (row: number) => `4529 8200 0529 ${1000 + row}`],
    ['x', () => '4111 1111 1111 1111'],
    ['dateOfBirth', (row: number) => `1990-01-${row}`],
  ])('hides %s', (name, make) => {
    const guess = guessColumn(columnOf(name, cells(make)))
    expect(guess).toMatchObject({ type: 'text', personal: true })
    expect(JSON.stringify([guess.reasons, guess.categories, guess.missing])).not.toMatch(
      /Ana|example\.com|529|1990/,
    )
  })

  test.each([
    ['telephone', (row: number) => (row % 2 === 0 ? 'A191' : 'A192')],
    ['file_name', (row: number) => `f${row % 10}`],
    ['Nome do produto', (row: number) => `Ana ${row}`],
    ['PIS', (row: number) => `${row * 7},35`],
    ['cartao', (row: number) => String(100 + row * 7)],
    ['cpf_ok', (row: number) => (row % 2 === 0 ? 'yes' : 'no')],
    ['amount', (row: number) => String(10_000_000_000 + row * 17)],
  ])('does not hide %s', (name, make) =>
    expect(guessColumn(columnOf(name, cells(make))).personal).toBeUndefined(),
  )
})

describe('guessColumn() of codes', () => {
  const notesOf = (name: string, make: (row: number) => string) => guessColumn(columnOf(name, cells(make)))

  test('does not point out 99 among shops that are numbered through', () => {
    expect(notesOf('shop', (row) => String(row % 150)).reasons.join()).not.toContain('99')
    expect(notesOf('setor', (row) => String(row % 20 === 0 ? 99 : row % 6)).reasons.join()).toContain(
      'if "99" stands for',
    )
  })

  test('takes codes that hardly repeat for identifiers, not for categories of which most are lost', () => {
    // 188 of 200 rows have their own of 10,000 codes.
    expect(
      notesOf('agencia', (row) => String(((row < 188 ? row : row - 6) * 7919) % 10_000).padStart(4, '0'))
        .type,
    ).toBe('identifier')
    expect(notesOf('agencia', (row) => String(((row % 90) * 7919) % 10_000).padStart(4, '0')).type).toBe(
      'category',
    )
  })

  test('takes municipalities for codes, round ones too', () => {
    const codes = ['355030', '330455', '310620', '530010']
    expect(notesOf('mun', (row) => codes[row % 4] as string)).toMatchObject({
      type: 'category',
      categories: codes.toSorted(),
    })
  })
})
