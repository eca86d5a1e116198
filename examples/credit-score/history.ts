import { column, type Column, type ComputedFeatures, type FeatureView, type LocalizedText } from 'lapidary'
import { months } from './categories.ts'
import { columns } from './columns.ts'

/** Columns that change from month to month. The others are constant within a year. */
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

/** Summaries of the earlier months that have a value. */
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
 * Columns that summarise the customer's earlier months. They are in no file and no request: the
 * feature store has them by `customer_id`.
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
 * Returns the middle of the row's month: the values of the month before are known, and the month
 * itself is not over.
 */
export function decidedAt({ Month }: { readonly Month: Month | null }): string {
  return middles[months.indexOf(Month ?? 'January')] as string
}

/**
 * Computes the features of one customer from their months, valid from the first day after the last
 * of them. A month in which a value is missing is skipped.
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
 * The feature view of a customer's months up to one of them, valid from the first day of the next.
 * It has features only, never the target.
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
  // Requests without a customer must get predictions that are as good as before, so the model is
  // also trained on rows without a history.
  hiddenShare: 0.2,
}

function parts(name: HistoryName): [Statistic, Watched] {
  const at = name.indexOf('_')
  return [name.slice(0, at) as Statistic, name.slice(at + 1) as Watched]
}
