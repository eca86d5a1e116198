import { column, type Column, type ComputedFeatures, type FeatureView, type LocalizedText } from 'lapidary'
import { months } from './categories.ts'
import { columns } from './columns.ts'

/**
 * What moves from month to month; the rest is the same all year, or fills an earlier month's place
 * by itself.
 */
const watched = [
  'Delay_from_due_date',
  'Num_of_Delayed_Payment',
  'Changed_Credit_Limit',
  'Num_Credit_Inquiries',
  'Credit_Utilization_Ratio',
  'Amount_invested_monthly',
  'Monthly_Balance',
] as const
type Watched = (typeof watched)[number]
type Month = (typeof months)[number]

/** What the earlier months in which a value is known become. */
const statistics = {
  Last: { en: 'last month known', 'pt-BR': 'último mês conhecido' },
  Mean: { en: 'mean of earlier months', 'pt-BR': 'média dos meses anteriores' },
  Change: { en: 'change over earlier months', 'pt-BR': 'variação nos meses anteriores' },
} as const
type Statistic = keyof typeof statistics
type HistoryName = `${Statistic}_${Watched}`
const names = watched.flatMap((name) =>
  Object.keys(statistics).map((statistic) => `${statistic}_${name}`),
) as HistoryName[]

type HistoryColumn = Extract<Column, { type: 'number' | 'integer' }> & {
  readonly type: 'number'
  readonly stored: true
  readonly label: LocalizedText
}

/**
 * The customer's earlier months in numbers. In no file and no request: the feature store gives
 * them, by `customer_id`.
 */
export const historyColumns = Object.fromEntries(
  names.map((name): [HistoryName, HistoryColumn] => {
    const [statistic, of] = parts(name)
    const { label, unit } = columns[of] as { readonly label: LocalizedText; readonly unit?: LocalizedText }
    const how = statistics[statistic]
    const own = { en: `${label.en}, ${how.en}`, 'pt-BR': `${label['pt-BR']}, ${how['pt-BR']}` }
    return [name, column.number({ label: own, ...(unit !== undefined && { unit }), stored: true })]
  }),
) as Record<HistoryName, HistoryColumn>

/** The table names months and no year; it was published in 2022. */
const year = 2022

const firstDays = Array.from({ length: 13 }, (_, month) => new Date(Date.UTC(year, month, 1)).toISOString())
const middles = months.map((_, month) => new Date(Date.UTC(year, month, 15)).toISOString())

/**
 * In the middle of its month: what the month before left behind is known, the month itself is not
 * over.
 */
export function decidedAt({ Month }: { readonly Month: Month | null }): string {
  return middles[months.indexOf(Month ?? 'January')] as string
}

/**
 * What the months of one customer say together, from the first day after the last of them. A month
 * in which a value is missing is passed over.
 */
function compute(rows: readonly Readonly<Record<string, unknown>>[]): ComputedFeatures {
  const values: number[] = []
  for (const name of watched) {
    let first = Number.NaN
    let last = Number.NaN
    let sum = 0
    let count = 0
    for (let month = 0; month < rows.length; month++) {
      const value = rows[month]?.[name]
      if (typeof value !== 'number') continue
      if (count++ === 0) first = value
      last = value
      sum += value
    }
    values.push(last, sum / count, last - first)
  }
  return { at: firstDays[months.indexOf(rows.at(-1)?.['Month'] as Month) + 1] as string, values }
}

/**
 * A customer's months up to one of them, as they are known from the first day of the next. Features
 * only: no label is in it.
 */
export const customerHistory: FeatureView = {
  name: 'customer_history',
  entity: 'customer',
  joinKey: 'customer_id',
  features: Object.fromEntries(
    names.map((name) => [name, { type: 'double', label: historyColumns[name].label }]),
  ),
  source: {
    kind: 'dataset',
    from: ['Month', ...watched],
    compute,
  },
  // A partner who names no customer must be answered as well as before: a model that has seen every
  // history is lost without one.
  hiddenShare: 0.2,
}

function parts(name: HistoryName): [Statistic, Watched] {
  const at = name.indexOf('_')
  return [name.slice(0, at) as Statistic, name.slice(at + 1) as Watched]
}
