import { formatCsvLine } from '../../src/base/text/csv.ts'

/**
 * Tables of the kinds that people bring and that readers get wrong. Each is the same in every run.
 */

/** Returns a number from 0 to 1 that looks random, the same for the same arguments. */
function noise(row: number, column: number): number {
  let bits = Math.imul(row + 1, 0x9e3779b1) ^ Math.imul(column + 1, 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d)
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39)
  return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32
}

type Cells = readonly (string | number)[]

function csv(heading: Cells, rows: readonly Cells[], separator = ','): string {
  return [heading, ...rows]
    .map((cells) => (separator === ',' ? formatCsvLine(cells) : `${cells.join(separator)}\n`))
    .join('')
}

const rowsOf = (count: number, row: (i: number) => Cells): readonly Cells[] =>
  Array.from({ length: count }, (_, i) => row(i))
const decimals = (value: number, digits: number): string => value.toFixed(digits)

/**
 * Three rows of each of 240 accounts, whose ids a double would merge if `first` is above 2^53, and
 * ten rows without an id.
 */
export function accounts(name: string, first: bigint): string {
  const rows = rowsOf(730, (i) => {
    const account = Math.floor(i / 3)
    const income = Math.round(1500 + 5000 * noise(account, 2) + 30 * noise(i, 3))
    const id = i < 720 ? String(first + BigInt(account)) : ''
    const [age, family] = [20 + Math.floor(50 * noise(account, 0)), 1 + Math.floor(5 * noise(account, 1))]
    return [id, age, family, income, income + 2000 * noise(account, 5) > 5000 ? 'sim' : 'nao']
  })
  return csv([name, 'age', 'family', 'income', 'paid'], rows)
}

const municipalities =
  '3550308 2927408 3304557 1302603 5300108 4106902 2304400 2611606 4314902 1501402 5208707 3518800'.split(' ')

/** The municipality decides, and its number says nothing. */
export function municipalityCodes(): string {
  const rows = rowsOf(900, (i) => {
    const place = Math.floor(12 * noise(i, 0))
    const isSevere = noise(i, 1) < (place % 2 === 0 ? 0.2 : 0.8)
    return [
      municipalities[place] as string,
      18 + Math.floor(60 * noise(i, 2)),
      Math.floor(4 * noise(i, 3)),
      isSevere ? 'grave' : 'leve',
    ]
  })
  return csv(['cod_municipio', 'idade', 'doses', 'evolucao'], rows, ';')
}

/**
 * A table as Brazilian systems export it (Windows-1252), and the numbers that its cells stand for.
 */
export function brazilianNumbers(): {
  readonly bytes: Buffer
  readonly numbers: readonly (readonly number[])[]
} {
  const number = (value: number, digits: number): string =>
    value.toLocaleString('pt-BR', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const round = (value: number, digits: number): number => Number(value.toFixed(digits))
  const numbers = Array.from({ length: 600 }, (_, i) => [
    round(2 + 50 * noise(i, 0), 2),
    Math.round(1e6 + 4e7 * noise(i, 1)),
    round(10 * noise(i, 2), 1),
    round(10 ** (2 + 4 * noise(i, 3)), 2),
    round(-10 + 50 * noise(i, 4), 2),
  ])
  const day = (i: number): string =>
    `${String((i % 28) + 1).padStart(2, '0')}/${String((i % 12) + 1).padStart(2, '0')}/2024`
  const rows = numbers.map(([price = 0, value = 0, dividend = 0, volume = 0, ratio = 0], i) => [
    `AAAA${String(i).padStart(3, '0')}`,
    number(price, 2),
    number(value, 0),
    `${number(dividend, 1)}%`,
    `R$ ${number(volume, 2)}`,
    number(ratio, 2),
    day(i),
    dividend > 5 ? 'comprar' : 'vender',
  ])
  const heading = [
    'Papel',
    'Cotação',
    'Valor de mercado',
    'Div. Yield',
    'Liquidez',
    'P/L',
    'Data últ cot',
    'Recomendação',
  ]
  return { bytes: Buffer.from(csv(heading, rows, ';'), 'latin1'), numbers }
}

/** "NA" is Namibia, and North America. */
export function policies(): string {
  const rows = rowsOf(600, (i) => {
    const premium = 200 + 150 * noise(i, 2)
    const country = ['NA', 'AO', 'ZM', 'ZA', 'BW', 'ZW'][Math.floor(6 * noise(i, 0))] as string
    return [country, noise(i, 1) < 0.5 ? 'NA' : 'AF', decimals(premium, 1), premium > 275 ? 'yes' : 'no']
  })
  return csv(['country', 'continent', 'premium', 'claim'], rows)
}

/**
 * Grades of 300 schools, under two titles and a blank line, or above a total, a blank line and a
 * note.
 */
export function schoolGrades(around: 'titles' | 'footer'): string {
  const grades = Array.from({ length: 300 }, (_, i) => [20 + 60 * noise(i, 0), 4 + 6 * noise(i, 1)] as const)
  const text = (value: number, digits: number): string => decimals(value, digits).replace('.', ',')
  const rows = grades.map(
    ([grade, hours], i) => `Escola ${i};${text(grade, 1)};${text(hours, 2)};${grade > 50 ? 'alto' : 'baixo'}`,
  )
  const sum = (index: 0 | 1): number => grades.reduce((total, pair) => total + pair[index], 0)
  const before =
    around === 'titles' ? ['Secretaria Fictícia;;;', 'Relatório emitido em 02/05/2024;;;', ';;;'] : []
  const after =
    around === 'footer' ? [`TOTAL;${text(sum(0), 1)};${text(sum(1), 2)};`, '', 'Fonte: dados fictícios'] : []
  return [...before, 'escola;"nota\nprova";horas;resultado', ...rows, ...after, ''].join('\n')
}

/**
 * Three classes of a hundred rows that a number tells apart, and three of one, two and three rows.
 */
export function rareClasses(): string {
  const division = (i: number): string =>
    i < 300 ? (['A', 'B', 'C'][i % 3] as string) : i < 301 ? 'D' : i < 303 ? 'E' : 'F'
  const rows = rowsOf(306, (i) => {
    const weight = 'ABCDEF'.indexOf(division(i)) * 2 + ((i * 7919) % 1000) / 400
    return [`i${i}`, decimals(weight, 3), ((i * 31) % 97) / 10, division(i)]
  })
  return csv(['item', 'weight', 'length', 'division'], rows)
}

export const oddHeadings =
  '[bio].[fis]|distancia, km|"aspas"|preço {R$}|имя|__proto__|constructor|toString|a:b|<b>x</b>|名|length|emoji 😀'.split(
    '|',
  )

/**
 * Numbers under headings that formats, templates and objects of JavaScript treat as something else.
 */
export function oddlyNamed(): string {
  const rows = rowsOf(300, (i) => {
    const values = oddHeadings.map((_, column) => 4 * noise(i, column) - 2)
    return [
      ...values.map((value) => decimals(value, 3)),
      (values[0] ?? 0) + (values[1] ?? 0) > 0 ? 'good' : 'bad',
    ]
  })
  return csv([...oddHeadings, 'y'], rows)
}

/** Headings that differ in letter case and spaces only. */
export function nearDuplicates(): string {
  const digit = (i: number, column: number): number => Math.floor(10 * noise(i, column))
  const rows = rowsOf(100, (i) => [
    i,
    digit(i, 0),
    digit(i, 1),
    digit(i, 2),
    digit(i, 0) + digit(i, 3) < 10 ? 'a' : 'b',
  ])
  return csv(['id', 'Valor', 'valor', 'VALOR ', 'y'], rows)
}

/** Patients to train on, and 80 of them as other files have them. */
export function patients(): Readonly<Record<'train' | 'same' | 'missing' | 'newcat' | 'comma', string>> {
  const rows = rowsOf(600, (i) => {
    const bmi = 18 + 17 * noise(i, 2)
    const sex = noise(i, 1) < 0.5 ? 'M' : 'F'
    const values = [
      20 + Math.floor(50 * noise(i, 0)),
      sex,
      decimals(bmi, 1),
      decimals(70 + 40 * noise(i, 3), 1),
    ]
    return [...values, decimals(100 + 150 * noise(i, 4), 1), bmi + 8 * noise(i, 5) > 30 ? 'high' : 'low']
  })
  const heading = ['age', 'sex', 'bmi', 'bp', 's1']
  const scored = rows.slice(0, 80).map((cells) => cells.slice(0, 5))
  const without = (cells: Cells): Cells => cells.toSpliced(2, 1)
  return {
    train: csv([...heading, 'target_class'], rows),
    same: csv(heading, scored),
    missing: csv(without(heading), scored.map(without)),
    newcat: csv(
      heading,
      scored.map((cells, i) => (i % 2 === 1 ? cells.with(1, 'X') : cells)),
    ),
    comma: csv(
      heading,
      scored.map((cells) => cells.with(2, String(cells[2]).replace('.', ','))),
      ';',
    ),
  }
}

/**
 * Postal codes, of which many occur once and none says anything, and 300 products of which each has
 * its own share of "b".
 */
export function manyCategories(): string {
  const rows = rowsOf(30_000, (i) => {
    const product = Math.floor(300 * noise(i, 0))
    const code = Math.floor(11_000 * noise(i, 1) ** 1.5)
    const isB = noise(i, 2) < (noise(product, 3) < 0.5 ? 0.16 : 0.84)
    const quantity = 1 + Math.floor(9 * noise(i, 4))
    return [`0${1_000_000 + code * 653}`, `P${String(product).padStart(3, '0')}`, quantity, isB ? 'b' : 'a']
  })
  return csv(['cep', 'produto', 'qtd', 'y'], rows)
}

/** Payments of which `rare` in `count` are frauds. */
export function frauds(count: number, rare: number): string {
  const rows = rowsOf(count, (i) => {
    const isFraud = i % (count / rare) === 7
    return [
      decimals(500 * noise(i, 0), 2),
      Math.floor(24 * noise(i, 1)),
      decimals(150 * noise(i, 2), 1),
      isFraud ? 'sim' : 'nao',
    ]
  })
  return csv(['valor', 'hora', 'dist', 'fraude'], rows)
}

/**
 * Returns a table with decimal points as Excel saves it in Brazil: semicolons, decimal commas,
 * Windows-1252.
 */
export function asBrazilianExcel(table: string): Buffer {
  const cell = (quoted: string): string => {
    const text = quoted.startsWith('"') ? quoted.slice(1, -1).replaceAll('""', '"') : quoted
    const local = /^_*-?\d+\.\d+_*$/.test(text) ? text.replace('.', ',') : text
    return /[";\n]/.test(local) ? `"${local.replaceAll('"', '""')}"` : local
  }
  const lines = table
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .match(/(?<=^|,)(?:"(?:[^"]|"")*"|[^,]*)/g)
        ?.map(cell)
        .join(';'),
    )
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1')
}
