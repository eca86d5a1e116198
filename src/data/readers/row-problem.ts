import type { LocalizedText } from '../../base/text/localized-text.ts'
import { type Column, type Columns, isDate } from '../column.ts'
import type { CellProblem } from '../data-report.ts'
import type { RowProblem } from './piece.ts'

/** Formats the message of a problem in every language. */
export function formatRowProblem(problem: RowProblem, columns: Columns): LocalizedText {
  switch (problem.kind) {
    case 'width':
      return formatWidthProblem(problem.cells, problem.expected)
    case 'required':
      return formatRequiredProblem(
        problem.column,
        columns[problem.column] as Column,
        problem.problem,
        problem.seen,
      )
    case 'entity-id':
      return formatEntityIdProblem(problem.seen, problem.length, problem.max)
    case 'empty':
      return emptyRowProblem
  }
}

/** Formats the message for a row with too few or too many cells. */
function formatWidthProblem(seen: number, expected: number): LocalizedText {
  return {
    en: `The row has ${seen} cells, but the header has ${expected}.`,
    'pt-BR': `A linha tem ${seen} células, mas o cabeçalho tem ${expected}.`,
  }
}

/** Formats the message for an id that is too long for the prediction log. */
function formatEntityIdProblem(seen: string, length: number, max: number): LocalizedText {
  return {
    en: `The id "${seen}…" has ${length} characters, but at most ${max} are allowed.`,
    'pt-BR': `O identificador "${seen}…" tem ${length} caracteres, mas o máximo é ${max}.`,
  }
}

/** Message for a row without a usable value. */
const emptyRowProblem: LocalizedText = {
  en: 'No cell of this row holds a usable value.',
  'pt-BR': 'Nenhuma célula desta linha tem um valor aproveitável.',
}

/**
 * Formats the message for a missing required value. The value of a personal column is not shown.
 */
function formatRequiredProblem(
  name: string,
  column: Column,
  problem: CellProblem,
  seen: string,
): LocalizedText {
  const shown = column.personal === true ? '…' : seen.slice(0, 40)
  const label = { en: column.label?.en ?? name, 'pt-BR': column.label?.['pt-BR'] ?? name }
  const allowed = formatAllowed(column)
  switch (problem) {
    case 'empty':
    case 'marker':
      return {
        en: `${label.en} (${name}) is required but empty.`,
        'pt-BR': `${label['pt-BR']} (${name}) é obrigatório, mas está vazio.`,
      }
    case 'not-a-number':
      return {
        en: `${label.en} (${name}) is required, but "${shown}" is not a number.`,
        'pt-BR': `${label['pt-BR']} (${name}) é obrigatório, mas "${shown}" não é um número.`,
      }
    case 'not-an-integer':
      return {
        en: `${label.en} (${name}) is required, but "${shown}" is not a whole number.`,
        'pt-BR': `${label['pt-BR']} (${name}) é obrigatório, mas "${shown}" não é um número inteiro.`,
      }
    case 'not-a-date':
      return {
        en: `${label.en} (${name}) is required, but "${shown}" is not a date that the column reads.`,
        'pt-BR': `${label['pt-BR']} (${name}) é obrigatório, mas "${shown}" não é uma data que a coluna reconheça.`,
      }
    case 'out-of-range':
    case 'unknown-category':
      return {
        en: `${label.en} (${name}) is required, but "${shown}" is not allowed: ${allowed.en}.`,
        'pt-BR': `${label['pt-BR']} (${name}) é obrigatório, mas "${shown}" não é permitido: ${allowed['pt-BR']}.`,
      }
  }
}

function formatAllowed(column: Column): LocalizedText {
  if (column.type === 'number' || column.type === 'integer' || isDate(column)) {
    const { min, max } = column
    if (min !== undefined && max !== undefined)
      return { en: `from ${min} to ${max}`, 'pt-BR': `de ${min} a ${max}` }
    if (min !== undefined) return { en: `at least ${min}`, 'pt-BR': `no mínimo ${min}` }
    return { en: `at most ${max}`, 'pt-BR': `no máximo ${max}` }
  }
  const names = 'categories' in column ? column.categories.join(', ') : ''
  return { en: `one of ${names}`, 'pt-BR': `um destes: ${names}` }
}
