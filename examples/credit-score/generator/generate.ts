import { type GenerateOptions, type SeededRandom, seededRandom } from 'lapidary'
import { months } from '../categories.ts'
import { columns } from '../columns.ts'
import { type Customer, drawCustomer, monthsPerCustomer, monthsPerYear } from './customer.ts'
import { soil } from './dirt.ts'
import { between, noise, pick, quantile, round } from './draw.ts'
import { behaviourShares, behaviours, lapse, utilization } from './profiles.ts'

/**
 * ID of the first row of the file. Rows of one customer have consecutive IDs, with a gap for the
 * four months of the test file.
 */
const firstId = 0x1602

/**
 * Generates a table like the Kaggle file, including its errors, as CSV text in chunks: customers of
 * eight months each, the last one cut where `rows` ends. The same seed gives the same text, and a
 * longer table begins with the shorter one.
 */
export function* generate({ rows, seed }: GenerateOptions): Iterable<string> {
  let text = `${Object.keys(columns).join(',')}\n`
  const random = seededRandom(seed, 'credit-score')
  const offsets = { idOffset: random.integer(0x10000), profileOffset: random.next() }
  for (let row = 0, index = 0; row < rows; index++) {
    const customer = drawCustomer(random, index, offsets)
    for (let month = 0; month < monthsPerCustomer && row < rows; month++, row++)
      text += monthOf(customer, month, random)
    if (text.length > 100_000) {
      yield text
      text = ''
    }
  }
  yield text
}

/** Formats one line of the file. */
function monthOf(customer: Customer, month: number, random: SeededRandom): string {
  const { profile } = customer
  const raised = month >= customer.raiseMonth ? customer.raise : 0
  const behaviour = behaviours[
    pick(random, behaviourSharesOf(customer, month))
  ] as (typeof behaviours)[number]
  // The balance in the file is computed from the first salary and the first instalments. A balance
  // below 0 is empty.
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
      customer.inquiries +
        (month >= customer.inquiryMonth && customer.inquiryMonth > 0 ? customer.newInquiries : 0),
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

function behaviourSharesOf({ salary, quarters, profile }: Customer, month: number): readonly number[] {
  const band = behaviourShares[salary < 2000 ? 0 : salary < 5000 ? 1 : 2]
  if (quarters[0] === quarters[1] && quarters[1] === quarters[2]) return band.steady
  return (quarters[quarterOf(month)] as boolean) === (profile.score === 'Good') ? band.better : band.worse
}

function quarterOf(month: number): number {
  return Math.floor(month / 3)
}

/** Changes a count by one in 0.6 % of the rows. */
function slip(random: SeededRandom): number {
  return noise(random, 0.006, 1)
}

/** Formats a number as Python writes a float: always with a decimal point. */
function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value)
}
