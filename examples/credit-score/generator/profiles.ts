import type { Range } from './draw.ts'

/**
 * The kinds of customers in the Kaggle table. Each value is drawn evenly between two edges that
 * repeat from kind to kind, and the hidden kind causes all correlations. All figures are statistics
 * of the whole table; no row of it is stored.
 */

export interface Profile {
  /** Share of the customers, in percent. */
  readonly share: number
  readonly mix: 'Good' | 'Standard' | 'Bad'
  readonly minimumOnly: 'Yes' | 'No'
  /** Score of the quarters in `quarters`. The other quarters are Standard. */
  readonly score: 'Good' | 'Standard' | 'Poor'
  /** Quarters in which the customer has `score`. */
  readonly quarters: QuarterPattern
  /** Quantiles 0, 5, 25, 50, 75, 95 and 100 % of the annual income. */
  readonly income: readonly number[]
  readonly age: Range
  readonly accounts: Range
  readonly cards: Range
  readonly interest: Range
  readonly loans: Range
  readonly delay: Range
  readonly delayed: Range
  readonly limit: Range
  readonly inquiries: Range
  readonly debt: Range
  /** Months of credit history in January. */
  readonly history: Range
}

/**
 * Probabilities of the quarters January-March, April-June, July-August having the score: 001, 010,
 * 011, 100, 101, 110, 111.
 */
export type QuarterPattern = readonly [number, number, number, number, number, number, number]

const alwaysStandard: QuarterPattern = [0, 0, 0, 0, 0, 0, 0]
const late: QuarterPattern = [0.37, 0.16, 0.47, 0, 0, 0, 0]
const goodThroughout: QuarterPattern = [0.02, 0.007, 0.018, 0.077, 0.042, 0.118, 0.718]
const poorThroughout: QuarterPattern = [0.025, 0.018, 0.022, 0.062, 0.036, 0.082, 0.755]
const poorForever: QuarterPattern = [0, 0, 0, 0.048, 0.058, 0.09, 0.804]
const poorByTurns: QuarterPattern = [0.149, 0.093, 0.206, 0.124, 0, 0.117, 0.311]

const wellOff = [9_500, 16_000, 31_300, 58_000, 105_000, 159_000, 180_000]
const comfortable = [10_000, 13_000, 28_500, 58_000, 95_000, 134_000, 148_000]
const middling = [7_006, 11_500, 23_000, 40_000, 76_000, 121_000, 148_000]
const modest = [7_006, 9_400, 17_000, 31_000, 55_000, 90_000, 120_000]
const poor = [7_006, 8_136, 15_475, 22_000, 50_500, 75_800, 84_000]

/** Ranges of a good, a standard and a bad history of borrowing. */
const good = {
  loans: [0, 4],
  limit: [0.5, 12],
  inquiries: [0, 4],
  debt: [0, 1500],
  history: [181, 397],
  age: [18, 55],
} as const
const mixed = {
  loans: [0, 4],
  limit: [5, 20],
  inquiries: [0, 8],
  debt: [0, 1500],
  history: [181, 390],
  age: [18, 51],
} as const
const young = {
  loans: [2, 7],
  limit: [7, 20],
  inquiries: [4, 8],
  debt: [0, 1500],
  history: [61, 235],
  age: [14, 45],
} as const
const indebted = {
  loans: [2, 7],
  limit: [7, 20],
  inquiries: [6, 12],
  debt: [1250, 2700],
  history: [61, 235],
  age: [14, 45],
} as const
const owing = {
  loans: [2, 9],
  limit: [0.5, 12],
  inquiries: [6, 12],
  debt: [1250, 2700],
  history: [80, 240],
  age: [14, 45],
} as const
const drowning = {
  loans: [5, 9],
  limit: [0.5, 12],
  inquiries: [6, 12],
  debt: [2500, 5000],
  history: [1, 165],
  age: [14, 45],
} as const
const raised = { ...drowning, limit: [15, 30] } as const

/** Ranges of good, standard and bad payment habits. */
const prompt = {
  accounts: [0, 5],
  cards: [3, 7],
  interest: [1, 12],
  delay: [0, 15],
  delayed: [0, 12],
} as const
const usual = {
  accounts: [3, 8],
  cards: [3, 7],
  interest: [5, 20],
  delay: [5, 30],
  delayed: [8, 20],
} as const
const slow = {
  accounts: [6, 10],
  cards: [5, 10],
  interest: [15, 34],
  delay: [15, 62],
  delayed: [15, 25],
} as const

const goodMix = { mix: 'Good', minimumOnly: 'No' } as const
const standardNo = { mix: 'Standard', minimumOnly: 'No' } as const
const standardYes = { mix: 'Standard', minimumOnly: 'Yes' } as const
const badMix = { mix: 'Bad', minimumOnly: 'Yes' } as const

export const profiles: readonly Profile[] = [
  {
    share: 16.9,
    ...goodMix,
    score: 'Good',
    quarters: goodThroughout,
    income: wellOff,
    ...good,
    ...prompt,
    cards: [1, 7],
  },
  {
    share: 2.9,
    ...goodMix,
    score: 'Good',
    quarters: goodThroughout,
    income: middling,
    ...good,
    ...usual,
    interest: [1, 12],
  },
  {
    share: 4.0,
    ...goodMix,
    score: 'Standard',
    quarters: alwaysStandard,
    income: wellOff,
    ...good,
    ...prompt,
  },
  {
    share: 6.1,
    ...goodMix,
    score: 'Poor',
    quarters: poorThroughout,
    income: wellOff,
    ...good,
    ...prompt,
    delay: [0, 30],
  },
  {
    share: 0.5,
    ...goodMix,
    score: 'Poor',
    quarters: poorThroughout,
    income: wellOff,
    ...good,
    ...usual,
    interest: [1, 12],
  },
  {
    share: 6.7,
    ...standardNo,
    score: 'Standard',
    quarters: alwaysStandard,
    income: middling,
    ...good,
    ...usual,
  },
  { share: 2.0, ...standardNo, score: 'Good', quarters: late, income: middling, ...good, ...usual },
  { share: 1.4, ...standardNo, score: 'Poor', quarters: late, income: middling, ...good, ...usual },
  {
    share: 10.5,
    ...standardYes,
    score: 'Standard',
    quarters: alwaysStandard,
    income: middling,
    ...mixed,
    ...usual,
  },
  { share: 3.7, ...standardYes, score: 'Good', quarters: late, income: comfortable, ...mixed, ...usual },
  { share: 3.0, ...standardYes, score: 'Poor', quarters: late, income: middling, ...mixed, ...usual },
  {
    share: 4.5,
    ...standardYes,
    score: 'Standard',
    quarters: alwaysStandard,
    income: modest,
    ...young,
    ...usual,
  },
  {
    share: 1.2,
    ...standardYes,
    score: 'Standard',
    quarters: alwaysStandard,
    income: modest,
    ...young,
    ...usual,
    debt: [1300, 2700],
  },
  { share: 1.3, ...standardYes, score: 'Good', quarters: late, income: comfortable, ...young, ...usual },
  { share: 1.3, ...standardYes, score: 'Poor', quarters: poorByTurns, income: modest, ...young, ...usual },
  {
    share: 1.9,
    ...standardYes,
    score: 'Poor',
    quarters: poorByTurns,
    income: modest,
    ...young,
    ...usual,
    debt: [1300, 2700],
  },
  {
    share: 0.3,
    ...standardYes,
    score: 'Standard',
    quarters: alwaysStandard,
    income: poor,
    ...indebted,
    ...usual,
    interest: [15, 34],
  },
  {
    share: 4.1,
    ...standardYes,
    score: 'Poor',
    quarters: poorForever,
    income: poor,
    ...indebted,
    ...usual,
    interest: [15, 34],
  },
  {
    share: 3.9,
    ...standardYes,
    score: 'Poor',
    quarters: poorForever,
    income: poor,
    ...indebted,
    ...slow,
    delayed: [8, 20],
  },
  { share: 9.0, ...badMix, score: 'Poor', quarters: poorForever, income: poor, ...owing, ...slow },
  { share: 3.8, ...badMix, score: 'Poor', quarters: poorThroughout, income: poor, ...drowning, ...slow },
  { share: 5.7, ...badMix, score: 'Poor', quarters: poorThroughout, income: poor, ...raised, ...slow },
  { share: 4.1, ...badMix, score: 'Standard', quarters: alwaysStandard, income: poor, ...raised, ...slow },
  { share: 1.1, ...badMix, score: 'Good', quarters: late, income: poor, ...raised, ...slow },
]

/** Share of months with the score Standard in a quarter that has the score of the profile. */
export const lapse = 0.15

/** Quantiles 0, 5, 25, 50, 75, 95 and 100 %. */
export const utilization = [20, 24.23, 28.05, 32.31, 36.5, 40.22, 50]

/**
 * Payment behaviours, each with the constant of its accounting identity and the share of a tenth of
 * the salary that is invested.
 */
export const behaviours = [
  { name: 'Low_spent_Small_value_payments', adds: 290, invested: [0.335, 1.352] },
  { name: 'Low_spent_Medium_value_payments', adds: 280, invested: [0.257, 1.04] },
  { name: 'Low_spent_Large_value_payments', adds: 270, invested: [0.232, 0.938] },
  { name: 'High_spent_Small_value_payments', adds: 260, invested: [0.179, 0.717] },
  { name: 'High_spent_Medium_value_payments', adds: 250, invested: [0.107, 0.427] },
  { name: 'High_spent_Large_value_payments', adds: 240, invested: [0.064, 0.26] },
] as const

/**
 * Probabilities of the behaviours by salary (under 2,000, to 5,000, above) and by the score of the
 * quarter compared with the customer's other quarters: the same, worse, better.
 */
export const behaviourShares = [
  {
    steady: [0.464, 0.185, 0.12, 0.11, 0.08, 0.041],
    worse: [0.585, 0.17, 0.098, 0.08, 0.053, 0.014],
    better: [0.225, 0.14, 0.104, 0.16, 0.2, 0.171],
  },
  {
    steady: [0.248, 0.105, 0.13, 0.146, 0.25, 0.121],
    worse: [0.43, 0.145, 0.102, 0.127, 0.144, 0.052],
    better: [0.15, 0.042, 0.117, 0.143, 0.345, 0.203],
  },
  {
    steady: [0.118, 0.177, 0.092, 0.119, 0.236, 0.258],
    worse: [0.118, 0.2, 0.084, 0.11, 0.23, 0.258],
    better: [0.118, 0.2, 0.11, 0.11, 0.21, 0.252],
  },
] as const
