import { lexer, type MarkedToken, type Token, type Tokens } from 'marked'
import { createElement, Fragment, useMemo, type ReactNode } from 'react'
import { TableFrame } from '../../components/data/table-frame.tsx'

interface MarkdownProps {
  readonly source: string
  readonly label: string
  /** Level of the page's heading above: the document's own `#` becomes the next one. */
  readonly under: number
}

/**
 * Renders Markdown as React elements. HTML and images in it are shown as the text they are, so
 * nothing can become markup.
 */
export function Markdown({ source, label, under }: MarkdownProps) {
  const tokens = useMemo(() => lexer(source), [source])
  return (
    <div className="prose">
      {tokens.map((token, index) => (
        <BlockView key={index} token={token as MarkedToken} label={label} under={under} />
      ))}
    </div>
  )
}

interface BlockViewProps extends Omit<MarkdownProps, 'source'> {
  readonly token: MarkedToken
}

function BlockView({ token, label, under }: BlockViewProps): ReactNode {
  const blocks = (tokens: readonly Token[]): ReactNode =>
    tokens.map((inner, index) => (
      <BlockView key={index} token={inner as MarkedToken} label={label} under={under} />
    ))
  switch (token.type) {
    case 'heading':
      return createElement(`h${Math.min(6, token.depth + under)}`, null, inlines(token.tokens))
    case 'blockquote':
      return <blockquote>{blocks(token.tokens)}</blockquote>
    case 'code':
      return (
        <pre tabIndex={0}>
          <code>{token.text}</code>
        </pre>
      )
    case 'list':
      return createElement(
        token.ordered ? 'ol' : 'ul',
        null,
        token.items.map((item, index) => <li key={index}>{blocks(item.tokens)}</li>),
      )
    case 'table':
      return <TableView table={token} label={label} />
    case 'paragraph':
      return <p>{inlines(token.tokens)}</p>
    case 'space':
      return null
    case 'hr':
      return <hr />
    default:
      return inlines([token])
  }
}

function TableView({ table, label }: { readonly table: Tokens.Table; readonly label: string }) {
  return (
    <TableFrame label={label}>
      <thead>
        <tr>
          {table.header.map((cell, index) => (
            <th key={index} scope="col">
              {inlines(cell.tokens)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, index) => (
          <tr key={index}>
            {row.map((cell, column) => (
              <td key={column}>{inlines(cell.tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
}

function inlines(tokens: readonly Token[]): ReactNode {
  return tokens.map((token, index) => <Fragment key={index}>{inline(token as MarkedToken)}</Fragment>)
}

function inline(token: MarkedToken): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{inlines(token.tokens)}</strong>
    case 'em':
      return <em>{inlines(token.tokens)}</em>
    case 'codespan':
      return <code>{token.text}</code>
    case 'br':
      return <br />
    case 'link':
      return isSafe(token.href) ? (
        <a href={token.href} rel="noreferrer">
          {inlines(token.tokens)}
        </a>
      ) : (
        token.raw
      )
    case 'text':
      return token.tokens === undefined ? token.text : inlines(token.tokens)
    case 'escape':
      return token.text
    default:
      return token.raw
  }
}

/**
 * Returns whether an address is a page of the web, of this site or a place on the page: no
 * `javascript:`, no `data:`.
 */
const isSafe = (href: string): boolean => /^(https?:\/\/|\/(?!\/)|#)/.test(href)
