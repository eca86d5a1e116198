import type { ColumnReport, DataReport } from '../../data/data-report.ts'
import { formatLocalizedDate } from '../../base/text/localized-date.ts'
import type { Language } from '../../base/text/localized-text.ts'
import { problemWords } from '../problem-words.ts'
import { escapeMarkup } from '../plots/svg.ts'
import { formatCount, formatDigits, formatShare } from '../words.ts'

const wordsIn = {
  en: {
    title: 'Data report',
    synthetic: 'Synthetic data: a generator made these rows.',
    file: 'File',
    bytes: 'Bytes',
    rows: 'Rows',
    unreadable: 'Rows left out because they have a wrong number of cells',
    withoutTarget: 'Rows left out because they have no target',
    duplicates: 'Duplicate rows',
    extra: 'Columns of the file that the project does not declare, ignored',
    columns: 'Columns',
    column: 'Column',
    type: 'Type',
    present: 'Present',
    missing: 'Missing cells by reason',
    repaired: 'Repaired',
    values: 'Values',
    personal: 'personal data: values are never shown',
    quartiles: ['min', 'Q1', 'median', 'Q3', 'max', 'mean'],
    note: 'Repaired cells held a text from which a value was read, such as 28 from "28_". Present cells are counted after cleaning.',
  },
  'pt-BR': {
    title: 'Relatório dos dados',
    synthetic: 'Dados sintéticos: estas linhas foram criadas por um gerador.',
    file: 'Arquivo',
    bytes: 'Bytes',
    rows: 'Linhas',
    unreadable: 'Linhas descartadas por terem um número errado de células',
    withoutTarget: 'Linhas descartadas por não terem o alvo',
    duplicates: 'Linhas duplicadas',
    extra: 'Colunas do arquivo que o projeto não declara, ignoradas',
    columns: 'Colunas',
    column: 'Coluna',
    type: 'Tipo',
    present: 'Preenchidas',
    missing: 'Células ausentes por motivo',
    repaired: 'Corrigidas',
    values: 'Valores',
    personal: 'dado pessoal: os valores nunca são mostrados',
    quartiles: ['mínimo', '1º quartil', 'mediana', '3º quartil', 'máximo', 'média'],
    note: 'Células corrigidas continham um texto do qual foi possível ler um valor, como 28 de "28_". As preenchidas são contadas depois da limpeza.',
  },
} as const
type Words = (typeof wordsIn)[Language]

const styles = `
:root { color-scheme: light dark; --ground: #fff; --ink: #1c1f24; --quiet: #555b66; --line: #dfe2e7; --bar: #b9d8ec; --warning: #8a3b00 }
@media (prefers-color-scheme: dark) {
  :root { --ground: #16191e; --ink: #e8eaee; --quiet: #a8aeb9; --line: #2e333c; --bar: #23506e; --warning: #ffb27a }
}
body { margin: 0 auto; padding: 1rem; max-width: 75rem; background: var(--ground); color: var(--ink); font: 15px/1.45 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
.warning { color: var(--warning); font-weight: 600 } .quiet { color: var(--quiet) }
dl { display: grid; grid-template-columns: max-content auto; gap: .25rem 1rem } dt { color: var(--quiet) } dd { margin: 0; overflow-wrap: anywhere }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-size: .875rem }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
th { font-weight: 600 } .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.bar { background: linear-gradient(var(--bar), var(--bar)) no-repeat left bottom / 0 .25rem }
th:nth-child(4) { min-width: 14rem }
ul { margin: 0; padding: 0; list-style: none } code { font-size: .8125rem; overflow-wrap: anywhere; white-space: pre-wrap }
`

/**
 * Renders the data report as one HTML document without scripts or external resources, in light and
 * dark colours. Columns with personal data show counts only. Every text that came from a file is
 * escaped.
 */
export function renderDataReportHtml(report: DataReport, language: Language = 'en'): string {
  const words = wordsIn[language]
  const { unreadable_rows: unreadable = 0 } = report
  const facts: [string, string][] = [
    ...report.files.map(({ name, bytes, sha256 }): [string, string] => [
      words.file,
      `${escapeMarkup(name)} <span class="quiet">${formatCount(bytes, language)} ${words.bytes.toLowerCase()}, SHA-256 <code>${escapeMarkup(sha256)}</code></span>`,
    ]),
    [words.rows, formatCount(report.rows, language)],
    ...(unreadable === 0 ? [] : [[words.unreadable, formatCount(unreadable, language)] as [string, string]]),
    [words.withoutTarget, formatCount(report.rows_without_target, language)],
    [words.duplicates, formatCount(report.duplicate_rows, language)],
    ...(report.extra_columns.length === 0
      ? []
      : [[words.extra, escapeMarkup(report.extra_columns.join(', '))] as [string, string]]),
  ]
  const heads = [words.column, words.type, words.present, words.missing, words.repaired, words.values]
  const numeric = new Set<string>([words.present])
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title>
<style>${styles}</style>
</head>
<body>
<main>
<h1>${words.title}</h1>
${report.synthetic ? `<p class="warning">${words.synthetic}</p>\n` : ''}<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('\n')}</dl>
<h2>${words.columns}</h2>
<p class="quiet">${words.note}</p>
<div class="wide" tabindex="0" role="region" aria-label="${words.columns}"><table>
<thead><tr>${heads.map((head) => `<th scope="col"${numeric.has(head) ? ' class="number"' : ''}>${head}</th>`).join('')}</tr></thead>
<tbody>
${report.columns.map((column) => renderColumn(column, report.rows - unreadable, words, language)).join('\n')}
</tbody></table></div>
</main>
</body>
</html>
`
}

function renderColumn(column: ColumnReport, rows: number, words: Words, language: Language): string {
  const share = rows === 0 ? 0 : column.present / rows
  const shown = !column.personal
  const problems = column.problems.map(({ problem, count, examples }) => {
    return `<li>${problemWords[problem][language]}: ${formatCount(count, language)}${shown ? renderExamples(examples) : ''}</li>`
  })
  const repaired =
    column.repaired === 0
      ? ''
      : formatCount(column.repaired, language) + (shown ? renderExamples(column.repaired_examples) : '')
  return [
    `<tr><th scope="row">${escapeMarkup(column.name)}</th><td>${escapeMarkup(column.type)}</td>`,
    `<td class="number bar" style="background-size:${(share * 100).toFixed(1)}% .25rem">${formatShare(share, language)}<br><span class="quiet">${formatCount(column.present, language)}</span></td>`,
    `<td>${problems.length === 0 ? '' : `<ul>${problems.join('')}</ul>`}</td><td>${repaired}</td>`,
    `<td>${shown ? describeValues(column, words, language) : `<span class="quiet">${words.personal}</span>`}</td></tr>`,
  ].join('')
}

function renderExamples(examples: readonly string[]): string {
  if (examples.length === 0) return ''
  return ` <span class="quiet">${examples.map((example) => `<code>${escapeMarkup(example)}</code>`).join(' ')}</span>`
}

function describeValues(
  { numbers, dates, categories }: ColumnReport,
  words: Words,
  language: Language,
): string {
  if (dates !== undefined) {
    const { min, q25, median, q75, max } = dates
    return [min, q25, median, q75, max]
      .map((date, i) => `${words.quartiles[i]} ${formatLocalizedDate(date, 'UTC', language)}`)
      .join(', ')
  }
  if (numbers !== undefined) {
    const { min, q25, median, q75, max, mean } = numbers
    return [min, q25, median, q75, max, mean]
      .map((value, i) => `${words.quartiles[i]} ${formatDigits(value, language, 5)}`)
      .join(', ')
  }
  const total = (categories ?? []).reduce((sum, { count }) => sum + count, 0)
  const shares = (categories ?? []).map(({ category, count }) => {
    return `${escapeMarkup(category)} ${formatShare(total === 0 ? 0 : count / total, language)}`
  })
  return shares.join(', ')
}
