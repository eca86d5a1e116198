import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tempFolder } from '../../../../test/kit/temp-folder.ts'
import { column } from '../../column.ts'
import { readTable, type ReadTableResult } from '../read-table.ts'
import type { CellRecord } from '../record.ts'
import { cellValue } from '../../table.ts'
import { PackedRecords, RowPacker } from './packed-rows.ts'
import { createInitialState, RecordReader } from './record-reader.ts'

function cellsOf(record: CellRecord): unknown[] {
  const cells = Array.from({ length: record.count }, (_, cell) => [record.text(cell), record.number(cell)])
  return [record.hash(), ...cells]
}

const start = createInitialState({ separator: ',', decimalMark: 'point' })

/** The rows of `pieces`, as one thread takes them. */
function readHere(pieces: readonly Buffer[]): unknown[][] {
  const rows: unknown[][] = []
  const reader = new RecordReader(
    { begin: () => undefined, take: (scanner) => rows.push(cellsOf(scanner)) },
    start,
  )
  for (const piece of pieces) expect(reader.push(piece)).toBe(true)
  expect(reader.finish()).toBe(true)
  return rows
}

/** The same rows: of the first piece here, and of the others packed as a thread sends them. */
function readPacked([first = Buffer.alloc(0), ...pieces]: readonly Buffer[]): unknown[][] {
  const rows: unknown[][] = []
  const begun = new RecordReader(
    { begin: () => undefined, take: (scanner) => rows.push(cellsOf(scanner)) },
    start,
  )
  begun.push(first)
  const packer = new RowPacker()
  const reader = new RecordReader(packer, structuredClone(begun.state))
  const take = (): void => {
    const records = new PackedRecords(structuredClone(packer.getRows()))
    for (let row = 0; row < records.rowCount; row++) {
      records.moveTo(row)
      rows.push(cellsOf(records))
    }
  }
  for (const piece of pieces) {
    reader.push(piece)
    take()
  }
  reader.finish()
  take()
  return rows
}

test.each([
  ['sep=;\r\na;b\r\n1;2,5\r\n', ['1', '2,5'], 2],
  ['"sep=,"\na,b\n1,2\n', ['1', '2'], 2],
  ['sep=|;;\na|b\n1|c;d\n', ['1', 'c;d'], 2],
  ['a\tb\n1\t2\n', ['1', '2'], 1],
])('readTable() reads the separator that a first line names: %j', async (text, row, headingsLine) => {
  const path = join(tempFolder(), 'table.csv')
  writeFileSync(path, text)
  const columns = { a: column.text({ feature: true }), b: column.text({ feature: true }) }
  const { table, report } = await readTable([path], { columns }, { requireTarget: false, synthetic: false })
  expect([...table.columns.values()].map((data) => cellValue(data, 0))).toEqual(row)
  const skipped = headingsLine === 2 ? [{ kind: 'separator-line', count: 1, lines: [1] }] : []
  expect(report.readings).toMatchObject([{ headings_line: headingsLine, skipped }])
})

test('a text that is cut anywhere has the rows of the whole, packed or not', () => {
  const unit = fc.constantFrom('a', 'é', '1', '.', ',', '"', '""', '\n', '\r\n', ' ', '-')
  const line = fc.array(
    fc.oneof(
      fc.string({ unit, maxLength: 9 }).map((text) => `"${text.replaceAll('"', '""')}"`),
      fc.double().map(String),
    ),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  const text = fc.tuple(
    fc.array(line, { maxLength: 30 }),
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.constantFrom<BufferEncoding>('utf8', 'latin1'),
  )
  // Beyond the first 64 KiB, which are looked at whole to find the separator.
  const head = `first,second\n${`${'x'.repeat(1022)},1\n`.repeat(64)}`
  const cuts = fc.array(fc.nat(400), { maxLength: 5 })
  fc.assert(
    fc.property(text, cuts, ([lines, ending, encoding], places) => {
      const body = Buffer.from(lines.map((cells) => cells.join(',')).join(ending), encoding)
      const edges = [...new Set(places.filter((place) => place < body.length))].sort((a, b) => a - b)
      const pieces = [0, ...edges].map((from, i) => body.subarray(from, edges[i]))
      const whole = readHere([Buffer.concat([Buffer.from(head), body])])
      expect(readHere([Buffer.from(head), ...pieces])).toEqual(whole)
      expect(readPacked([Buffer.from(head), ...pieces])).toEqual(whole)
    }),
    { numRuns: 25 },
  )
})

const schema = {
  columns: {
    id: column.identifier({}),
    amount: column.number({ min: 0, max: 1e6 }),
    kind: column.category({ categories: ['São Paulo', 'a "b"', 'c\nd'], spellings: { SP: 'São Paulo' } }),
    items: column.list({ categories: ['x', 'y'], emptyMeansNone: true }),
    secret: column.text({ personal: true }),
    outcome: column.category({ categories: ['no', 'yes'] }),
  },
  target: 'outcome',
  entity: 'id',
}
const header = 'id,amount,kind,items,secret,outcome'
const mark = Buffer.from('\ufeff')
/** Where the thread takes over, and where its first piece ends. */
const pieceEnds = [3 << 20, 4 << 20]

/**
 * More than 4 MiB of rows, good and bad, in which `special` lies across ends of pieces, `before`
 * bytes of it before.
 */
function tableAround(
  special: string,
  before: number,
  ending: string,
  encoding: BufferEncoding = 'utf8',
): Buffer {
  const rows: string[] = []
  for (let row = 0; row < 16_000; row++) {
    const amount = row % 7 === 0 ? `${row}_` : row % 11 === 0 ? '-5' : `${row / 3}`
    const secret = `n${row % 50}`.padEnd(280)
    rows.push(
      `E${row % 999},${amount},${row % 13 === 0 ? 'SP' : '"a ""b"""'},"x, y",${secret},${row % 3 === 0 ? 'no' : 'yes'}`,
    )
  }
  let table = Buffer.from([header, ...rows].join(ending), encoding)
  if (encoding === 'utf8') table = Buffer.concat([mark, table])
  for (const end of pieceEnds) {
    const at = table.lastIndexOf(ending, end - before - 300) + ending.length
    const filler = `E0,1,SP,x,,no${ending}`.replace(
      ',,',
      `,${'p'.repeat(end - before - at - 13 - ending.length)},`,
    )
    table = Buffer.concat([
      table.subarray(0, at),
      Buffer.from(filler + special + ending, encoding),
      table.subarray(at),
    ])
    expect(table.subarray(end - before, end).toString(encoding)).toBe(
      Buffer.from(special + ending, encoding)
        .subarray(0, before)
        .toString(encoding),
    )
  }
  return table
}

async function readWith(
  threads: number,
  content: string | Buffer,
  requireTarget = true,
): Promise<ReadTableResult> {
  const path = join(tempFolder(), 'table.csv')
  writeFileSync(path, content)
  return await readTable([path], schema, { requireTarget, synthetic: false, threads })
}

test.each<[string, string, number, string, BufferEncoding?]>([
  ['a quoted line break', 'E1,2,"c\nd",x,,no', 8, '\n'],
  ['CRLF', 'E1,2,SP,x,,no', 14, '\r\n'],
  ['doubled quotes', 'E1,2,"a ""b""",x,,no', 9, '\n'],
  ['a letter of two bytes', 'E1,2,São Paulo,x,,no', 7, '\n'],
  ['Latin-1', 'E1,2,São Paulo,x,,no', 7, '\n', 'latin1'],
  ['too few cells', 'E1,2,SP', 4, '\n'],
  ['too many cells', 'E1,2,SP,x,,no,8,9', 4, '\n'],
])(
  'readTable() of a file with %s between two pieces is the same for 1, 2 and 3 threads',
  async (_, special, before, ending, encoding) => {
    for (const requireTarget of [true, false]) {
      const content = tableAround(special, before, ending, encoding)
      const one = await readWith(1, content, requireTarget)
      expect(one.report).toMatchObject({ rows: 16_004 })
      expect(
        one.report.columns.find(({ name }) => name === 'amount')?.problems.map(({ problem }) => problem),
      ).toEqual(['not-a-number', 'out-of-range'])
      for (const threads of [2, 3]) {
        const many = await readWith(threads, content, requireTarget)
        expect(JSON.stringify(many.report)).toBe(JSON.stringify(one.report))
        expect(many.table).toEqual(one.table)
      }
    }
  },
)

const good = tableAround('E1,2,SP,x,,no', 5, '\n').toString()
test.each<[string, string | Buffer]>([
  ['unclosed-quote', `${good}\nE1,"2,SP,x,,no\n${'x'.repeat(2000)}`],
  ['ragged-file', good.replaceAll(',"x, y",', ',')],
  ['not-text', `${good}\nE1,\0,SP,x,,no`],
  ['target-not-in-data', `${good}\nE1,\0,SP,x,,no`.replace('outcome', 'result')],
])('readTable() refuses %s with the same words for 1, 2 and 3 threads', async (code, content) => {
  const messages = await Promise.all(
    [1, 2, 3].map((threads) =>
      readWith(threads, content).then(
        () => 'read',
        (error: unknown) => error,
      ),
    ),
  )
  expect(messages[0]).toMatchObject({ code })
  expect(messages.slice(1)).toEqual([messages[0], messages[0]])
})

test('readTable() in threads ends when it is told to', async () => {
  const path = join(tempFolder(), 'table.csv')
  writeFileSync(path, good)
  const stop = new AbortController()
  const options = {
    requireTarget: true,
    synthetic: false,
    threads: 2,
    signal: stop.signal,
    progress: () => stop.abort(new Error('enough')),
  }
  await expect(readTable([path], schema, options)).rejects.toThrow('enough')
})
