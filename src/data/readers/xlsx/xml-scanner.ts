import { DamagedFile } from '../unreadable-file.ts'

/** Receives the parts of a document in order. Names come without their prefix. */
export interface XmlHandler {
  open(name: string, tag: string): void
  close(name: string): void
  text(text: string): void
}

/** Characters of the longest tag or text of a workbook: a cell holds 32,767 characters. */
const maxPieceLength = 1 << 20

/**
 * Reads the XML of a workbook's parts as it comes, without building a tree. Only the entities of
 * XML itself are supported: a document that declares its own (a way to make gigabytes of a few
 * bytes, or to read other files) is rejected.
 */
export class XmlScanner {
  readonly #handler: XmlHandler
  #rest = ''

  constructor(handler: XmlHandler) {
    this.#handler = handler
  }

  /**
   * Scans a chunk.
   *
   * @throws DamagedFile with the reason
   */
  push(chunk: string): void {
    const text = this.#rest + chunk
    let at = 0
    for (;;) {
      const next = this.#take(text, at)
      if (next < 0) break
      at = next
    }
    this.#rest = text.slice(at)
    if (this.#rest.length > maxPieceLength) throw new DamagedFile('xml-too-long')
  }

  /** Ends the document, after which only blanks may be left. */
  end(): void {
    if (this.#rest.trim() !== '') throw new DamagedFile('xml-end')
  }

  /**
   * Scans the piece that begins at `at`. Returns where the next one begins, or -1 if its end is
   * still to come.
   */
  #take(text: string, at: number): number {
    const start = text.indexOf('<', at)
    if (start < 0) return -1
    if (start > at) {
      this.#handler.text(unescapeXml(text.slice(at, start)))
      return start
    }
    const second = text[at + 1]
    if (second === '?') return findAfter(text, '?>', at)
    if (second === '!') return this.#takeDeclaration(text, at)
    const end = findTagEnd(text, at)
    if (end >= 0) this.#tag(text.slice(at + 1, end))
    return end < 0 ? -1 : end + 1
  }

  #takeDeclaration(text: string, at: number): number {
    if (text.startsWith('<!--', at)) return findAfter(text, '-->', at)
    if (text.startsWith('<!D', at)) throw new DamagedFile('xml-document-type')
    if (!text.startsWith('<![CDATA[', at)) return findAfter(text, '>', at)
    const end = text.indexOf(']]>', at)
    if (end >= 0) this.#handler.text(text.slice(at + 9, end))
    return end < 0 ? -1 : end + 3
  }

  #tag(tag: string): void {
    const name = getTagName(tag)
    if (tag.startsWith('/')) return this.#handler.close(name)
    this.#handler.open(name, tag)
    if (tag.endsWith('/')) this.#handler.close(name)
  }
}

/** Returns the value of a tag's attribute, whatever its prefix. */
export function getAttribute(tag: string, name: string): string | undefined {
  const match = getPattern(name).exec(tag)
  return match === null ? undefined : unescapeXml(match[1] ?? match[2] ?? '')
}

const patterns: Readonly<Record<string, RegExp>> = Object.fromEntries(
  [
    'r',
    's',
    't',
    'ref',
    'name',
    'id',
    'Id',
    'Type',
    'Target',
    'numFmtId',
    'formatCode',
    'date1904',
    'state',
  ].map((name) => [name, createPattern(name)]),
)

function getPattern(name: string): RegExp {
  return patterns[name] ?? createPattern(name)
}

function createPattern(name: string): RegExp {
  return new RegExp(`\\s(?:[\\w-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
}

function findAfter(text: string, mark: string, at: number): number {
  const end = text.indexOf(mark, at)
  return end < 0 ? -1 : end + mark.length
}

/** Returns the name of a tag without its prefix. Most tags consist of a name only. */
function getTagName(tag: string): string {
  if (/^\w+$/.test(tag)) return tag
  return /^\/?(?:[^\s/:]+:)?([^\s/]+)/.exec(tag)?.[1] ?? ''
}

/**
 * Returns where a tag ends, or -1 when its end is still to come. A `>` inside quotes does not end
 * it.
 */
function findTagEnd(text: string, at: number): number {
  const end = text.indexOf('>', at)
  if (end < 0 || !/["']/.test(text.slice(at, end))) return end
  let quote = ''
  for (let i = at + 1; i < text.length; i++) {
    const sign = text[i] as string
    if (quote === '' && sign === '>') return i
    if (quote === '' && (sign === '"' || sign === "'")) quote = sign
    else if (sign === quote) quote = ''
  }
  return -1
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescapeXml(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(/&(#x[\da-fA-F]{1,6}|#\d{1,7}|\w+);/g, (whole, name: string) => {
    if (!name.startsWith('#')) return Object.hasOwn(entities, name) ? (entities[name] as string) : whole
    const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
