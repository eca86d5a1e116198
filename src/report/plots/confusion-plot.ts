import type { Language } from '../../base/text/localized-text.ts'
import { formatCoordinate, getHeadHeight, renderPicture, shorten, renderText } from './svg.ts'
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
    title: 'Confusion matrix',
    truth: 'True class',
    predicted: 'Predicted class',
    of: (rows: string, truth: string) => `Of ${rows} rows of class ${truth}: `,
    as: (share: string, predicted: string) => `${share} predicted ${predicted}`,
  },
  'pt-BR': {
    title: 'Matriz de confusão',
    truth: 'Classe real',
    predicted: 'Classe prevista',
    of: (rows: string, truth: string) => `De ${rows} linhas da classe ${truth}: `,
    as: (share: string, predicted: string) => `${share} previstas como ${predicted}`,
  },
} as const

const left = 130

/**
 * Renders a confusion matrix: the share of the rows of each true class as colour and number, with
 * the count below.
 */
export function renderConfusionPlot({ classLabels, confusion, warnings, language }: ConfusionPlot): string {
  const words = wordsIn[language]
  const cell = Math.max(54, Math.min(104, Math.floor(400 / classLabels.length)))
  const top = getHeadHeight(warnings) + 48
  const parts = [
    renderText(left + (cell * classLabels.length) / 2, top - 30, words.predicted, 'quiet', 'middle'),
    renderText(16, top - 10, words.truth, 'quiet'),
  ]
  const sentences: string[] = []
  for (const [truth, counts] of confusion.entries()) {
    const rows = counts.reduce((sum, count) => sum + count, 0)
    const label = classLabels[truth] ?? ''
    const y = top + truth * cell
    parts.push(renderText(left + truth * cell + cell / 2, top - 10, shorten(label, cell - 4), '', 'middle'))
    parts.push(renderText(left - 10, y + cell / 2, shorten(label, left - 30), '', 'end'))
    parts.push(renderText(left - 10, y + cell / 2 + 18, formatCount(rows, language), 'small quiet', 'end'))
    for (const [predicted, count] of counts.entries()) {
      const share = rows === 0 ? 0 : count / rows
      const x = left + predicted * cell
      const size = `x="${formatCoordinate(x + 1)}" y="${formatCoordinate(y + 1)}" width="${cell - 2}" height="${cell - 2}" rx="3"`
      parts.push(`<rect class="cell" ${size} fill-opacity="${formatCoordinate(0.06 + share * 0.94)}"/>`)
      parts.push(
        renderText(
          x + cell / 2,
          y + cell / 2,
          formatShare(share, language, 0),
          getTextStyle(share),
          'middle',
        ),
      )
      parts.push(
        renderText(
          x + cell / 2,
          y + cell / 2 + 18,
          formatCount(count, language),
          `small ${getTextStyle(share)}`,
          'middle',
        ),
      )
    }
    const shares = counts.map((count, k) =>
      words.as(formatShare(rows === 0 ? 0 : count / rows, language), classLabels[k] ?? ''),
    )
    sentences.push(`${words.of(formatCount(rows, language), label)}${shares.join(', ')}.`)
  }
  const width = Math.max(left + cell * classLabels.length + 16, 320)
  const height = top + cell * classLabels.length + 16
  return renderPicture({
    id: 'confusion',
    width,
    height,
    title: words.title,
    description: sentences.join(' '),
    warnings,
    body: parts.join('\n'),
  })
}

/**
 * Returns the style of the text on a cell. It changes between black and white where both have a
 * contrast of 4.5, which is at a lower share on dark pages.
 */
function getTextStyle(share: number): string {
  if (share > 0.79) return 'on high'
  return share > 0.565 ? 'on middle' : 'on'
}
