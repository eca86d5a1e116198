/** A piece of a line: plain, or marked. */
export type Inline =
  | { readonly kind: 'text' | 'strong' | 'emphasis' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: readonly Inline[] }
  | { readonly kind: 'paragraph' | 'quote'; readonly text: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'table'
      readonly header: readonly (readonly Inline[])[]
      readonly rows: readonly (readonly (readonly Inline[])[])[]
    }

/**
 * Reads the small part of Markdown that model cards use: headings, paragraphs, lists, tables, quotes, fenced code,
 * strong, emphasis, code and links. Everything else, HTML included, stays the text it is.
 */
export function parseMarkdown(source: string): Block[] {
  const lines = source.replaceAll('\r\n', '\n').split('\n')
  const blocks: Block[] = []
  let at = 0
  const takeWhile = (fits: (line: string) => boolean): string[] => {
    const start = at
    while (at < lines.length && fits(lines[at] ?? '')) at++
    return lines.slice(start, at)
  }
  while (at < lines.length) {
    const line = lines[at] ?? ''
    const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line)
    if (line.trim() === '') at++
    else if (heading !== null) {
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, text: parseInline(heading[2] ?? '') })
      at++
    } else if (line.startsWith('```')) {
      at++
      blocks.push({ kind: 'code', text: takeWhile((next) => !next.startsWith('```')).join('\n') })
      at++
    } else if (isTableRow(line) && /^\s*\|?[\s:|-]+\|[\s:|-]*$/.test(lines[at + 1] ?? '')) {
      const [header = [], , ...rows] = takeWhile(isTableRow).map(cellsOf)
      blocks.push({ kind: 'table', header, rows })
    } else if (bullet.test(line)) {
      blocks.push({
        kind: 'list',
        ordered: /^\s*\d/.test(line),
        items: listItems(takeWhile((next) => bullet.test(next) || /^\s{2,}\S/.test(next))),
      })
    } else if (line.startsWith('>')) {
      blocks.push({
        kind: 'quote',
        text: parseInline(
          takeWhile((next) => next.startsWith('>'))
            .map((next) => next.replace(/^>\s?/, ''))
            .join(' '),
        ),
      })
    } else {
      const first = lines[at++] ?? ''
      blocks.push({ kind: 'paragraph', text: parseInline([first, ...takeWhile(isPlain)].join(' ')) })
    }
  }
  return blocks
}

const bullet = /^\s*(?:[-*+]|\d+[.)])\s+/

const isTableRow = (line: string): boolean => line.trimStart().startsWith('|')

const isPlain = (line: string): boolean =>
  line.trim() !== '' && !/^(#{1,6}\s|```|>)/.test(line) && !bullet.test(line) && !isTableRow(line)

function cellsOf(line: string): Inline[][] {
  const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '')
  return inner.split(/(?<!\\)\|/).map((cell) => parseInline(cell.trim().replaceAll('\\|', '|')))
}

function listItems(lines: readonly string[]): Inline[][] {
  const items: string[] = []
  for (const line of lines) {
    if (bullet.test(line)) items.push(line.replace(bullet, ''))
    else items[items.length - 1] += ` ${line.trim()}`
  }
  return items.map(parseInline)
}

function parseInline(text: string): Inline[] {
  const marks = /`([^`]+)`|\*\*(.+?)\*\*|(?<![\w*])[*_]([^*_\s](?:[^*_]*[^*_\s])?)[*_](?!\w)|\[([^\]]+)\]\(([^()\s]+)\)/g
  const found: Inline[] = []
  let end = 0
  for (const match of text.matchAll(marks)) {
    if (match.index > end) found.push({ kind: 'text', text: text.slice(end, match.index) })
    const [whole, code, strong, emphasis, label, href] = match
    if (code !== undefined) found.push({ kind: 'code', text: code })
    else if (strong !== undefined) found.push({ kind: 'strong', text: strong })
    else if (emphasis !== undefined) found.push({ kind: 'emphasis', text: emphasis })
    else if (label !== undefined && href !== undefined && /^(https?:\/\/|\/(?!\/)|#)/.test(href))
      found.push({ kind: 'link', text: label, href })
    else found.push({ kind: 'text', text: whole })
    end = match.index + whole.length
  }
  if (end < text.length) found.push({ kind: 'text', text: text.slice(end) })
  return found
}
