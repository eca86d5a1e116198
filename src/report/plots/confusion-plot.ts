import type { Language } from '../../base/text/localized-text.ts'
import { at, headHeight, picture, shortened, text } from './svg.ts'
import { formatCount, formatShare } from '../words.ts'

export interface ConfusionPlot {
  readonly classLabels: readonly string[]
  /** `confusion[truth][predicted]` in rows. */
  readonly confusion: readonly (readonly number[])[]
  readonly warnings: readonly string[]
  readonly language: Language
}

const wordsIn = {
  en: {
    title: 'Truth against prediction',
    truth: 'Truth',
    predicted: 'Predicted',
    of: (rows: string, truth: string) => `Of ${rows} rows that are ${truth}: `,
    as: (share: string, predicted: string) => `${share} predicted ${predicted}`,
  },
  'pt-BR': {
    title: 'Realidade e previsão',
    truth: 'Realidade',
    predicted: 'Previsto',
    of: (rows: string, truth: string) => `De ${rows} linhas que são ${truth}: `,
    as: (share: string, predicted: string) => `${share} previstas como ${predicted}`,
  },
} as const

const left = 130

/** Rows by truth and prediction: the share of the truth's rows as colour and number, the count below it. */
export function confusionPlot({ classLabels, confusion, warnings, language }: ConfusionPlot): string {
  const words = wordsIn[language]
  const cell = Math.max(54, Math.min(104, Math.floor(400 / classLabels.length)))
  const top = headHeight(warnings) + 48
  const parts = [
    text(left + (cell * classLabels.length) / 2, top - 30, words.predicted, 'quiet', 'middle'),
    text(16, top - 10, words.truth, 'quiet'),
  ]
  const sentences: string[] = []
  for (const [truth, counts] of confusion.entries()) {
    const rows = counts.reduce((sum, count) => sum + count, 0)
    const label = classLabels[truth] ?? ''
    const y = top + truth * cell
    parts.push(text(left + truth * cell + cell / 2, top - 10, shortened(label, cell - 4), '', 'middle'))
    parts.push(text(left - 10, y + cell / 2, shortened(label, left - 30), '', 'end'))
    parts.push(text(left - 10, y + cell / 2 + 18, formatCount(rows, language), 'small quiet', 'end'))
    for (const [predicted, count] of counts.entries()) {
      const share = rows === 0 ? 0 : count / rows
      const x = left + predicted * cell
      const size = `x="${at(x + 1)}" y="${at(y + 1)}" width="${cell - 2}" height="${cell - 2}" rx="3"`
      parts.push(`<rect class="cell" ${size} fill-opacity="${at(0.06 + share * 0.94)}"/>`)
      parts.push(text(x + cell / 2, y + cell / 2, formatShare(share, language, 0), textOn(share), 'middle'))
      parts.push(text(x + cell / 2, y + cell / 2 + 18, formatCount(count, language), `small ${textOn(share)}`, 'middle'))
    }
    const shares = counts.map((count, k) => words.as(formatShare(rows === 0 ? 0 : count / rows, language), classLabels[k] ?? ''))
    sentences.push(`${words.of(formatCount(rows, language), label)}${shares.join(', ')}.`)
  }
  const width = Math.max(left + cell * classLabels.length + 16, 320)
  const height = top + cell * classLabels.length + 16
  return picture({
    id: 'confusion',
    width,
    height,
    title: words.title,
    description: sentences.join(' '),
    warnings,
    body: parts.join('\n'),
  })
}

/** Class of the text on a cell: black and white change places where both have a contrast of 4.5, earlier on dark pages. */
function textOn(share: number): string {
  if (share > 0.79) return 'on high'
  return share > 0.565 ? 'on middle' : 'on'
}
