import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayMs, formatIsoDay, formatIsoTime } from '../../src/base/time/date-time.ts'
import { type ChildServer, runOrFail, startChildServer } from '../kit/child-server.ts'
import { runCli } from '../kit/run-cli.ts'
import { workbookParts, zipOf } from '../kit/workbook.ts'

const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
const environment = { DATA_DIR: join(folder, 'data'), THREADS: '1' }
const config = `import { column, daysBetween, defineProject, hourOf, logisticRegression } from 'lapidary'
const zone = 'America/Sao_Paulo'
export default defineProject({
  name: 'orders',
  title: { en: 'Orders', 'pt-BR': 'Pedidos' },
  model: 'OrderModel',
  columns: {
    id: column.identifier({}),
    ordered: column.date({ dayFirst: true, min: '2020-01-01', max: '2030-12-31', example: '2022-03-05' }),
    promised: column.datetime({ dayFirst: true, zone, example: '2022-03-15T14:30:00Z' }),
    printed: column.date({ dayFirst: true }),
    late: column.category({ categories: ['no', 'yes'] }),
  },
  derived: {
    days: {
      label: { en: 'Days', 'pt-BR': 'Dias' },
      from: ['promised', 'ordered'],
      compute: ({ promised, ordered }) => daysBetween(ordered, promised, zone),
    },
    hour: { label: { en: 'Hour', 'pt-BR': 'Hora' }, from: ['promised'], compute: ({ promised }) => hourOf(promised, zone) },
  },
  target: 'late',
  time: 'ordered',
  slices: ['ordered'],
  learner: logisticRegression(),
  data: { files: ['orders.csv'] },
})
`

/**
 * Orders of a winter, due in 1 to 30 days; those due soon are late. Sao Paulo is three hours behind
 * UTC all year.
 */
const orders = Array.from({ length: 300 }, (_, i) => {
  const ordered = Date.UTC(2022, 5, 1) + ((i * 7) % 90) * dayMs
  const days = 1 + ((i * 11) % 30)
  const promised = ordered + days * dayMs + ((i % 24) * 60 + 30) * 60_000 + 3 * 3_600_000
  return { id: `P${i}`, ordered, promised, late: days < 10 !== (i % 13 === 0) ? 'yes' : 'no' }
})
const dayFirst = (time: number): string => formatIsoDay(time).split('-').reverse().join('/')
const clock = (time: number): string => new Date(time - 3 * 3_600_000).toISOString().slice(11, 16)
const local = (time: number): string => `${dayFirst(time - 3 * 3_600_000)} ${clock(time)}`

/** The same table in another form. */
function csv(ordered: (time: number) => string, promised: (time: number) => string): string {
  const lines = orders.map(
    (order) => `${order.id},${ordered(order.ordered)},${promised(order.promised)},01/02/2022,${order.late}`,
  )
  return ['id,ordered,promised,printed,late', ...lines, ''].join('\n')
}

async function scored(name: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const output = join(folder, `scored-${name}.csv`)
  await runOrFail(['predict', folder, join(folder, name), '--output', output], { ...environment, ...env })
  return readFileSync(output, 'utf8')
}

let trained: string
let server: ChildServer

beforeAll(async () => {
  writeFileSync(join(folder, 'lapidary.config.ts'), config)
  const broken = csv(dayFirst, local)
    .replace(/^P5,[^,]*/m, 'P5,31/02/2022')
    .replace(/^P6,[^,]*/m, 'P6,01/02/1999')
  writeFileSync(join(folder, 'orders.csv'), broken)
  writeFileSync(join(folder, 'own.csv'), csv(dayFirst, local))
  writeFileSync(join(folder, 'iso.csv'), csv(formatIsoDay, formatIsoTime))
  trained = (await runOrFail(['train', folder], environment)).stdout
  server = await startChildServer(folder, environment.DATA_DIR)
}, 60_000)
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a file', () => {
  test('is reported with its days that do not exist and its dates out of range', () => {
    expect(trained).toMatch(/ordered +date +99\.3% .*not a date 1, out of range 1/)
    expect(trained).toContain('"31/02/2022"')
    expect(trained).toContain('"01/02/1999"')
    expect(trained).toContain('note: the date column printed is not used')
  })

  test('means the same in the form of the column, in ISO 8601, as Parquet and as a workbook, on a machine of any zone', async () => {
    const own = await scored('own.csv')
    expect(own.split('\n')).toHaveLength(302)
    expect(await scored('iso.csv')).toBe(own)
    writeFileSync(join(folder, 'orders.xlsx'), workbook())
    expect(await scored('orders.xlsx')).toBe(own)
    await writeParquet(join(folder, 'orders.parquet'))
    expect(await scored('orders.parquet')).toBe(own)
    for (const TZ of ['America/Sao_Paulo', 'Asia/Tokyo']) {
      expect(await scored('own.csv', { TZ })).toBe(own)
      expect(await scored('orders.parquet', { TZ })).toBe(own)
    }
  }, 60_000)
})

/** A workbook of cells that Excel shows as dates. */
function workbook(): Buffer {
  const serial = (time: number): number => time / dayMs + 25_569
  const text = (value: string): string => `<c t="inlineStr"><is><t>${value}</t></is></c>`
  const number = (value: number, style: number): string => `<c s="${style}"><v>${value}</v></c>`
  const rows = orders.map(({ id, ordered, promised, late }) => {
    const cells = [
      number(serial(ordered), 1),
      number(serial(promised - 3 * 3_600_000), 2),
      text('01/02/2022'),
      text(late),
    ]
    return `<row>${text(id)}${cells.join('')}</row>`
  })
  const head = `<row>${['id', 'ordered', 'promised', 'printed', 'late'].map(text).join('')}</row>`
  const parts = workbookParts({ Orders: `<sheetData>${head}${rows.join('')}</sheetData>` })
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles'
  const relations = 'xl/_rels/workbook.xml.rels'
  const styles = `<Relationship Id="s" Type="${type}" Target="styles.xml"/></Relationships>`
  return zipOf({
    ...parts,
    [relations]: (parts[relations] as string).replace('</Relationships>', styles),
    'xl/styles.xml': `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs></styleSheet>`,
  })
}

async function writeParquet(path: string): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`SET TimeZone = 'UTC'; COPY (SELECT id, ordered::DATE AS ordered, promised::TIMESTAMPTZ AS promised, printed, late
    FROM read_csv('${join(folder, 'iso.csv')}', all_varchar = true)) TO '${path}' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
}

interface Scored {
  readonly prediction: string
  readonly probabilities: Readonly<Record<string, number>>
}
interface Wrong {
  readonly field: string
  readonly message: string
  readonly allowed: unknown
}

describe('a request', () => {
  const predict = async (row: object, language = 'en') => {
    const response = await server.send('/v1/models/OrderModel/predict', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': language },
      body: JSON.stringify(row),
    })
    const body = (await response.json()) as { items: Scored[]; errors: Wrong[] }
    return { status: response.status, errors: body.errors, prediction: body.items?.[0] }
  }

  test('is scored as the row of a file, and logged and exported in ISO 8601', async () => {
    const [order] = orders
    const line = (await scored('own.csv')).split('\n')[1]?.split(',') ?? []
    const { status, prediction } = await predict({
      ordered: formatIsoDay(order?.ordered ?? 0),
      promised: formatIsoTime(order?.promised ?? 0),
    })
    expect(status).toBe(200)
    expect(prediction?.prediction).toBe(line[1])
    expect(prediction?.probabilities['no']).toBeCloseTo(Number(line[2]), 5)
    const local = await predict({ ordered: '2022-06-01', promised: '2022-06-04T21:30' })
    const offset = await predict({ ordered: '2022-06-01', promised: '2022-06-04T21:30:00-03:00' })
    expect(local.prediction?.probabilities).toEqual(offset.prediction?.probabilities)
    const log = (await (await server.send('/v1/predictions?limit=2')).json()) as {
      items: { inputs: object }[]
    }
    const inputs = { ordered: '2022-06-01', promised: '2022-06-05T00:30:00Z' }
    expect(log.items.map((item) => item.inputs)).toEqual([inputs, inputs])
    const exported = await (await server.send('/v1/predictions/export?format=csv')).text()
    expect(exported).toContain('2022-06-01,2022-06-05T00:30:00Z')
  })

  test.each([
    [
      { ordered: '05/03/2022' },
      'It must be a date such as 2022-03-05 from 2020-01-01 to 2030-12-31, or null',
    ],
    [{ ordered: '2022-02-30' }, '"2022-02-30" was sent'],
    [{ ordered: '2019-12-31' }, 'from 2020-01-01 to 2030-12-31'],
    [{ ordered: '2022-03-05T00:00:00Z' }, 'a date such as 2022-03-05'],
    [{ ordered: 44_625 }, '44625 was sent'],
    [{ promised: '05/03/2022 14:30' }, 'a date and time such as 2022-03-05T14:30:00Z'],
    [{ promised: '2022-03-05T24:00:00Z' }, 'a date and time such as 2022-03-05T14:30:00Z'],
    [{ printed: '2022-03-05' }, 'There is no field "printed"'],
  ])('%j is refused by name, value and what is allowed', async (row, message) => {
    const { status, errors } = await predict(row)
    expect(status).toBe(422)
    const [error] = errors
    expect(error?.field).toBe(Object.keys(row)[0])
    expect(error?.message).toContain(message)
    expect(error?.allowed).toBeDefined()
  })

  test('is refused in the language of its caller', async () => {
    const { errors } = await predict({ ordered: '05/03/2022' }, 'pt-BR')
    expect(errors[0]?.message).toContain('Deve ser uma data como 2022-03-05 de 2020-01-01 a 2030-12-31')
  })

  test('is documented by its format', async () => {
    const document = await (await server.send('/openapi.json')).text()
    expect(document).toMatch(/"ordered":\{"type":\["string","null"\],.{0,200}"format":"date",/)
    expect(document).toMatch(/"promised":\{"type":\["string","null"\],.{0,300}"format":"date-time",/)
    expect(document).not.toContain('"printed"')
  })
})

test('an unknown zone, a wrong limit and a format without a year stop the program', async () => {
  for (const [from, to, said] of [
    ['dayFirst: true, zone', `zone: 'Brasilia'`, 'the zone of "promised" is "Brasilia"'],
    [
      `min: '2020-01-01'`,
      `min: '01/01/2020'`,
      'the min of "ordered" is "01/01/2020", but it must be ISO 8601',
    ],
    [`min: '2020-01-01'`, `min: '2031-01-01'`, 'the minimum of "ordered" is above its maximum'],
    [
      'printed: column.date({ dayFirst: true })',
      `printed: column.date({ format: 'dd/MM' })`,
      'the format of "printed" is "dd/MM"',
    ],
  ] as const) {
    const other = mkdtempSync(join(folder, 'wrong-'))
    writeFileSync(join(other, 'lapidary.config.ts'), config.replace(from, to))
    const { code, stderr } = await runCli(['train', other], environment)
    expect(code).not.toBe(0)
    expect(stderr).toContain(said)
  }
})
