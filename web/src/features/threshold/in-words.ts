import type { Texts } from '../../lib/i18n/format.ts'
import type { Consequences } from '../../lib/runs/threshold.ts'
import type { thresholdTexts } from './texts.ts'

/** Consequences for a hundred cases, in a sentence. */
export function inWords(
  text: typeof thresholdTexts.words | typeof thresholdTexts.wordsWere,
  { rows, flagged, missed, falseAlarms }: Consequences,
  positive: string,
  { t, number }: Texts,
): string {
  const ofHundred = (count: number): number => {
    const share = rows === 0 ? 0 : (count / rows) * 100
    return share < 1 ? Math.round(share * 10) / 10 : Math.round(share)
  }
  return t(text, {
    flagged: ofHundred(flagged),
    right: number(ofHundred(flagged - falseAlarms)),
    missed: ofHundred(missed),
    class: positive,
  })
}
