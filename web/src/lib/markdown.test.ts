import { expect, test } from 'vitest'
import { parseMarkdown } from './markdown.ts'

const text = (value: string) => [{ kind: 'text', text: value }]

test('reads headings, paragraphs, lists and tables', () => {
  const card =
    '# Card\n\nOne line\nand its rest.\n\n- first\n- second\n  goes on\n\n1. one\n\n| a | b |\n|---|--:|\n| 1 | x \\| y |\n'
  expect(parseMarkdown(card)).toEqual([
    { kind: 'heading', level: 1, text: text('Card') },
    { kind: 'paragraph', text: text('One line and its rest.') },
    { kind: 'list', ordered: false, items: [text('first'), text('second goes on')] },
    { kind: 'list', ordered: true, items: [text('one')] },
    { kind: 'table', header: [text('a'), text('b')], rows: [[text('1'), text('x | y')]] },
  ])
})

test('reads marks inside a line and leaves names with underscores alone', () => {
  expect(parseMarkdown('**Most** of `x_y` is _fine_, Num_of_Loan too, see [the page](/model).')).toEqual([
    {
      kind: 'paragraph',
      text: [
        { kind: 'strong', text: 'Most' },
        { kind: 'text', text: ' of ' },
        { kind: 'code', text: 'x_y' },
        { kind: 'text', text: ' is ' },
        { kind: 'emphasis', text: 'fine' },
        { kind: 'text', text: ', Num_of_Loan too, see ' },
        { kind: 'link', text: 'the page', href: '/model' },
        { kind: 'text', text: '.' },
      ],
    },
  ])
})

test.each([
  '[click](javascript:alert(1))',
  '[click](//elsewhere.example)',
  '<script>alert(1)</script>',
  '[click](data:text/html,x)',
])('makes no link and no markup of %s', (source) => {
  const blocks = JSON.stringify(parseMarkdown(source))
  expect(blocks).not.toContain('"link"')
  expect(blocks).toContain('"paragraph"')
})

test('comes to an end on lines that only look like a block', () => {
  expect(parseMarkdown('| no table\n> quote\n```\nopen').map((block) => block.kind)).toEqual(['paragraph', 'quote', 'code'])
})
