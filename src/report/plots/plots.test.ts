import { expect, test } from 'vitest'
import { training } from '../../../test/kit/reported-training.ts'
import { renderPlots } from './plots.ts'

const { evaluation, importance } = training()
const classLabel = (name: string): string => ({ Poor: 'Ruim', Good: 'Bom & <bonito>' })[name] ?? name
const drawn = Object.entries(renderPlots(evaluation, importance, { synthetic: true, leaking: true }))

/** Returns the names of elements that are opened but never closed, or the other way round. */
function findUnbalanced(svg: string): string[] {
  const open: string[] = []
  for (const [, slash, name = '', end] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (end === '/') continue
    if (slash === '') open.push(name)
    else if (open.pop() !== name) return [...open, name]
  }
  return open
}

test.each(drawn)(
  'renderPlots() draws %s for eyes and screen readers, with nothing that runs or loads',
  (name, svg) => {
    const id = name.replace('.svg', '')
    expect(findUnbalanced(svg)).toEqual([])
    expect(svg).toContain(`role="img" aria-labelledby="${id}-title ${id}-desc"`)
    expect(svg).toMatch(
      new RegExp(
        `<title id="${id}-title">.+</title><desc id="${id}-desc">synthetic data, leaking split .+</desc>`,
      ),
    )
    expect(svg).toContain('synthetic data · leaking split (by rows)</text>')
    expect(svg).toContain('@media (prefers-color-scheme:dark)')
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /<script|href|url\(|https?:|NaN|undefined/,
    )
  },
)

test('renderPlots() has no warning without synthetic data or leaks, and returns the same bytes again', () => {
  const honest = renderPlots(evaluation, importance)
  expect(Object.values(honest).join('')).not.toMatch(/synthetic|leak/)
  expect(renderPlots(evaluation, importance)).toEqual(honest)
})

test('renderPlots() shows counts, shares and labels in the confusion, in the requested language', () => {
  const svg = renderPlots(evaluation, importance, { language: 'pt-BR', classLabel })['confusion.svg']
  const [row = []] = evaluation.confusion
  const rows = row.reduce((sum, count) => sum + count, 0)
  expect(svg).toContain(`De ${rows} linhas da classe Ruim:`)
  expect(svg).toContain(`>${Math.round(((row[0] ?? 0) / rows) * 100)}%</text>`)
  expect(svg).toContain('Bom &#38; &#60;bonito&#62;')
  expect(svg).not.toContain('<bonito>')
})

test('renderPlots() draws an importance below zero to the left of the line, and names what it leaves out', () => {
  const many = Array.from({ length: 18 }, (_, i) => ({
    column: `c${i}`,
    value: 1 - i / 17.5,
    low: 0.9 - i / 17,
    high: 1.1 - i / 18,
  }))
  const svg = renderPlots(evaluation, many)['importance.svg']
  expect(svg.match(/class="bar"/g)).toHaveLength(15)
  expect(svg).toContain('3 less important columns are not shown')
  const axis = Number(
    /class="axis" x1="([\d.]+)"/.exec(renderPlots(evaluation, importance)['importance.svg'])?.[1],
  )
  const bars = [
    ...renderPlots(evaluation, importance)['importance.svg'].matchAll(
      /class="bar" x="([\d.]+)"[^>]* width="([\d.]+)"/g,
    ),
  ]
  expect(Number(bars[0]?.[1])).toBe(axis)
  expect(Number(bars[1]?.[1]) + Number(bars[1]?.[2])).toBeCloseTo(axis, 1)
})
