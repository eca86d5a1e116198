import type { SeededRandom } from 'lapidary'
import type { columns } from '../columns.ts'

/** A clean row: each cell as the file would write it. */
export type CleanRow = { readonly [Name in keyof typeof columns]: string | number }

/**
 * Errors that are added to the cells of one column, each with its own probability, independently of
 * other cells.
 */
interface Dirt {
  /** Probability of an empty cell. */
  readonly empty?: number
  /** Text that replaces the cell, with its probability. */
  readonly token?: readonly [text: string, probability: number]
  /** Whole number between two edges that replaces the cell, with its probability. */
  readonly outlier?: readonly [low: number, high: number, probability: number]
  /** Outliers are written with a decimal point. */
  readonly decimals?: boolean
  /** Probability of a `_` at the end. */
  readonly underscore?: number
}

/** Measured on the Kaggle file: the rates do not depend on the class, nor on one another. */
const dirt: { readonly [Name in keyof typeof columns]?: Dirt } = {
  Name: { empty: 0.09985 },
  Age: { token: ['-500', 0.0093], outlier: [95, 8698, 0.0188], underscore: 0.0495 },
  SSN: { token: ['#F%$D@*&8', 0.0557] },
  Occupation: { token: ['_______', 0.0706] },
  Annual_Income: { outlier: [180_001, 24_200_000, 0.01], decimals: true, underscore: 0.0704 },
  Monthly_Inhand_Salary: { empty: 0.15 },
  Num_Bank_Accounts: { outlier: [12, 1798, 0.0129] },
  Num_Credit_Card: { outlier: [12, 1499, 0.0227] },
  Interest_Rate: { outlier: [35, 5799, 0.02] },
  Num_of_Loan: { token: ['-100', 0.039], outlier: [10, 1496, 0.0044], underscore: 0.0487 },
  Num_of_Delayed_Payment: { empty: 0.07, outlier: [29, 4399, 0.0075], underscore: 0.0285 },
  Changed_Credit_Limit: { token: ['_', 0.0209] },
  Num_Credit_Inquiries: { empty: 0.0197, outlier: [18, 2597, 0.0166], decimals: true },
  Credit_Mix: { token: ['_', 0.202] },
  Outstanding_Debt: { underscore: 0.0098 },
  Credit_History_Age: { empty: 0.0903 },
  Payment_of_Min_Amount: { token: ['NM', 0.12007] },
  Total_EMI_per_month: { outlier: [1781, 82_398, 0.0326], decimals: true },
  Amount_invested_monthly: { empty: 0.0448, token: ['__10000__', 0.0431] },
  Payment_Behaviour: { token: ['!@9#%8', 0.076] },
  Monthly_Balance: { token: ['__-333333333333333333333333333__', 0.00009] },
}

/**
 * Formats the row as a line of the file, with errors in its cells, in the order of the row's keys.
 */
export function soil(random: SeededRandom, row: CleanRow): string {
  let line = ''
  for (const name in row) {
    const column = name as keyof CleanRow
    if (line !== '') line += ','
    line += soilCell(random, row[column], dirt[column])
  }
  return `${line}\n`
}

function soilCell(random: SeededRandom, clean: string | number, how: Dirt | undefined): string | number {
  if (how === undefined) return clean
  let place = random.next()
  if (how.empty !== undefined && (place -= how.empty) < 0) return ''
  if (how.token !== undefined && (place -= how.token[1]) < 0) return how.token[0]
  let cell = clean
  if (how.outlier !== undefined) {
    const [low, high, probability] = how.outlier
    place -= probability
    if (place < 0) cell = low + random.integer(high - low + 1) + (how.decimals ? '.0' : '')
  }
  return how.underscore !== undefined && random.next() < how.underscore ? `${cell}_` : cell
}
