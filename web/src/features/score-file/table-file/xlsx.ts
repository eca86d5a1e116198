import { ZipWriter } from './zip.ts'

/**
 * A cell is a number or a text. A text is never a formula: it is written as a string, which Excel
 * does not evaluate.
 */
export type Cell = number | string | null

/** Rows that a sheet of Excel has, its header included. */
export const maxSheetRows = 1_048_576
/** Characters of a cell. */
const maxCellLength = 32_767

/**
 * Writes a workbook (ECMA-376) of one sheet: a bold header that stays in view, then the rows.
 *
 * @param sheet its name, at most 31 characters.
 * @param rows the header first.
 */
export async function writeXlsx(sheet: string, rows: AsyncIterable<readonly Cell[]>): Promise<Blob> {
  const zip = new ZipWriter()
  await zip.add('[Content_Types].xml', [contentTypes])
  await zip.add('_rels/.rels', [relations('officeDocument', 'xl/workbook.xml')])
  await zip.add('xl/workbook.xml', [workbook(sheet)])
  await zip.add('xl/_rels/workbook.xml.rels', [
    relations('worksheet', 'worksheets/sheet1.xml', 'styles', 'styles.xml'),
  ])
  await zip.add('xl/styles.xml', [styles])
  await zip.add('xl/worksheets/sheet1.xml', sheetXml(rows))
  return zip.end('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
}

async function* sheetXml(rows: AsyncIterable<readonly Cell[]>): AsyncGenerator<string> {
  const frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
  yield `${xml}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">${frozen}</sheetView></sheetViews>`
  yield '<sheetFormatPr baseColWidth="16" defaultRowHeight="15"/><sheetData>'
  let number = 0
  for await (const cells of rows) {
    number++
    let text = `<row r="${number}">`
    for (const [index, cell] of cells.entries())
      text += cellXml(cell, `${columnName(index)}${number}`, number === 1)
    yield `${text}</row>`
  }
  yield '</sheetData></worksheet>'
}

function cellXml(cell: Cell, place: string, isHeader: boolean): string {
  if (cell === null || cell === '') return ''
  const style = isHeader ? ' s="1"' : ''
  if (typeof cell === 'number') return `<c r="${place}"${style}><v>${cell}</v></c>`
  return `<c r="${place}"${style} t="inlineStr"><is><t xml:space="preserve">${escapeXml(cell.slice(0, maxCellLength))}</t></is></c>`
}

/** A, B, …, Z, AA, … */
function columnName(index: number): string {
  let name = ''
  for (let left = index + 1; left > 0; left = Math.floor((left - 1) / 26)) {
    name = String.fromCharCode(65 + ((left - 1) % 26)) + name
  }
  return name
}

/** Characters that XML 1.0 cannot hold are left out. */
function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- these are what is removed
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  )
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const sheetTypes = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const contentTypes =
  `${xml}<Types xmlns="${packages}/content-types">` +
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
  `<Override PartName="/xl/workbook.xml" ContentType="${sheetTypes}.sheet.main+xml"/>` +
  `<Override PartName="/xl/styles.xml" ContentType="${sheetTypes}.styles+xml"/>` +
  `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${sheetTypes}.worksheet+xml"/></Types>`

/** Cell format 0 is plain, 1 is bold. */
const styles =
  `${xml}<styleSheet xmlns="${main}">` +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>' +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'

function workbook(sheet: string): string {
  const name = escapeXml(sheet.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31))
  return `${xml}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${name}" sheetId="1" r:id="rId1"/></sheets></workbook>`
}

/** @param targets a kind and a path, in turns. */
function relations(...targets: readonly string[]): string {
  let text = ''
  for (let i = 0; i < targets.length; i += 2) {
    text += `<Relationship Id="rId${i / 2 + 1}" Type="${office}/${targets[i]}" Target="${targets[i + 1]}"/>`
  }
  return `${xml}<Relationships xmlns="${packages}/relationships">${text}</Relationships>`
}
