import { expect, test } from 'vitest'
import { type ThresholdCurve, thresholdPoints } from '../../task/classification/threshold.ts'
import { thresholdPlot } from './threshold-plot.ts'

const positive = Uint8Array.of(1, 1, 0, 0, 0)
const points = thresholdPoints({ positive, repeats: [Float64Array.of(0.9, 0.4, 0.6, 0.2, 0.1)] })
const heldOut = { side: 'held-out', rows: 5, repeats: 1, points } as const
const curve: ThresholdCurve = { positive: 'Sim', sides: [heldOut] }

test('thresholdPlot() draws precision, recall and the share flagged, and says the numbers at the threshold', () => {
  const svg = thresholdPlot({ curve, threshold: 0.5 })
  expect(svg.match(/class="line s\d"/g)).toHaveLength(6) // three lines, three in the legend
  expect(svg).toContain('5 held-out rows. At 0.50: precision 50.0%, recall 50.0%, flagged 40.0%.')
  expect(svg).not.toMatch(/NaN|undefined|<script|https?:(?!\/\/www.w3.org)/)
})

test('thresholdPlot() draws no precision where nobody is flagged, and takes the rows out of fold where there are any', () => {
  const lengths = (svg: string) => [...svg.matchAll(/points="([^"]+)"/g)].map(([, at = '']) => at.split(' ').length)
  const [precision, , recall] = lengths(thresholdPlot({ curve, threshold: 0.5 }))
  expect([precision, recall]).toEqual([91, 101])
  const outOfFold = { ...heldOut, side: 'out-of-fold', rows: 1234, repeats: 3 } as const
  const both = { positive: 'Sim', sides: [outOfFold, heldOut] }
  const svg = thresholdPlot({ curve: both, threshold: 0.305, language: 'pt-BR', classLabel: () => 'a & b', synthetic: true })
  expect(svg).toContain('1.234 linhas de treino, cada uma prevista 3 vezes')
  expect(svg).toContain('Em 0,30: precisão 66,7%, revocação 100,0%, sinalizados 60,0%.')
  expect(svg).toContain('dados sintéticos')
  expect(svg).toContain('a &#38; b')
})
