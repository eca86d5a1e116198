import { posix } from 'node:path'
import { getAttribute, type XmlHandler, XmlScanner } from './xml-scanner.ts'
import type { ZipFile } from './zip-file.ts'

export interface Sheet {
  readonly name: string
  /** Path of the sheet in the archive. */
  readonly part: string
  readonly isHidden: boolean
}

/** Data that the sheets of a workbook share. */
export interface Workbook {
  readonly sheets: readonly Sheet[]
  readonly strings: readonly string[]
  /** Kind of number of each cell style. */
  readonly styles: readonly NumberStyle[]
  /** True if days count from 1904 instead of 1900. */
  readonly from1904: boolean
}

/** Durations such as `[h]:mm` are numbers of days. */
export type NumberStyle = 'number' | 'date' | 'time'

export interface PartOptions {
  readonly signal?: AbortSignal | undefined
  /**
   * Called with the number of unpacked bytes before they are used; throws if there are too many.
   */
  readonly unpacked?: ((bytes: number) => void) | undefined
}

/** Reads one part of the archive into `handler`, to its end unless `isDone` returns true. */
export async function readPart(
  zip: ZipFile,
  part: string,
  handler: XmlHandler,
  options: PartOptions,
  isDone?: () => boolean,
): Promise<void> {
  const scanner = new XmlScanner(handler)
  const decoder = new TextDecoder('utf-8')
  for await (const chunk of zip.chunks(part)) {
    options.signal?.throwIfAborted()
    options.unpacked?.(chunk.length)
    scanner.push(decoder.decode(chunk, { stream: true }))
    if (isDone?.() === true) return
  }
  scanner.push(decoder.decode())
  scanner.end()
}

/** Reads a workbook. Returns undefined if the archive is no workbook. */
export async function readWorkbook(zip: ZipFile, options: PartOptions): Promise<Workbook | undefined> {
  if (!zip.has('_rels/.rels')) return undefined
  const main = (await readRelations(zip, '', options)).find(({ type }) =>
    type.endsWith('/officeDocument'),
  )?.target
  if (main === undefined || !zip.has(main)) return undefined
  const relations = await readRelations(zip, main, options)
  const named: { name: string; id: string; isHidden: boolean }[] = []
  let isWorkbook = false
  let from1904 = false
  const open = (element: string, tag: string): void => {
    if (element === 'workbook') isWorkbook = true
    if (element === 'workbookPr') from1904 = /^(1|true)$/.test(getAttribute(tag, 'date1904') ?? '')
    if (element !== 'sheet') return
    const isHidden = (getAttribute(tag, 'state') ?? 'visible') !== 'visible'
    named.push({ name: getAttribute(tag, 'name') ?? '', id: getAttribute(tag, 'id') ?? '', isHidden })
  }
  if (!main.endsWith('.xml')) return undefined
  await readPart(zip, main, { open, close: ignore, text: ignore }, options)
  if (!isWorkbook) return undefined
  const partOf = (kind: string): string | undefined => {
    return relations.find(({ type, target }) => type.endsWith(`/${kind}`) && zip.has(target))?.target
  }
  const byId = new Map(relations.map((relation) => [relation.id, relation]))
  // A chart may be a sheet too, without cells.
  const sheets = named.flatMap(({ name, id, isHidden }) => {
    const relation = byId.get(id)
    return relation !== undefined && relation.type.endsWith('/worksheet')
      ? [{ name, part: relation.target, isHidden }]
      : []
  })
  const strings = await readStrings(zip, partOf('sharedStrings'), options)
  return { sheets, strings, styles: await readStyles(zip, partOf('styles'), options), from1904 }
}

interface Relation {
  readonly id: string
  readonly type: string
  readonly target: string
}

/** Reads the paths of the parts that `part` refers to; those of the archive for ''. */
async function readRelations(zip: ZipFile, part: string, options: PartOptions): Promise<Relation[]> {
  const relations: Relation[] = []
  const folder = posix.dirname(part)
  const open = (element: string, tag: string): void => {
    if (element !== 'Relationship') return
    const target = getAttribute(tag, 'Target') ?? ''
    const path = target.startsWith('/') ? target.slice(1) : posix.join(folder, target)
    relations.push({ id: getAttribute(tag, 'Id') ?? '', type: getAttribute(tag, 'Type') ?? '', target: path })
  }
  const file = posix.join(folder, '_rels', `${posix.basename(part)}.rels`)
  if (zip.has(file)) await readPart(zip, file, { open, close: ignore, text: ignore }, options)
  return relations
}

async function readStrings(zip: ZipFile, part: string | undefined, options: PartOptions): Promise<string[]> {
  const strings: string[] = []
  const reader = new TextRuns()
  const handler: XmlHandler = {
    open: (element, tag) => (element === 'si' ? reader.begin() : reader.open(element, tag)),
    // trimmed, so that a cell of blanks does not take its length in every place
    close: (element) => (element === 'si' ? strings.push(reader.end().trim()) : reader.close(element)),
    text: (text) => reader.text(text),
  }
  if (part !== undefined) await readPart(zip, part, handler, options)
  return strings
}

/**
 * Collects the text of a shared or inline string: its runs joined, without the reading aids of East
 * Asian texts.
 */
export class TextRuns {
  #text = ''
  #inText = false
  #inAid = false

  begin(): void {
    this.#text = ''
  }

  open(element: string, _tag: string): void {
    if (element === 't') this.#inText = true
    if (element === 'rPh') this.#inAid = true
  }

  close(element: string): void {
    if (element === 't') this.#inText = false
    if (element === 'rPh') this.#inAid = false
  }

  text(text: string): void {
    if (this.#inText && !this.#inAid) this.#text += text
  }

  end(): string {
    // This is how characters that XML cannot hold are written (ECMA-376, part 1, 22.9.2.19).
    return this.#text.replaceAll(/_x([\dA-Fa-f]{4})_/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
  }
}

/**
 * Characters that Excel allows. The patterns that classify a format would take hours for a million
 * characters.
 */
const maxFormatLength = 255

async function readStyles(
  zip: ZipFile,
  part: string | undefined,
  options: PartOptions,
): Promise<NumberStyle[]> {
  const formats = new Map<number, string>()
  const styles: number[] = []
  let inCells = false
  const open = (element: string, tag: string): void => {
    if (element === 'numFmt')
      formats.set(
        Number(getAttribute(tag, 'numFmtId')),
        (getAttribute(tag, 'formatCode') ?? '').slice(0, maxFormatLength),
      )
    if (element === 'cellXfs') inCells = true
    if (element === 'xf' && inCells) styles.push(Number(getAttribute(tag, 'numFmtId') ?? 0))
  }
  const close = (element: string): void => {
    if (element === 'cellXfs') inCells = false
  }
  if (part !== undefined) await readPart(zip, part, { open, close, text: ignore }, options)
  return styles.map((id) => getStyle(id, formats.get(id)))
}

/**
 * Returns the style of a format. The built-in formats 14 to 17 and 22 show days, 18 to 21, 45 and
 * 47 times, 46 a duration. Others are classified by their letters.
 */
function getStyle(id: number, code: string | undefined): NumberStyle {
  if (code === undefined) {
    if ((id >= 14 && id <= 17) || id === 22) return 'date'
    return (id >= 18 && id <= 21) || id === 45 || id === 47 ? 'time' : 'number'
  }
  if (/\[(?:h+|m+|s+)\]/i.test(code)) return 'number'
  const letters = code.replaceAll(/"[^"]*"|\\.|\[[^\]]*\]|general/gi, '')
  if (/[dy]/i.test(letters)) return 'date'
  if (/[hs]/i.test(letters)) return 'time'
  return /m/i.test(letters) ? 'date' : 'number'
}

function ignore(): void {
  // This part of the document is not needed.
}
