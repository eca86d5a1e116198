import { posix } from 'node:path'
import { attribute, type XmlHandler, XmlScanner } from './xml-scanner.ts'
import type { ZipFile } from './zip-file.ts'

export interface Sheet {
  readonly name: string
  /** Where it is in the archive. */
  readonly part: string
  readonly isHidden: boolean
}

/** What the sheets of a workbook share. */
export interface Workbook {
  readonly sheets: readonly Sheet[]
  readonly strings: readonly string[]
  /** What each cell style shows a number as. */
  readonly styles: readonly NumberStyle[]
  /** Days count from 1904 instead of 1900. */
  readonly from1904: boolean
}

/** Durations such as `[h]:mm` are numbers of days. */
export type NumberStyle = 'number' | 'date' | 'time'

export interface PartOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with the unpacked bytes before they are taken; throws when there are too many. */
  readonly unpacked?: ((bytes: number) => void) | undefined
}

/** Reads one part of the archive into `handler`, to its end unless `isDone` says that enough was read. */
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

/** Undefined when the archive is no workbook. */
export async function readWorkbook(zip: ZipFile, options: PartOptions): Promise<Workbook | undefined> {
  if (!zip.has('_rels/.rels')) return undefined
  const main = (await relationsOf(zip, '', options)).find(({ type }) => type.endsWith('/officeDocument'))?.target
  if (main === undefined || !zip.has(main)) return undefined
  const relations = await relationsOf(zip, main, options)
  const named: { name: string; id: string; isHidden: boolean }[] = []
  let isWorkbook = false
  let from1904 = false
  const open = (element: string, tag: string): void => {
    if (element === 'workbook') isWorkbook = true
    if (element === 'workbookPr') from1904 = /^(1|true)$/.test(attribute(tag, 'date1904') ?? '')
    if (element !== 'sheet') return
    const isHidden = (attribute(tag, 'state') ?? 'visible') !== 'visible'
    named.push({ name: attribute(tag, 'name') ?? '', id: attribute(tag, 'id') ?? '', isHidden })
  }
  if (!main.endsWith('.xml')) return undefined
  await readPart(zip, main, { open, close: ignore, text: ignore }, options)
  if (!isWorkbook) return undefined
  const partOf = (kind: string): string | undefined => {
    return relations.find(({ type, target }) => type.endsWith(`/${kind}`) && zip.has(target))?.target
  }
  const byId = new Map(relations.map((relation) => [relation.id, relation]))
  // A chart may be a sheet too, and holds no cells.
  const sheets = named.flatMap(({ name, id, isHidden }) => {
    const relation = byId.get(id)
    return relation !== undefined && relation.type.endsWith('/worksheet') ? [{ name, part: relation.target, isHidden }] : []
  })
  const strings = await readStrings(zip, partOf('sharedStrings'), options)
  return { sheets, strings, styles: await readStyles(zip, partOf('styles'), options), from1904 }
}

interface Relation {
  readonly id: string
  readonly type: string
  readonly target: string
}

/** Where the parts are that `part` names; the archive's own for ''. */
async function relationsOf(zip: ZipFile, part: string, options: PartOptions): Promise<Relation[]> {
  const relations: Relation[] = []
  const folder = posix.dirname(part)
  const open = (element: string, tag: string): void => {
    if (element !== 'Relationship') return
    const target = attribute(tag, 'Target') ?? ''
    const path = target.startsWith('/') ? target.slice(1) : posix.join(folder, target)
    relations.push({ id: attribute(tag, 'Id') ?? '', type: attribute(tag, 'Type') ?? '', target: path })
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
    // without outer blanks, so that a cell of nothing else does not cost its length again wherever it stands
    close: (element) => (element === 'si' ? strings.push(reader.end().trim()) : reader.close(element)),
    text: (text) => reader.text(text),
  }
  if (part !== undefined) await readPart(zip, part, handler, options)
  return strings
}

/** Text of a shared or inline string: its runs joined, without the reading aids of East Asian texts. */
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
    // Characters that XML cannot hold are written so (ECMA-376, part 1, 22.9.2.19).
    return this.#text.replaceAll(/_x([\dA-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  }
}

/** Characters that Excel takes. What it means is found by patterns that would take hours for a million. */
const maxFormatLength = 255

async function readStyles(zip: ZipFile, part: string | undefined, options: PartOptions): Promise<NumberStyle[]> {
  const formats = new Map<number, string>()
  const styles: number[] = []
  let inCells = false
  const open = (element: string, tag: string): void => {
    if (element === 'numFmt')
      formats.set(Number(attribute(tag, 'numFmtId')), (attribute(tag, 'formatCode') ?? '').slice(0, maxFormatLength))
    if (element === 'cellXfs') inCells = true
    if (element === 'xf' && inCells) styles.push(Number(attribute(tag, 'numFmtId') ?? 0))
  }
  const close = (element: string): void => {
    if (element === 'cellXfs') inCells = false
  }
  if (part !== undefined) await readPart(zip, part, { open, close, text: ignore }, options)
  return styles.map((id) => styleOf(id, formats.get(id)))
}

/** The built-in formats 14 to 17 and 22 show days, 18 to 21, 45 and 47 times, 46 a duration. Others say it by their letters. */
function styleOf(id: number, code: string | undefined): NumberStyle {
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
  // This part of the document says nothing of interest.
}
