import type { ColumnGuess } from '../column-guess.ts'
import { isImplausibleDate } from '../date/guess-date.ts'
import type { Inspection } from '../inspect-file.ts'
import { splitWords } from '../personal-data.ts'
import { formatComment } from './comment.ts'
import { formatKey, quote } from './quote.ts'

/** Dates of which all pairs are compared; of more, only those with the date of the decision. */
const maxPaired = 4
/** Names of the date on which a case is opened or decided. */
const decisionNames =
  /(^| )(decisao|decision|pedido|order|solicitacao|application|request|contrato|contract|abertura|opened|cadastro|inscricao|proposta|created|criacao)( |$)/

/** A number that is derived from dates. */
export interface DateFeature {
  readonly name: string
  readonly label: { readonly en: string; readonly 'pt-BR': string }
  readonly unit?: { readonly en: string; readonly 'pt-BR': string }
  readonly helper: 'daysBetween' | 'hourOf' | 'monthOf' | 'weekdayOf' | 'yearsBetween'
  /** Columns, in the order of the helper's arguments. */
  readonly from: readonly string[]
}

/**
 * Returns the features to derive from the dates of a table: parts of each date that repeat, and the
 * days between two dates. The year is not among them, as training data contains no later year.
 */
export function deriveFromDates({
  columns,
  target,
  time,
}: Pick<Inspection, 'columns' | 'target' | 'time'>): DateFeature[] {
  const dates = findDates(columns).filter((guess) => guess.name !== target.name)
  const decision = findDecisionDate(dates, time?.name)
  const used = new Set(columns.map(({ name }) => name))
  const features = [...pairDates(dates, decision).map(createDays), ...dates.flatMap(createParts)]
  return features.map((feature) => ({ ...feature, name: makeUnique(feature.name, used) }))
}

/**
 * Formats the features that are derived from dates. An age that needs a personal column is a
 * comment.
 */
export function formatDerived(inspection: Inspection, features: readonly DateFeature[]): string[] {
  const { columns, time } = inspection
  const decision = findDecisionDate(findDates(columns), time?.name)
  const births = columns.filter(({ personal, date }) => personal === true && date !== undefined)
  const ages = decision === undefined ? [] : births.map((birth) => createAge(birth, decision))
  if (features.length === 0 && ages.length === 0) return []
  const why =
    'Dates are no features themselves, because every later date is new to a model. These derived numbers are features: remove those that cannot matter.'
  const how =
    'The age at the decision, when the date of birth is no longer personal: true (import yearsBetween):'
  return [
    ...formatComment(why, '  '),
    '  derived: {',
    ...features.flatMap(formatFeature),
    ...ages.flatMap((age) => [
      ...formatComment(how, '    '),
      ...formatFeature(age).map((line) => line.replace('    ', '    // ')),
    ]),
    '  },',
  ]
}

function findDates(columns: readonly ColumnGuess[]): ColumnGuess[] {
  return columns.filter((guess) => {
    const isKept = guess.personal !== true && guess.knownAfter !== true && guess.feature !== false
    return guess.date !== undefined && isKept
  })
}

/** Finds the date of the decision: the time of the rows, one with such a name, or the only one. */
function findDecisionDate(dates: readonly ColumnGuess[], time: string | undefined): ColumnGuess | undefined {
  const named =
    dates.find(({ name }) => name === time) ?? dates.find(({ name }) => decisionNames.test(splitWords(name)))
  return named ?? (dates.length === 1 ? dates[0] : undefined)
}

type Pair = readonly [ColumnGuess, ColumnGuess]

/** Returns pairs of dates, the earlier one first. */
function pairDates(dates: readonly ColumnGuess[], decision: ColumnGuess | undefined): Pair[] {
  const pairs = dates.flatMap((a, i) =>
    dates.slice(i + 1).map((b): Pair => (computeMedian(b) < computeMedian(a) ? [b, a] : [a, b])),
  )
  return dates.length <= maxPaired
    ? pairs
    : pairs.filter((pair) => decision !== undefined && pair.includes(decision))
}

function computeMedian({ values, raw }: ColumnGuess): number {
  const sorted = Float64Array.from(raw.codes, (code) => values?.[code] as number)
    .filter((value) => !Number.isNaN(value))
    .sort()
  return sorted[sorted.length >> 1] ?? Number.NaN
}

function createDays([from, to]: Pair): DateFeature {
  const [a, b] = [toTitle(from), toTitle(to)]
  return {
    name: `days_${toIdentifier(from)}_to_${toIdentifier(to)}`,
    label: { en: `Days from ${a} to ${b}`, 'pt-BR': `Dias de ${a} a ${b}` },
    unit: { en: 'days', 'pt-BR': 'dias' },
    helper: 'daysBetween',
    from: [from.name, to.name],
  }
}

function createAge(birth: ColumnGuess, decision: ColumnGuess): DateFeature {
  return {
    name: 'age',
    label: { en: 'Age', 'pt-BR': 'Idade' },
    unit: { en: 'years', 'pt-BR': 'anos' },
    helper: 'yearsBetween',
    from: [birth.name, decision.name],
  }
}

/**
 * Creates month, day of the week and hour, if they repeat in the file. A month that does not is
 * only another name for the time.
 */
function createParts(guess: ColumnGuess): DateFeature[] {
  const times = [...new Set(guess.values)]
    .filter((value) => !Number.isNaN(value) && !isImplausibleDate(value))
    .map((value) => new Date(value).toISOString())
  const different = (length: number, start = 0): number =>
    new Set(times.map((time) => time.slice(start, length))).size
  const [months, days, hours] = [different(7), different(10), different(13, 11)]
  const of = toTitle(guess)
  const part = (
    helper: 'hourOf' | 'monthOf' | 'weekdayOf',
    name: string,
    en: string,
    pt: string,
  ): DateFeature => {
    return {
      name: `${toIdentifier(guess)}_${name}`,
      label: { en: `${en} of ${of}`, 'pt-BR': `${pt} de ${of}` },
      helper,
      from: [guess.name],
    }
  }
  return [
    ...(months > 12 ? [part('monthOf', 'month', 'Month', 'Mês')] : []),
    ...(days >= 14 && days > months
      ? [part('weekdayOf', 'weekday', 'Day of the week', 'Dia da semana')]
      : []),
    ...(guess.type === 'datetime' && hours > 1 ? [part('hourOf', 'hour', 'Hour', 'Hora')] : []),
  ]
}

function toTitle({ name }: ColumnGuess): string {
  return name.replaceAll(/[\s_]+/g, ' ')
}

/** Returns a column's name as part of an identifier. */
function toIdentifier({ name }: ColumnGuess): string {
  return name.replaceAll(/\W+/g, '_')
}

function makeUnique(name: string, used: Set<string>): string {
  let free = name
  for (let i = 2; used.has(free); i++) free = `${name}_${i}`
  used.add(free)
  return free
}

function formatFeature({ name, label, unit, helper, from }: DateFeature): string[] {
  const localized = (text: DateFeature['label']): string =>
    `{ en: ${quote(text.en)}, 'pt-BR': ${quote(text['pt-BR'])} }`
  const read = from.map(
    (column) => `row${formatKey(column) === column ? `.${column}` : `[${quote(column)}]`}`,
  )
  return [
    `    ${formatKey(name)}: {`,
    `      label: ${localized(label)},`,
    ...(unit === undefined ? [] : [`      unit: ${localized(unit)},`]),
    `      from: [${from.map(quote).join(', ')}],`,
    `      compute: (row) => ${helper}(${read.join(', ')}),`,
    '    },',
  ]
}
