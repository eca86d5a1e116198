import type { DuckDBConnection } from '@duckdb/node-api'
import { quoteSqlLiteral } from '../../../base/sql-literal.ts'

/**
 * Reads the time zones of a Parquet file's columns, by their names. Parquet itself stores points in
 * time without a zone; Arrow and pandas store the zone in the metadata. A zone that is not in
 * DuckDB's list is left out.
 *
 * @param file path as a literal of SQL
 * @throws Error for damaged metadata
 */
export async function readTimeZones(
  connection: DuckDBConnection,
  file: string,
): Promise<ReadonlyMap<string, string>> {
  const keys = `('ARROW:schema', 'pandas')`
  const query = `select decode(key), decode(value) from parquet_kv_metadata(${file}) where try(decode(key)) in ${keys}`
  const texts = new Map((await connection.runAndReadAll(query)).getRows() as [string, string][])
  const arrow = texts.get('ARROW:schema')
  const pandas = texts.get('pandas')
  const zones = arrow === undefined ? readPandasZones(pandas) : readArrowZones(Buffer.from(arrow, 'base64'))
  return await filterKnownZones(connection, zones)
}

async function filterKnownZones(
  connection: DuckDBConnection,
  zones: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  if (zones.size === 0) return new Map()
  const names = [...new Set(zones.values())].map(quoteSqlLiteral).join(', ')
  const rows = (
    await connection.runAndReadAll(`select name from pg_timezone_names() where name in (${names})`)
  ).getRows()
  const known = new Set(rows.map(([name]) => name as string))
  return new Map([...zones].filter(([, zone]) => known.has(zone) || /^[+-]\d\d:?\d\d$/.test(zone)))
}

interface PandasMetadata {
  readonly columns?: readonly {
    readonly name?: unknown
    readonly field_name?: unknown
    readonly metadata?: { readonly timezone?: unknown } | null
  }[]
}

function readPandasZones(text: string | undefined): Map<string, string> {
  const zones = new Map<string, string>()
  const { columns = [] } = text === undefined ? {} : (JSON.parse(text) as PandasMetadata)
  for (const { name, field_name: field = name, metadata } of columns)
    if (typeof field === 'string' && typeof metadata?.timezone === 'string')
      zones.set(field, metadata.timezone)
  return zones
}

/** Indexes of the members that are read, in the tables of Arrow's Message.fbs and Schema.fbs. */
const headerOfMessage = 2
const fieldsOfSchema = 1
const [nameOfField, kindOfField, typeOfField] = [0, 2, 3]
const timestampKind = 10
const zoneOfTimestamp = 1

/** Reads the zones of a schema in Arrow's IPC format: a length, and a message in FlatBuffers. */
function readArrowZones(bytes: Buffer): Map<string, string> {
  const start = bytes.readUInt32LE(0) === 0xffffffff ? 8 : 4
  const flat = new FlatBuffer(bytes.subarray(start))
  const schema = flat.target(flat.member(flat.target(0), headerOfMessage))
  const zones = new Map<string, string>()
  for (const field of flat.tables(flat.member(schema, fieldsOfSchema))) {
    const [kind, type] = [flat.member(field, kindOfField), flat.member(field, typeOfField)]
    if (kind === 0 || type === 0 || flat.bytes.readUInt8(kind) !== timestampKind) continue
    const zone = flat.text(flat.member(flat.target(type), zoneOfTimestamp))
    if (zone !== '') zones.set(flat.text(flat.member(field, nameOfField)), zone)
  }
  return zones
}

/**
 * Reads FlatBuffers, in which every reference is an offset from its own place. Throws RangeError
 * for a place outside the bytes.
 */
class FlatBuffer {
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  target(place: number): number {
    return place + this.bytes.readUInt32LE(place)
  }

  /** Returns the place of a table's member, or 0 if the table does not have it. */
  member(table: number, index: number): number {
    const layout = table - this.bytes.readInt32LE(table)
    const entry = 4 + 2 * index
    const offset = entry < this.bytes.readUInt16LE(layout) ? this.bytes.readUInt16LE(layout + entry) : 0
    return offset === 0 ? 0 : table + offset
  }

  /** Returns the tables of a vector that a member refers to. */
  tables(member: number): number[] {
    if (member === 0) return []
    const vector = this.target(member)
    const tables: number[] = []
    for (let i = 0; i < this.bytes.readUInt32LE(vector); i++) tables.push(this.target(vector + 4 + 4 * i))
    return tables
  }

  text(member: number): string {
    if (member === 0) return ''
    const start = this.target(member)
    return this.bytes.toString('utf8', start + 4, start + 4 + this.bytes.readUInt32LE(start))
  }
}
