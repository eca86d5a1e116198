import { deflateRawSync } from 'node:zlib'

/**
 * Creates a ZIP archive of texts.
 *
 * @param claims unpacked sizes that the archive states for parts, instead of the real ones
 */
export function zipOf(
  parts: Readonly<Record<string, string | Buffer>>,
  claims: Readonly<Record<string, number>> = {},
): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(parts)) {
    const plain = Buffer.from(content)
    const packed = deflateRawSync(plain)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(claims[name] ?? plain.length, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, place, Buffer.from(name)]))
    bodies.push(local)
    offset += local.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(entries.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, entries, end])
}

/** A cell as a workbook stores it, or null without a value. */
export type SheetCell = string | number | boolean | null

/**
 * Returns the parts of a workbook whose sheets are rows of cells, or XML that is inserted into the
 * sheet unchanged.
 *
 * @param hidden names of hidden sheets
 */
export function workbookParts(
  sheets: Readonly<Record<string, readonly (readonly SheetCell[])[] | string>>,
  hidden: readonly string[] = [],
): Record<string, string> {
  const names = Object.keys(sheets)
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`
  const parts: Record<string, string> = {
    '_rels/.rels': `<Relationships>${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${names.map((_, i) => relation(`r${i}`, 'worksheet', `sheet${i}.xml`)).join('')}</Relationships>`,
    'xl/workbook.xml': `<workbook xmlns:r="${office}"><sheets>${names.map((name, i) => `<sheet name="${name}"${hidden.includes(name) ? ' state="hidden"' : ''} r:id="r${i}"/>`).join('')}</sheets></workbook>`,
  }
  for (const [i, name] of names.entries()) {
    const content = sheets[name] ?? ''
    const body =
      typeof content === 'string' ? content : `<sheetData>${content.map(rowXml).join('')}</sheetData>`
    parts[`xl/sheet${i}.xml`] = `<?xml version="1.0"?><worksheet>${body}</worksheet>`
  }
  return parts
}

export function rowXml(cells: readonly SheetCell[]): string {
  return `<row>${cells.map(renderCellXml).join('')}</row>`
}

function renderCellXml(cell: SheetCell): string {
  if (cell === null) return '<c/>'
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`
  if (typeof cell === 'boolean') return `<c t="b"><v>${cell ? 1 : 0}</v></c>`
  return `<c t="inlineStr"><is><t>${cell.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</t></is></c>`
}
