import { expect, test } from 'vitest'
import { type ThresholdCurve, countByThreshold } from '../../task/classification/threshold.ts'
import { renderThresholdPlot } from './threshold-plot.ts'

const positive = Uint8Array.of(1, 1, 0, 0, 0)
const points = countByThreshold({ positive, repeats: [Float64Array.of(0.9, 0.4, 0.6, 0.2, 0.1)] })
const heldOut = { side: 'held-out', rows: 5, repeats: 1, points } as const
const curve: ThresholdCurve = { positive: 'Sim', sides: [heldOut] }

test('renderThresholdPlot() draws precision, recall and the flagged share, and describes the numbers at the threshold', () => {
  const svg = renderThresholdPlot({ curve, threshold: 0.5 })
  expect(svg.match(/class="line s\d"/g)).toHaveLength(6) // three lines, three in the legend
  expect(svg).toContain('5 held-out rows. At threshold 0.50: precision 50.0%, recall 50.0%, flagged 40.0%.')
  expect(svg).not.toMatch(/NaN|undefined|<script|https?:(?!\/\/www.w3.org)/)
})

test('renderThresholdPlot() draws no precision where no row is flagged, and prefers the rows out of fold', () => {
  const lengths = (svg: string) =>
    [...svg.matchAll(/points="([^"]+)"/g)].map(([, at = '']) => at.split(' ').length)
  const [precision, , recall] = lengths(renderThresholdPlot({ curve, threshold: 0.5 }))
  expect([precision, recall]).toEqual([91, 101])
  const outOfFold = { ...heldOut, side: 'out-of-fold', rows: 1234, repeats: 3 } as const
  const both = { positive: 'Sim', sides: [outOfFold, heldOut] }
  const svg = renderThresholdPlot({
    curve: both,
    threshold: 0.305,
    language: 'pt-BR',
    classLabel: () => 'a & b',
    synthetic: true,
  })
  expect(svg).toContain('1.234 linhas de treinamento, cada uma prevista 3 vezes')
  expect(svg).toContain('No limiar 0,30: precisão 66,7%, sensibilidade 100,0%, linhas sinalizadas 60,0%.')
  expect(svg).toContain('dados sintéticos')
  expect(svg).toContain('a &#38; b')
})
