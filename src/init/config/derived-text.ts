import type { ColumnGuess } from '../column-guess.ts'
import { isFar } from '../date/guess-date.ts'
import type { Inspection } from '../inspect-file.ts'
import { wordsOf } from '../personal-data.ts'
import { comment } from './comment.ts'
import { key, quoted } from './quoted.ts'

/** More dates than this have too many pairs: only those with the date of the decision are compared. */
const maxPaired = 4
/** Words of the date on which a case is opened or decided. */
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
 * Returns the features to derive from the dates of a table: parts of each date that come again, and the days between two dates.
 * The year is none of them: no model has learned from those to come.
 */
export function deriveFromDates({ columns, target, time }: Pick<Inspection, 'columns' | 'target' | 'time'>): DateFeature[] {
  const dates = datesOf(columns).filter((guess) => guess.name !== target.name)
  const decision = decisionOf(dates, time?.name)
  const used = new Set(columns.map(({ name }) => name))
  const features = [...pairsOf(dates, decision).map(daysOf), ...dates.flatMap(partsOf)]
  return features.map((feature) => ({ ...feature, name: unused(feature.name, used) }))
}

/** Returns the lines that derive features from dates. An age that needs a personal column is a comment. */
export function derivedText(inspection: Inspection, features: readonly DateFeature[]): string[] {
  const { columns, time } = inspection
  const decision = decisionOf(datesOf(columns), time?.name)
  const births = columns.filter(({ personal, date }) => personal === true && date !== undefined)
  const ages = decision === undefined ? [] : births.map((birth) => ageOf(birth, decision))
  if (features.length === 0 && ages.length === 0) return []
  const why =
    'Dates are no features themselves, as every later one is new to a model: these numbers are. Remove what cannot matter.'
  const how = 'The age at the decision, when the date of birth is no longer personal: true (import yearsBetween):'
  return [
    ...comment(why, '  '),
    '  derived: {',
    ...features.flatMap(featureText),
    ...ages.flatMap((age) => [...comment(how, '    '), ...featureText(age).map((line) => line.replace('    ', '    // '))]),
    '  },',
  ]
}

function datesOf(columns: readonly ColumnGuess[]): ColumnGuess[] {
  return columns.filter((guess) => {
    const isKept = guess.personal !== true && guess.knownAfter !== true && guess.feature !== false
    return guess.date !== undefined && isKept
  })
}

/** The date of the decision: the time of the rows, one that is named so, or the only one. */
function decisionOf(dates: readonly ColumnGuess[], time: string | undefined): ColumnGuess | undefined {
  const named = dates.find(({ name }) => name === time) ?? dates.find(({ name }) => decisionNames.test(wordsOf(name)))
  return named ?? (dates.length === 1 ? dates[0] : undefined)
}

type Pair = readonly [ColumnGuess, ColumnGuess]

/** Pairs of dates, the earlier one first. */
function pairsOf(dates: readonly ColumnGuess[], decision: ColumnGuess | undefined): Pair[] {
  const pairs = dates.flatMap((a, i) => dates.slice(i + 1).map((b): Pair => (medianOf(b) < medianOf(a) ? [b, a] : [a, b])))
  return dates.length <= maxPaired ? pairs : pairs.filter((pair) => decision !== undefined && pair.includes(decision))
}

function medianOf({ values, raw }: ColumnGuess): number {
  const sorted = Float64Array.from(raw.codes, (code) => values?.[code] as number)
    .filter((value) => !Number.isNaN(value))
    .sort()
  return sorted[sorted.length >> 1] ?? Number.NaN
}

function daysOf([from, to]: Pair): DateFeature {
  const [a, b] = [titled(from), titled(to)]
  return {
    name: `days_${plain(from)}_to_${plain(to)}`,
    label: { en: `Days from ${a} to ${b}`, 'pt-BR': `Dias de ${a} a ${b}` },
    unit: { en: 'days', 'pt-BR': 'dias' },
    helper: 'daysBetween',
    from: [from.name, to.name],
  }
}

function ageOf(birth: ColumnGuess, decision: ColumnGuess): DateFeature {
  return {
    name: 'age',
    label: { en: 'Age', 'pt-BR': 'Idade' },
    unit: { en: 'years', 'pt-BR': 'anos' },
    helper: 'yearsBetween',
    from: [birth.name, decision.name],
  }
}

/** Month, day of the week, and hour: those that come again in the file. A month that does not is only another name for the time. */
function partsOf(guess: ColumnGuess): DateFeature[] {
  const times = [...new Set(guess.values)]
    .filter((value) => !Number.isNaN(value) && !isFar(value))
    .map((value) => new Date(value).toISOString())
  const different = (length: number, start = 0): number => new Set(times.map((time) => time.slice(start, length))).size
  const [months, days, hours] = [different(7), different(10), different(13, 11)]
  const of = titled(guess)
  const part = (helper: 'hourOf' | 'monthOf' | 'weekdayOf', name: string, en: string, pt: string): DateFeature => {
    return {
      name: `${plain(guess)}_${name}`,
      label: { en: `${en} of ${of}`, 'pt-BR': `${pt} de ${of}` },
      helper,
      from: [guess.name],
    }
  }
  return [
    ...(months > 12 ? [part('monthOf', 'month', 'Month', 'Mês')] : []),
    ...(days >= 14 && days > months ? [part('weekdayOf', 'weekday', 'Day of the week', 'Dia da semana')] : []),
    ...(guess.type === 'datetime' && hours > 1 ? [part('hourOf', 'hour', 'Hour', 'Hora')] : []),
  ]
}

function titled({ name }: ColumnGuess): string {
  return name.replaceAll(/[\s_]+/g, ' ')
}

/** A column's name as part of an identifier. */
function plain({ name }: ColumnGuess): string {
  return name.replaceAll(/\W+/g, '_')
}

function unused(name: string, used: Set<string>): string {
  let free = name
  for (let i = 2; used.has(free); i++) free = `${name}_${i}`
  used.add(free)
  return free
}

function featureText({ name, label, unit, helper, from }: DateFeature): string[] {
  const localized = (text: DateFeature['label']): string => `{ en: ${quoted(text.en)}, 'pt-BR': ${quoted(text['pt-BR'])} }`
  const read = from.map((column) => `row${key(column) === column ? `.${column}` : `[${quoted(column)}]`}`)
  return [
    `    ${key(name)}: {`,
    `      label: ${localized(label)},`,
    ...(unit === undefined ? [] : [`      unit: ${localized(unit)},`]),
    `      from: [${from.map(quoted).join(', ')}],`,
    `      compute: (row) => ${helper}(${read.join(', ')}),`,
    '    },',
  ]
}
