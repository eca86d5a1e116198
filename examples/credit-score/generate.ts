import { type GenerateOptions, type SeededRandom, seededRandom } from 'lapidary'
import { loanTypes, months, occupations } from './categories.ts'
import { columns } from './columns.ts'
import { soil } from './dirt.ts'
import {
  behaviourShares,
  behaviours,
  lapse,
  type Profile,
  profiles,
  type QuarterPattern,
  type Range,
  utilization,
} from './profiles.ts'

const monthsPerCustomer = 8
/** The file's first row has this ID; those of one customer follow one another, with a gap for the four months of the test file. */
const firstId = 0x1602
const monthsPerYear = 12

/** Names of people who cannot exist, as often shared by two customers as in the real table. */
const stones = 'Agate Amber Beryl Carnelian Citrine Coral Diamond Emerald Flint Garnet Jade Jasper Jet Kyanite Lazuli Malachite'
const rocks =
  'Basalt Chalk Dolomite Feldspar Gabbro Gneiss Granite Gypsum Limestone Marble Obsidian Quartz Sandstone Schist Slate Tuff'
const firstNames =
  `${stones} Onyx Opal Pearl Peridot Ruby Sapphire Sard Sodalite Spinel Sunstone Tanzanite Topaz Turquoise Zircon Iolite Larimar`.split(
    ' ',
  )
const lastNames =
  `${rocks} Shale Marl Pumice Soapstone Travertine Breccia Chert Diorite Gravel Pebble Cobble Boulder Clay Loess Silt Scree`.split(
    ' ',
  )

const letters = 'abcdefghijklmnopqrstuvwxyz'.split('')

/** Steps of this length spread evenly over 0..1, so that a small table too has each profile's share. */
const goldenRatio = 0.618_033_988_749_895

interface Offsets {
  readonly idOffset: number
  readonly profileOffset: number
}

/** What does not change from month to month. */
interface Customer {
  readonly profile: Profile
  readonly index: number
  readonly id: string
  readonly name: string
  readonly ssn: string
  readonly occupation: string
  readonly income: number
  readonly salary: number
  readonly accounts: number
  readonly cards: number
  readonly interest: number
  readonly loans: number
  readonly loanTypes: string
  readonly instalments: number
  readonly delay: number
  readonly delayed: number
  readonly limit: number
  readonly debt: number
  readonly age: number
  readonly birthday: number
  readonly inquiries: number
  readonly inquiryMonth: number
  readonly newInquiries: number
  readonly history: number
  /** From this month on, `raise` moves from the salary to the instalments; 8 for never. */
  readonly raiseMonth: number
  readonly raise: number
  /** Whether each quarter has the profile's score. */
  readonly quarters: readonly [boolean, boolean, boolean]
}

/**
 * A table like the Kaggle file, dirt and all, as CSV text in chunks: whole customers of eight months, the last one cut
 * where `rows` ends. The same seed gives the same text; a longer table begins with the shorter one.
 */
export function* generate({ rows, seed }: GenerateOptions): Iterable<string> {
  let text = `${Object.keys(columns).join(',')}\n`
  const random = seededRandom(seed, 'credit-score')
  const offsets = { idOffset: random.integer(0x10000), profileOffset: random.next() }
  for (let row = 0, index = 0; row < rows; index++) {
    const customer = drawCustomer(random, index, offsets)
    for (let month = 0; month < monthsPerCustomer && row < rows; month++, row++) text += monthOf(customer, month, random)
    if (text.length > 100_000) {
      yield text
      text = ''
    }
  }
  yield text
}

function drawCustomer(random: SeededRandom, index: number, { idOffset, profileOffset }: Offsets): Customer {
  const profile = profiles[pickAt((profileOffset + index * goldenRatio) % 1, profileShares)] as Profile
  const income = round(quantile(random, profile.income), 2)
  const salary = Math.max(303, income / 12 + between(random, [-300, 300]))
  const loans = whole(random, profile.loans)
  let instalments = 0
  for (let loan = 0; loan < loans; loan++) instalments += salary * between(random, [0.0048, 0.0107])
  const changes = random.next() < 0.05
  const raise = salary * between(random, [0.01, 0.1])
  return {
    profile,
    index,
    id: customerId(index, idOffset),
    name: `${one(random, firstNames)} ${one(random, lastNames)}${one(random, letters)}`,
    ssn: madeUpSsn(index),
    occupation: one(random, occupations),
    income,
    salary,
    accounts: whole(random, profile.accounts),
    cards: whole(random, profile.cards),
    interest: whole(random, profile.interest),
    loans,
    loanTypes: listLoans(random, loans),
    instalments,
    delay: whole(random, profile.delay),
    delayed: whole(random, profile.delayed),
    limit: round(between(random, profile.limit), 2),
    debt: round(between(random, profile.debt), 2),
    age: whole(random, profile.age),
    birthday: random.integer(monthsPerYear),
    inquiries: whole(random, profile.inquiries),
    inquiryMonth: random.integer(monthsPerYear),
    newInquiries: whole(random, [1, 5]),
    history: whole(random, profile.history),
    raiseMonth: changes ? whole(random, [1, monthsPerCustomer - 1]) : monthsPerCustomer,
    raise,
    quarters: drawQuarters(random, profile.quarters),
  }
}

/** One line of the file. */
function monthOf(customer: Customer, month: number, random: SeededRandom): string {
  const { profile } = customer
  const raised = month >= customer.raiseMonth ? customer.raise : 0
  const behaviour = behaviours[pick(random, behaviourSharesOf(customer, month))] as (typeof behaviours)[number]
  // The file's accounting goes on with the first salary and the first instalments, and leaves a balance below 0 empty.
  const free = customer.salary / 10 + behaviour.adds - customer.instalments
  const invested = (customer.salary / 10) * between(random, behaviour.invested)
  const balance = free - invested
  const hasScore = (customer.quarters[quarterOf(month)] as boolean) && random.next() >= lapse
  const history = customer.history + month
  return soil(random, {
    ID: `0x${(firstId + monthsPerYear * customer.index + month).toString(16)}`,
    Customer_ID: customer.id,
    Month: months[month] as string,
    Name: customer.name,
    Age: customer.age + (month >= customer.birthday && customer.birthday > 0 ? 1 : 0),
    SSN: customer.ssn,
    Occupation: customer.occupation,
    Annual_Income: decimal(customer.income),
    Monthly_Inhand_Salary: decimal(customer.salary - raised),
    Num_Bank_Accounts: customer.accounts + slip(random),
    Num_Credit_Card: customer.cards + slip(random),
    Interest_Rate: customer.interest,
    Num_of_Loan: customer.loans,
    Type_of_Loan: customer.loanTypes,
    Delay_from_due_date: customer.delay + noise(random, 0.272, 5),
    Num_of_Delayed_Payment: customer.delayed + noise(random, 0.341, 3),
    Changed_Credit_Limit: decimal(round(customer.limit + noise(random, 0.185, 7), 2)),
    Num_Credit_Inquiries: decimal(
      customer.inquiries + (month >= customer.inquiryMonth && customer.inquiryMonth > 0 ? customer.newInquiries : 0),
    ),
    Credit_Mix: profile.mix,
    Outstanding_Debt: decimal(customer.debt),
    Credit_Utilization_Ratio: decimal(quantile(random, utilization)),
    Credit_History_Age: `${Math.floor(history / 12)} Years and ${history % 12} Months`,
    Payment_of_Min_Amount: profile.minimumOnly,
    Total_EMI_per_month: decimal(customer.instalments + raised),
    Amount_invested_monthly: decimal(invested),
    Payment_Behaviour: behaviour.name,
    Monthly_Balance: balance < 0 ? '' : decimal(balance),
    Credit_Score: hasScore ? profile.score : 'Standard',
  })
}

const quantiles = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]
const quarterBits = [1, 2, 3, 4, 5, 6, 7]
const profileShares = shares(profiles.map((profile) => profile.share))

function behaviourSharesOf({ salary, quarters, profile }: Customer, month: number): readonly number[] {
  const band = behaviourShares[salary < 2000 ? 0 : salary < 5000 ? 1 : 2]
  if (quarters[0] === quarters[1] && quarters[1] === quarters[2]) return band.steady
  return (quarters[quarterOf(month)] as boolean) === (profile.score === 'Good') ? band.better : band.worse
}

function drawQuarters(random: SeededRandom, pattern: QuarterPattern): [boolean, boolean, boolean] {
  const bits = pattern[0] + pattern[6] === 0 ? 0 : (quarterBits[pick(random, pattern)] as number)
  return [(bits & 4) !== 0, (bits & 2) !== 0, (bits & 1) !== 0]
}

function quarterOf(month: number): number {
  return Math.floor(month / 3)
}

/** Distinct for the first 65,536 customers, and again in each further block, with one hexadecimal digit more. */
function customerId(index: number, offset: number): string {
  const block = Math.floor(index / 0x10000) * 0x10000
  return `CUS_0x${(block + ((Math.imul(index, 0x9e3b) + offset) & 0xffff)).toString(16)}`
}

/** Area 000 was never given to anybody. */
function madeUpSsn(index: number): string {
  const scattered = (index * 7_919 + 12_345) % 1_000_000
  const digits = String(scattered).padStart(6, '0')
  return `000-${digits.slice(0, 2)}-${digits.slice(2)}`
}

/** As the file writes them: `A, B, and C`; two are `A, and B`. */
function listLoans(random: SeededRandom, count: number): string {
  const items = Array.from({ length: count }, () => one(random, loanTypes))
  return items.length < 2 ? items.join() : `"${items.slice(0, -1).join(', ')}, and ${items.at(-1)}"`
}

/** Mostly 0, else evenly one of -most..most without 0. */
function noise(random: SeededRandom, probability: number, most: number): number {
  if (random.next() >= probability) return 0
  const size = 1 + random.integer(most)
  return random.next() < 0.5 ? -size : size
}

/** Off by one in 0.6 % of the rows. */
function slip(random: SeededRandom): number {
  return noise(random, 0.006, 1)
}

/** As Python writes a float: never without a decimal point. */
function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

function round(value: number, digits: number): number {
  const scale = 10 ** digits
  return Math.round(value * scale) / scale
}

function between(random: SeededRandom, [low, high]: Range): number {
  return low + (high - low) * random.next()
}

function whole(random: SeededRandom, [low, high]: Range): number {
  return low + random.integer(high - low + 1)
}

function one<Item>(random: SeededRandom, items: readonly Item[]): Item {
  return items[random.integer(items.length)] as Item
}

/** Index by probability. */
function pick(random: SeededRandom, probabilities: readonly number[]): number {
  return pickAt(random.next(), probabilities)
}

function pickAt(place: number, probabilities: readonly number[]): number {
  let left = place
  for (let index = 0; index < probabilities.length - 1; index++) {
    left -= probabilities[index] as number
    if (left < 0) return index
  }
  return probabilities.length - 1
}

function shares(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** Draws from the distribution that has these values at `quantiles`, even in between. */
function quantile(random: SeededRandom, values: readonly number[]): number {
  const place = random.next()
  let knot = 1
  while (place > (quantiles[knot] as number)) knot++
  const [from, to] = [quantiles[knot - 1] as number, quantiles[knot] as number]
  const [low, high] = [values[knot - 1] as number, values[knot] as number]
  return low + ((high - low) * (place - from)) / (to - from)
}
