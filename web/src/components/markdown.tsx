import { createElement, useMemo, type ReactNode } from 'react'
import { parseMarkdown, type Block, type Inline } from '../lib/markdown.ts'
import { TableFrame } from './table-frame.tsx'

interface MarkdownProps {
  readonly source: string
  readonly label: string
  /** Level of the page's heading above: the document's own `#` becomes the next one. */
  readonly under: number
}

/** Markdown as React elements, so nothing in it can become markup. */
export function Markdown({ source, label, under }: MarkdownProps) {
  const blocks = useMemo(() => parseMarkdown(source), [source])
  return (
    <div className="prose">
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} label={label} under={under} />
      ))}
    </div>
  )
}

function BlockView({
  block,
  label,
  under,
}: {
  readonly block: Block
  readonly label: string
  readonly under: number
}): ReactNode {
  switch (block.kind) {
    case 'heading':
      return createElement(`h${Math.min(6, block.level + under)}`, null, inlines(block.text))
    case 'paragraph':
      return <p>{inlines(block.text)}</p>
    case 'quote':
      return <blockquote>{inlines(block.text)}</blockquote>
    case 'code':
      return (
        <pre tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      )
    case 'list': {
      const items = block.items.map((item, index) => <li key={index}>{inlines(item)}</li>)
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
    }
    default:
      return (
        <TableFrame label={label}>
          <thead>
            <tr>
              {block.header.map((cell, index) => (
                <th key={index} scope="col">
                  {inlines(cell)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column}>{inlines(cell)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )
  }
}

function inlines(parts: readonly Inline[]): ReactNode {
  return parts.map((part, index) => {
    switch (part.kind) {
      case 'text':
        return part.text
      case 'strong':
        return <strong key={index}>{part.text}</strong>
      case 'emphasis':
        return <em key={index}>{part.text}</em>
      case 'code':
        return <code key={index}>{part.text}</code>
      default:
        return (
          <a key={index} href={part.href} rel="noreferrer">
            {part.text}
          </a>
        )
    }
  })
}
