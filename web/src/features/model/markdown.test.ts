import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Markdown } from './markdown.tsx'

const html = (source: string): string =>
  renderToStaticMarkup(createElement(Markdown, { source, label: 'Card', under: 1 })).replace(
    /^<div class="prose">|<\/div>$/g,
    '',
  )

test('renders headings below those of the page, paragraphs and lists', () => {
  expect(html('# Card\n\nOne line\nand its rest.')).toBe('<h2>Card</h2><p>One line\nand its rest.</p>')
  expect(html('- first\n- second\n  goes on')).toBe('<ul><li>first</li><li>second\ngoes on</li></ul>')
  expect(html('1. one')).toBe('<ol><li>one</li></ol>')
  expect(html('> quoted\n\n```\na < b\n```')).toBe(
    '<blockquote><p>quoted</p></blockquote><pre tabindex="0"><code>a &lt; b</code></pre>',
  )
})

test('renders a table in a frame with a name, and a bar in a cell', () => {
  const table = html('| a | b |\n|---|--:|\n| 1 | x \\| y |\n')
  expect(table).toContain('role="group" aria-label="Card"')
  expect(table).toContain('<th scope="col">a</th><th scope="col">b</th>')
  expect(table).toContain('<td>1</td><td>x | y</td>')
})

test('renders marks inside a line and leaves names with underscores alone', () => {
  expect(html('**Most** of `x_y` is _fine_, Num_of_Loan too: 1 < 2 & 3, see [the page](/model).')).toBe(
    '<p><strong>Most</strong> of <code>x_y</code> is <em>fine</em>, Num_of_Loan too: 1 &lt; 2 &amp; 3, see <a href="/model" rel="noreferrer">the page</a>.</p>',
  )
})

test.each([
  '[click](javascript:alert(1))',
  '[click](JAVASCRIPT:alert(1))',
  '[click](//elsewhere.example)',
  '[click](data:text/html,x)',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  'a <b onclick="x">bold</b> word',
  '![picture](https://elsewhere.example/x.png)',
  '<javascript:alert(1)>',
])('makes no link and no markup of %s', (source) => {
  const rendered = html(source)
  expect(rendered).not.toMatch(/<(?!\/?p>)/)
  expect(rendered.replaceAll(/<\/?p>/g, '')).toBe(
    source.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  )
})
