import type { SeededRandom } from 'lapidary'
import { loanTypes, occupations } from '../categories.ts'
import { between, one, pick, pickAt, quantile, round, shares, whole } from './draw.ts'
import { type Profile, profiles, type QuarterPattern } from './profiles.ts'

export const monthsPerCustomer = 8
export const monthsPerYear = 12

/** Invented names, shared by two customers as often as in the real table. */
const firstNames = words(`
  Agate Amber Beryl Carnelian Citrine Coral Diamond Emerald Flint Garnet Iolite Jade Jasper Jet Kyanite Larimar
  Lazuli Malachite Onyx Opal Pearl Peridot Ruby Sapphire Sard Sodalite Spinel Sunstone Tanzanite Topaz Turquoise Zircon`)
const lastNames = words(`
  Basalt Boulder Breccia Chalk Chert Clay Cobble Diorite Dolomite Feldspar Gabbro Gneiss Granite Gravel Gypsum Limestone
  Loess Marble Marl Obsidian Pebble Pumice Quartz Sandstone Schist Scree Shale Silt Slate Soapstone Travertine Tuff`)
const letters = words('a b c d e f g h i j k l m n o p q r s t u v w x y z')

/**
 * Steps of this length are spread evenly over 0 to 1, so that a small table has the share of each
 * profile too.
 */
const goldenRatio = 0.618_033_988_749_895

export interface Offsets {
  readonly idOffset: number
  readonly profileOffset: number
}

/** Values of a customer that are the same in every month. */
export interface Customer {
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
  /** Month from which `raise` moves from the salary to the instalments; 8 if never. */
  readonly raiseMonth: number
  readonly raise: number
  /** Whether each quarter has the profile's score. */
  readonly quarters: readonly [boolean, boolean, boolean]
}

const quarterBits = [1, 2, 3, 4, 5, 6, 7]
const profileShares = shares(profiles.map((profile) => profile.share))

export function drawCustomer(
  random: SeededRandom,
  index: number,
  { idOffset, profileOffset }: Offsets,
): Customer {
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

function drawQuarters(random: SeededRandom, pattern: QuarterPattern): [boolean, boolean, boolean] {
  const bits = pattern[0] + pattern[6] === 0 ? 0 : (quarterBits[pick(random, pattern)] as number)
  return [(bits & 4) !== 0, (bits & 2) !== 0, (bits & 1) !== 0]
}

/**
 * Returns an id that is unique for the first 65,536 customers, and in each further block, which has
 * one more hexadecimal digit.
 */
function customerId(index: number, offset: number): string {
  const block = Math.floor(index / 0x10000) * 0x10000
  return `CUS_0x${(block + ((Math.imul(index, 0x9e3b) + offset) & 0xffff)).toString(16)}`
}

/** Returns a social security number of the area 000, which was never assigned. */
function madeUpSsn(index: number): string {
  const scattered = (index * 7_919 + 12_345) % 1_000_000
  const digits = String(scattered).padStart(6, '0')
  return `000-${digits.slice(0, 2)}-${digits.slice(2)}`
}

/** Joins names as the file does: `A, B, and C`, and `A, and B` for two. */
function listLoans(random: SeededRandom, count: number): string {
  const items = Array.from({ length: count }, () => one(random, loanTypes))
  return items.length < 2 ? items.join() : `"${items.slice(0, -1).join(', ')}, and ${items.at(-1)}"`
}

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}
