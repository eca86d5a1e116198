import type { CellProblem } from '../data/data-report.ts'
import type { LocalizedText } from '../base/text/localized-text.ts'

/** Reasons why a cell is missing, in words. */
export const problemWords: Readonly<Record<CellProblem, LocalizedText>> = {
  empty: { en: 'empty', 'pt-BR': 'vazia' },
  marker: { en: 'missing marker', 'pt-BR': 'marcador de ausência' },
  'not-a-number': { en: 'not a number', 'pt-BR': 'não é um número' },
  'not-an-integer': { en: 'not a whole number', 'pt-BR': 'não é um número inteiro' },
  'not-a-date': { en: 'not a date', 'pt-BR': 'não é uma data' },
  'out-of-range': { en: 'out of range', 'pt-BR': 'fora da faixa' },
  'unknown-category': { en: 'unknown category', 'pt-BR': 'categoria desconhecida' },
}
